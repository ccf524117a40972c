"""How long to wait before trying again."""

from datetime import timedelta


def next_attempt(attempts: int, *, first: float = 1.0, longest: float = 60.0) -> timedelta:
    """The wait after that many failed attempts: doubling, and never longer than `longest` seconds."""
    return timedelta(seconds=min(first * 2 ** min(max(attempts - 1, 0), 30), longest))
