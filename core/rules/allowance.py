"""How much of a platform's allowance is left, and when there is some again.

A steady allowance is counted by one moment, `free_at`: when all of it would be free again if
nothing more were sent (the generic cell rate algorithm). One that resets is counted by how much is
`used` until its window ends at `free_at`.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """Where an allowance stands."""

    free_at: datetime
    used: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """What a platform allows: `count` in `seconds`, steadily or all at once when a window ends."""

    count: int
    seconds: float
    resets: bool = False


def free_at(rate: Rate, count: Count | None, now: datetime) -> datetime:
    """The moment at which one more may be sent; `now` or earlier: at once."""
    if count is None:
        return now
    if rate.resets:
        return count.free_at if count.used >= rate.count and count.free_at > now else now
    return count.free_at - _interval(rate) * (rate.count - 1)


def after_one(rate: Rate, count: Count | None, now: datetime) -> Count:
    """Where it stands once one more is sent."""
    if not rate.resets:
        return Count(max(count.free_at if count else now, now) + _interval(rate))
    if count is None or count.free_at <= now:
        return Count(now + timedelta(seconds=rate.seconds), 1)
    return Count(count.free_at, count.used + 1)


def after_told(count: Count | None, used: int, resets_at: datetime) -> Count:
    """Where it stands once the platform said what is used; what is on its way it does not know."""
    same_window = count is not None and abs(count.free_at - resets_at) < timedelta(seconds=5)
    return Count(resets_at, max(used, count.used) if same_window and count else used)


def wait_for(rate: Rate, count: Count | None, ahead: int, now: datetime) -> timedelta:
    """How long a message waits that has `ahead` others before it."""
    if not rate.resets:
        busy = max((count.free_at - now) if count else timedelta(0), timedelta(0))
        return max(busy + _interval(rate) * (ahead - rate.count + 1), timedelta(0))
    fresh = count is None or count.free_at <= now
    left = rate.count if fresh or count is None else max(rate.count - count.used, 0)
    if ahead < left:
        return timedelta(0)
    ends = timedelta(seconds=rate.seconds) if fresh or count is None else count.free_at - now
    return ends + timedelta(seconds=rate.seconds) * ((ahead - left) // rate.count)


def left(rate: Rate, count: Count | None, now: datetime) -> int:
    """How many may be sent at once."""
    if count is None or count.free_at <= now:
        return rate.count
    if rate.resets:
        return max(rate.count - count.used, 0)
    return max(rate.count - math.ceil((count.free_at - now) / _interval(rate)), 0)


def _interval(rate: Rate) -> timedelta:
    return timedelta(seconds=rate.seconds / rate.count)
