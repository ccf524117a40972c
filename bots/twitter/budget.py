"""Reads X's rate limit headers.

https://docs.x.com/x-api/fundamentals/rate-limits: `x-rate-limit-limit`, `-remaining`, `-reset`
(UTC epoch seconds), and for daily limits `x-user-limit-24hour-*` and `x-app-limit-24hour-*`.
There is no Retry-After.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_WINDOW_SECONDS = 900.0
_DAY_SECONDS = 86_400.0
_UNTOLD_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Budget:
    """How many requests are left, and for how many seconds they must last."""

    remaining: int
    seconds: float

    def stretch(self, interval: float) -> float:
        """The interval, made longer where what is left would not last to the reset."""
        if self.seconds <= 0:
            return interval
        return max(interval, self.seconds / self.remaining if self.remaining else self.seconds)


def budget(headers: Mapping[str, str], now: float) -> Budget | None:
    """What the headers tell at epoch second `now`; None where they tell nothing."""
    remaining = _number(headers, "x-rate-limit-remaining")
    reset = _number(headers, "x-rate-limit-reset")
    if remaining is None or reset is None:
        return None
    return Budget(remaining, min(max(reset - now, 0.0), _WINDOW_SECONDS))


def until_reset(headers: Mapping[str, str], now: float) -> float:
    """Seconds to wait after a 429, counting the daily limits, at least 1."""
    waits = [
        min(max(reset - now, 0.0), _DAY_SECONDS) + 1.0
        for who in ("user", "app")
        if _number(headers, f"x-{who}-limit-24hour-remaining") == 0
        and (reset := _number(headers, f"x-{who}-limit-24hour-reset")) is not None
    ]
    reset = _number(headers, "x-rate-limit-reset")
    if reset is not None:
        waits.append(min(max(reset - now, 0.0), _WINDOW_SECONDS) + 1.0)
    return max(waits, default=_UNTOLD_SECONDS)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
