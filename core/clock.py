"""The only place that reads a clock.

Business time (due dates, quiet hours, expiry) is `now()`: real time plus an offset that the
sandbox clock may move. Leases, logins, throttles, timeouts and back-off use `real_now()`.
"""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The product's time, UTC."""
    return datetime.now(UTC) + _offset


def real_now() -> datetime:
    """The machine's time, UTC, whatever the sandbox clock says."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far business time is ahead of real time."""
    return _offset


def set_offset(value: timedelta) -> None:
    """Move business time for this process; the truth is the row in the database it is read from."""
    global _offset
    _offset = value
