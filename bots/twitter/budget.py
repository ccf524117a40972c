"""Reads X's rate limit headers.

https://docs.x.com/x-api/fundamentals/rate-limits: `x-rate-limit-limit`, `-remaining`, `-reset`
(UTC epoch seconds), and for daily limits `x-user-limit-24hour-*` and `x-app-limit-24hour-*`.
There is no Retry-After. Times are business time: the emulated X follows the sandbox clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.channel import Allowance, Left
from core.vocabulary import Visibility

WINDOW_SECONDS = 900.0
DAY_SECONDS = 86_400.0
_UNTOLD_SECONDS = 60.0
_WINDOW = ("x-rate-limit",)
_DAY = ("x-user-limit-24hour", "x-app-limit-24hour")

ALLOWANCES = tuple(
    Allowance(name, count, seconds, visibility, resets=True)
    for name, count, seconds, visibility in (
        ("direct", 15, WINDOW_SECONDS, Visibility.DIRECT),
        ("direct_day", 1440, DAY_SECONDS, Visibility.DIRECT),
        ("posts", 100, WINDOW_SECONDS, Visibility.PUBLIC),
        ("posts_day", 10_000, DAY_SECONDS, Visibility.PUBLIC),
    )
)
"""What X publishes; its answers say what is left of each."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many requests are left until the window ends."""

    remaining: int
    resets_at: datetime

    def stretch(self, interval: float, now: datetime) -> float:
        """The interval, made longer where what is left would not last to the reset."""
        seconds = min((self.resets_at - now).total_seconds(), WINDOW_SECONDS)  # now may be put back
        if seconds <= 0:
            return interval
        return max(interval, seconds / self.remaining if self.remaining else seconds)


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """What the headers tell of the endpoint that answered; None where they tell nothing."""
    told = _told(headers, _WINDOW, WINDOW_SECONDS, now)
    return Budget(told.remaining, told.resets_at) if told else None


def left(headers: Mapping[str, str], visibility: Visibility, now: datetime) -> tuple[Left, ...]:
    """What the headers of an answer to a sending tell of our allowances."""
    found = []
    for allowance in ALLOWANCES:
        if allowance.visibility is not visibility:
            continue
        spans = _DAY if allowance.seconds == DAY_SECONDS else _WINDOW
        if told := _told(headers, spans, allowance.seconds, now):
            limit = allowance.count if told.limit is None else told.limit
            found.append(Left(allowance.name, limit, told.remaining, told.resets_at))
    return tuple(found)


def until_reset(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds to wait after a 429, counting the daily limits, at least 1."""
    window = _told(headers, _WINDOW, WINDOW_SECONDS, now, untold=0)
    day = _told(headers, _DAY, DAY_SECONDS, now)
    ends = [
        told.resets_at for told in (window, day) if told and (told is window or not told.remaining)
    ]
    return (max(ends) - now).total_seconds() + 1.0 if ends else _UNTOLD_SECONDS


@dataclass(frozen=True, slots=True)
class _Told:
    limit: int | None
    remaining: int
    resets_at: datetime


def _told(
    headers: Mapping[str, str],
    names: tuple[str, ...],
    longest: float,
    now: datetime,
    untold: int | None = None,
) -> _Told | None:
    """The scarcest of these limits. A reset beyond the window's length is not believed.

    `untold` is what remains where the headers name only the reset.
    """
    found = []
    for name in names:
        remaining, reset = _number(headers, f"{name}-remaining"), _number(headers, f"{name}-reset")
        remaining = untold if remaining is None else remaining
        if remaining is not None and reset is not None:
            ends = min(max(reset - now.timestamp(), 0.0), longest)
            at = (now + timedelta(seconds=ends)).astimezone(UTC)
            found.append(_Told(_number(headers, f"{name}-limit"), remaining, at))
    return min(found, key=lambda told: told.remaining, default=None)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
