"""When Discord tells the whole application to pause: its global rate limit, or a ban.

The library raises the same error for these as for a single channel's limit, and lets every other
request run into them. So we look at the answers ourselves, by its documented `http_trace`.
"""

import time
from collections.abc import Mapping
from types import SimpleNamespace

import aiohttp

from core.channel import TryLater

UNNAMED = 30.0
"""Seconds to pause where a refusal names none."""
_TOO_MANY = 429


class Halt:
    """Until when nothing may be asked. Shorter pauses than `sat_out` the library waits for itself."""

    def __init__(self, sat_out: float) -> None:
        self._sat_out = sat_out
        self._until = 0.0

    def trace(self) -> aiohttp.TraceConfig:
        """What looks at every answer."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._answered)
        return config

    async def _answered(
        self,
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        if params.response.status == _TOO_MANY:
            self.note(params.response.headers)

    def note(self, headers: Mapping[str, str]) -> None:
        """A request was refused with status 429 and these headers."""
        seconds = asked_for(headers)
        everywhere = headers.get("X-RateLimit-Scope") == "global" and seconds > self._sat_out
        if everywhere or _banned(headers):
            self._until = max(self._until, time.monotonic() + seconds)

    def check(self) -> None:
        """Raises `TryLater` for everyone while we are told to pause."""
        left = self._until - time.monotonic()
        if left > 0:
            raise TryLater("Discord asks our whole application to pause", left, everyone=True)


def asked_for(headers: Mapping[str, str]) -> float:
    """The seconds a refusal names."""
    try:
        return max(0.0, float(headers["Retry-After"]))
    except (KeyError, ValueError):
        return UNNAMED


def _banned(headers: Mapping[str, str]) -> bool:
    """The proxy before the API answers in its own name (docs: Rate Limits, Invalid Request Limit)."""
    return "Via" not in headers or "json" not in headers.get("Content-Type", "")
