"""How long to wait until listening is tried again, and how loudly to say so."""

import asyncio
import logging

from telegram.error import Conflict, RetryAfter, TelegramError

from bots.telegram.errors import meaning, pause
from bots.telegram.intake import NotStored

_log = logging.getLogger(__name__)

OUTAGE = (0.5, 1.0, 2.0)
"""Seconds between attempts; the last is repeated. Short, because after an outage of any length the
first customer is to be answered at once, and one request in two seconds is no burden to anybody."""
SAY_AGAIN = 60.0  # seconds between two lines about the same trouble


class NotReached(TelegramError):
    """Telegram answers, and yet updates do not reach us. The message is for people.

    `lasting`: until somebody changes something.
    """

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class Patience:
    """Counts failures in a row; `reason` is the last one's, for people."""

    def __init__(self, conflict: float) -> None:
        self.reason = ""
        self._conflict = conflict
        self._failures = 0
        self._said_at = 0.0

    def pause(self, error: TelegramError) -> float:
        """Seconds until the next attempt."""
        wait = OUTAGE[min(self._failures, len(OUTAGE) - 1)]
        if isinstance(error, RetryAfter):
            wait = max(wait, pause(error))
        elif isinstance(error, Conflict) or (isinstance(error, NotReached) and error.lasting):
            wait = self._conflict
        self._failures += 1
        self._say(_reason(error), wait)
        return wait

    def done(self) -> None:
        """It works."""
        if self._failures:
            _log.info("listening, after %d failure(s)", self._failures)
        self._failures, self.reason = 0, ""

    def _say(self, reason: str, wait: float) -> None:
        at = asyncio.get_running_loop().time()
        if reason != self.reason or at - self._said_at >= SAY_AGAIN:
            self._said_at = at
            _log.warning("not listening: %s; trying again in %.1f s", reason, wait)
        self.reason = reason


def _reason(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return (
            "another program polls with the same bot token, or has set a webhook for it:"
            " stop it, or give each its own bot"
        )
    if isinstance(error, NotStored | NotReached):
        return error.message
    return meaning(error).reason
