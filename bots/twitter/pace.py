"""Waiting, on whichever clock runs further.

What X counts in (windows, resets, days) follows business time, which the sandbox clock may move
by hours at once. So a wait is slept in slices, and ends when either clock has gone so far: a jump
forward cuts it short, a machine's clock put back does not lengthen it.
"""

import asyncio
from collections.abc import Callable

from core.clock import now

_SLICE_SECONDS = 1.0


class Stopwatch:
    """Seconds since it was started."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ticks, self._at = self._loop.time(), now()

    @property
    def seconds(self) -> float:
        """How far the clock went that went further."""
        return max(self._loop.time() - self._ticks, (now() - self._at).total_seconds())


async def wait(seconds: float) -> None:
    """Wait so long."""
    await rest(lambda: seconds)


async def rest(seconds: Callable[[], float]) -> None:
    """Wait as long as `seconds` says, which is asked again in every slice."""
    watch = Stopwatch()
    while True:
        left = seconds() - watch.seconds
        if left <= 0:
            return
        await asyncio.sleep(min(left, _SLICE_SECONDS))
