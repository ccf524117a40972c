"""How a sending fails, and how a start does."""

import math
from enum import StrEnum

from core.channel.outbound import Left

LONGEST_WAIT = 86_400.0
"""Seconds. What names a longer pause, or one that is no number, is asked again after a day."""


class SendError(Exception):
    """A message was not surely delivered."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(SendError):
    """Not sent, and may be sent again after `after` seconds (rate limit, refused connection).

    `everyone`: nothing else of the account can be sent before either. `left` is what the platform
    said about its allowances.
    """

    def __init__(
        self, reason: str, after: float, *, everyone: bool = False, left: tuple[Left, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.after = min(max(after, 0.0), LONGEST_WAIT) if math.isfinite(after) else LONGEST_WAIT
        self.everyone = everyone
        self.left = left


class Refusal(StrEnum):
    """Why a platform will never take a message."""

    BLOCKED = "blocked"  #: the person blocked us
    CLOSED = "closed"  #: the person does not take private messages from us
    GONE = "gone"  #: the chat, the post or the person is no longer there
    FORBIDDEN = "forbidden"  #: our account lacks a right
    TOO_LONG = "too_long"
    INVALID = "invalid"  #: anything else that trying again will not change


class Undeliverable(SendError):
    """The platform refused for good."""

    def __init__(self, reason: str, refusal: Refusal = Refusal.INVALID) -> None:
        super().__init__(reason)
        self.refusal = refusal


class Unknown(SendError):
    """The request left us and no answer came: it may or may not have been delivered."""


class NotAllowed(Exception):
    """Our account cannot start: a wrong token, a missing right. The text says what to do."""
