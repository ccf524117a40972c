"""How long to wait before Discord is asked again: short after a failure, but never past its rules."""

import asyncio
import random
import time
from collections import deque

LONGEST_PAUSE = 4.0
"""Seconds between attempts, however long Discord has been away. The library's own back-off goes up
to 17 minutes, and we would be deaf so long after Discord's return."""
_FIRST_PAUSE = 0.5

BETWEEN_STARTS = 5.0
"""Seconds between two IDENTIFYs (docs: Gateway, Session Start Limit, `max_concurrency` 1)."""
_DAY = 86_400.0
_FREELY = 600  # IDENTIFYs of a day that are only held apart by `BETWEEN_STARTS`
_RATIONED = 240.0  # seconds between the others: 360 more fit into a day


def pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row; none after a connection that held."""
    if failures <= 0:
        return 0.0
    most = min(LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures - 1, 10))
    return random.uniform(most / 2, most)  # noqa: S311 - it only keeps replicas apart


class Starts:
    """The IDENTIFYs of the last day.

    Discord takes 1,000 in a day and then resets the application's token, so a gateway that accepts
    them but never begins a session must not be asked every few seconds for hours. RESUMEs and
    connections that fail earlier do not count.
    """

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def count(self, at: float) -> None:
        """An IDENTIFY was sent at that monotonic second."""
        self._times.append(at)

    def wait(self, now: float) -> float:
        """Seconds until the next may be sent."""
        while self._times and self._times[0] <= now - _DAY:
            self._times.popleft()
        if not self._times:
            return 0.0
        apart = BETWEEN_STARTS if len(self._times) < _FREELY else _RATIONED
        return max(0.0, self._times[-1] + apart - now)

    async def turn(self) -> None:
        """Return once another may be sent."""
        await asyncio.sleep(self.wait(time.monotonic()))
