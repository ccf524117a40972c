"""What a failed request means.

tweepy raises `HTTPException` for answers with a JSON error, and lets aiohttp's own errors through
(an HTML error page is a `ContentTypeError`). Their texts may hold addresses, never keys; their
`repr` does hold keys, so it is never used, and no cause is chained.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import tweepy  # type: ignore[import-untyped]

from bots.twitter.budget import left, until_reset
from core.channel import Refusal, SendError, TryLater, Undeliverable, Unknown
from core.vocabulary import Visibility

UNREACHED_SECONDS = 5.0
_KEYS_SECONDS = 60.0
_CREDITS_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request: its HTTP status, or None where no answer came."""

    status: int | None
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    reached: bool = True  #: False: X surely never saw the request

    def says(self, *words: str) -> bool:
        """Whether X's own words contain one of these."""
        return any(word in self.detail.lower() for word in words)


def failure(error: BaseException) -> Failure:
    """Read whatever tweepy or aiohttp raised."""
    if isinstance(error, tweepy.HTTPException):
        messages = "; ".join(str(message) for message in error.api_messages)
        return Failure(error.response.status, messages[:300], dict(_lower(error.response.headers)))
    if isinstance(error, aiohttp.ClientResponseError):
        return Failure(error.status, "no JSON in the answer", dict(_lower(error.headers or {})))
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failure(None, "no connection", reached=False)
    if isinstance(error, TimeoutError):
        return Failure(None, "no answer in time")
    if isinstance(error, aiohttp.ClientError):
        return Failure(None, "the connection broke")
    if isinstance(error, json.JSONDecodeError):
        return Failure(None, "the answer could not be read")
    return Failure(None, type(error).__name__)


def as_send_error(what: Failure, visibility: Visibility, now: datetime) -> SendError:
    """What a failure to send means to the desk."""
    reason = f"X: {what.status or ''} {what.detail}".replace("  ", " ").strip()
    if not what.reached:
        return TryLater(reason, UNREACHED_SECONDS, everyone=True)
    match what.status:
        case None:
            return Unknown(reason)
        case 429:
            after = until_reset(what.headers, now)
            return TryLater(reason, after, left=left(what.headers, visibility, now))
        case 401:
            told = f"{reason} (check X_ACCESS_TOKEN and its secret)"
            return TryLater(told, _KEYS_SECONDS, everyone=True)
        case 402:
            told = f"{reason} (the X account has no credits)"
            return TryLater(told, _CREDITS_SECONDS, everyone=True)
        case 403:
            return Undeliverable(reason, _refusal(what, visibility))
        case 404:
            return Undeliverable(reason, Refusal.GONE)
        case status if status == 408 or status >= 500 or status < 400:
            return Unknown(reason)
        case _:
            too_long = what.says("too long", "over 280", "character limit")
            return Undeliverable(reason, Refusal.TOO_LONG if too_long else Refusal.INVALID)


def _refusal(what: Failure, visibility: Visibility) -> Refusal:
    if what.says("blocked"):
        return Refusal.BLOCKED
    if what.says("deleted", "not visible", "not found"):
        return Refusal.GONE
    if what.says("permission level", "oauth1", "not permitted to access this feature"):
        return Refusal.FORBIDDEN
    return Refusal.CLOSED if visibility is Visibility.DIRECT else Refusal.FORBIDDEN


def is_free(what: Failure, *, reading: bool) -> bool:
    """Whether X surely bills nothing for a failed request: it gave nothing and did nothing."""
    if not what.reached:
        return True
    if what.status is None or what.status == 408:
        return False
    return reading or 400 <= what.status < 500


def is_duplicate(what: Failure) -> bool:
    """Whether X refused a post because it already has it."""
    return what.status == 403 and what.says("duplicate")


def _lower(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(name).lower(), str(value)) for name, value in headers.items()]
