"""Discord's rate limits (docs: Rate Limits)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

GLOBAL = (50, 1.0)
"""Requests and seconds, over all routes of an application."""
ROUTES = {"messages": (5, 5.0), "private": (10, 10.0)}
"""Requests and seconds for each channel. The documentation gives no figures, only the headers
that tell them; these are what the real API tells at the time of writing, or near it."""
OTHERS = (25, 5.0)


@dataclass(slots=True)
class _Window:
    ends: float = 0.0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """One request's place in a limit."""

    refused: bool
    everywhere: bool
    reset_after: float
    headers: dict[str, str]


@dataclass
class Limits:
    """How much of every limit is used."""

    now: Callable[[], datetime]
    on: bool = True
    windows: dict[str, _Window] = field(default_factory=dict)

    def take(self, route: str, major: str) -> Taken:
        """Count one request of a route with its major parameter (a channel)."""
        if not self.on:
            return Taken(False, False, 0.0, self._headers(route, 10_000, 9_999, 0.001))
        limit, seconds = ROUTES.get(route, OTHERS)
        left, reset = self._count("everything", *GLOBAL)
        if left < 0:
            return Taken(True, True, reset, self._headers(route, limit, 0, reset))
        left, reset = self._count(f"{route}:{major}", limit, seconds)
        return Taken(left < 0, False, reset, self._headers(route, limit, max(left, 0), reset))

    def _count(self, key: str, limit: int, seconds: float) -> tuple[int, float]:
        now = self.now().timestamp()
        window = self.windows.setdefault(key, _Window())
        if now >= window.ends:
            window.ends, window.used = now + seconds, 0
        if window.used >= limit:
            return -1, window.ends - now
        window.used += 1
        return limit - window.used, window.ends - now

    def _headers(
        self, route: str, limit: int, remaining: int, reset_after: float
    ) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": f"{self.now().timestamp() + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": f"sandbox-{route}",
        }
