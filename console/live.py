"""Live pages: browsers are told which tickets changed and fetch what they show of them again.

One task asks the database for changes while anybody listens, and every browser has a letter box
in which news pile up as ticket numbers, so that a slow browser costs nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console.permissions import SignedIn
from core.desk import Desk
from core.queries.changes import OVERLAP, ChangeView, changes, last_change

POLL = 0.25
"""Seconds between two looks at the database while somebody listens."""
STREAM_LASTS = 300.0
"""Seconds after which a browser has to connect anew, which checks its session again."""
RECONNECT = 1000
"""Milliseconds a browser waits before it connects anew; by itself it would take several seconds."""
MOST = 500
"""Changes told one by one; who missed as many is told to look at everything again."""

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@dataclass(eq=False)
class LetterBox:
    """What one browser has not been told yet."""

    last: int
    tickets: set[str] = field(default_factory=set)
    filled: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, change: ChangeView) -> None:
        """Add a change."""
        self.last = max(self.last, change.id)
        if change.ticket_number is not None:
            self.tickets.add(change.ticket_number)
        self.filled.set()


class Feed:
    """Follows the database's changes for everybody who listens."""

    def __init__(self, desk: Desk, closing: asyncio.Event) -> None:
        self._desk = desk
        self._closing = closing
        self._boxes: set[LetterBox] = set()
        self._wanted = asyncio.Event()

    async def run(self) -> None:
        """Look for changes while anybody listens; for ever."""
        while True:
            await self._wanted.wait()
            try:
                await self._follow()
                await asyncio.sleep(POLL)
            except Exception as error:
                # a database that is down for a moment must not end live pages for good
                log.warning("the live feed failed with %s; trying again", type(error).__name__)
                await asyncio.sleep(1)

    async def listen(self, after: int) -> AsyncIterator[tuple[int, list[str]]]:
        """News since change `after`: the newest change's id and the tickets concerned.

        No tickets means that any may have changed. The same news may be told twice, never not at
        all: who hears them looks again. An `after` that was never given out is the newest change.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + STREAM_LASTS
        newest = await run_in_threadpool(last_change, self._desk)
        # everybody is followed from now on; what one listener missed is looked up for them alone
        with self._box(newest) as box:
            after = min(after, newest)
            missed = await run_in_threadpool(changes, self._desk, after, limit=MOST)
            if len(missed) == MOST:
                yield newest, []
                missed = []
            for change in missed:
                box.put(change)
            while True:
                try:
                    async with asyncio.timeout_at(ends):
                        await box.filled.wait()
                except TimeoutError:
                    return
                if self._closing.is_set():
                    return
                box.filled.clear()
                tickets, box.tickets = sorted(box.tickets), set()
                yield box.last, tickets

    @contextmanager
    def _box(self, last: int) -> Iterator[LetterBox]:
        box = LetterBox(last)
        self._boxes.add(box)
        self._wanted.set()
        try:
            yield box
        finally:
            self._boxes.discard(box)
            if not self._boxes:
                self._wanted.clear()

    async def _follow(self) -> None:
        last = min((box.last for box in self._boxes), default=0)
        told = set(range(last - OVERLAP, last + 1))  # what the pages show already
        while self._boxes:
            if self._closing.is_set():
                for box in self._boxes:
                    box.filled.set()
                return
            found = await run_in_threadpool(changes, self._desk, max(0, last - OVERLAP))
            for change in found:
                if change.id not in told:
                    for box in self._boxes:
                        box.put(change)
            told = {change.id for change in found}
            last = max([last, *told])
            await asyncio.sleep(POLL)


@router.get("/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    agent: SignedIn,
    after: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    last_event_id: Annotated[str, Header()] = "",
) -> AsyncIterable[ServerSentEvent]:
    """What changed since the page was made, for as long as the page is looked at."""
    feed: Feed = request.app.state.feed
    if last_event_id.isascii() and last_event_id.isdigit():
        after = max(after, int(last_event_id[:18]))
    yield ServerSentEvent(comment="here", retry=RECONNECT)
    async for last, tickets in feed.listen(after):
        yield ServerSentEvent(event="changed", id=str(last), data={"tickets": tickets})
