"""Waiting, and trying again: what a loop of the desk does when nothing is due or something fails."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

log = logging.getLogger(__name__)
Result = TypeVar("Result")

#: Seconds between looks at the database when no bell rings.
POLL = 1.0
_SHORTEST = 0.02


async def attempt(work: Callable[[], Result]) -> Result | None:
    """Do it in a thread; a database that fails for a moment must not end the desk."""
    try:
        return await asyncio.to_thread(work)
    except Exception as error:
        name = getattr(getattr(work, "func", work), "__name__", "work")
        log.error("%s failed (%s); it is tried again", name, type(error).__name__)
        log.debug("where", exc_info=True)
        await asyncio.sleep(POLL)
        return None


async def rest(
    bell: asyncio.Event, due: Callable[[], datetime | None], now: Callable[[], datetime]
) -> None:
    """Sleep until the bell rings, something falls due by `now`, or it is time to look again."""
    next_at = await attempt(due)
    seconds = POLL
    if next_at is not None:
        seconds = min(max((next_at - now()).total_seconds(), _SHORTEST), POLL)
    # not wait_for: on Python 3.11 it may swallow a cancellation that comes with the bell
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await bell.wait()
    bell.clear()
