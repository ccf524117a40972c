"""Reads one feed for ever and hands over what is new, oldest first.

The cursor moves only behind what is stored: it is remembered together with the last message of a
batch. What could not be stored or read is read again.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bots.twitter.budget import Budget
from bots.twitter.cursor import Cursor, number
from bots.twitter.feeds import Feed, Mark, Page
from bots.twitter.parse import Reading, created_at, identity, unreadable
from bots.twitter.reader import ReadFailed
from core.channel import Account, Inbound, Memory, Noted, Receive
from core.clock import real_now

log = logging.getLogger(__name__)

LOOK_BACK_SECONDS = 60.0
"""How long an item may take to appear after newer ones."""

_LONGEST_WAIT = 60.0


class NotStored(Exception):
    """The desk could not store an item."""


@dataclass(frozen=True, slots=True)
class Found:
    """A new item of a feed."""

    key: str
    raw: object
    includes: dict[str, Any]


class Poller:
    """The reading of one feed. It outlives restarts of the channel, and so does its cursor."""

    def __init__(
        self,
        feed: Feed,
        account: Account,
        interval: float,
        changed: Callable[[], None],
        look_back: float = LOOK_BACK_SECONDS,
    ) -> None:
        self.up = False  #: the last reading succeeded
        self._feed = feed
        self._account = account
        self._interval = interval
        self._changed = changed
        self._look_back = look_back
        self._looked_back = float("-inf")
        self._cursor: Cursor | None = None
        self._budget: Budget | None = None

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Read until cancelled. Raises `NotAllowed`."""
        self._cursor = self._cursor or Cursor.recall(self._feed.name, memory)
        failed = 0
        while True:
            try:
                await self._read(receive)
            except (ReadFailed, NotStored) as problem:
                failed += 1
                log.warning("%s: %s", self._feed.name, problem)
                self._now(up=False)
                await asyncio.sleep(min(_LONGEST_WAIT, self._interval * 2 ** min(failed, 10)))
                continue
            failed = 0
            self._now(up=True)
            await asyncio.sleep(self._wait())

    def stop(self) -> None:
        """Nothing is read any more."""
        self._now(up=False)

    def _now(self, *, up: bool) -> None:
        self.up = up
        self._changed()

    def _wait(self) -> float:
        return self._budget.stretch(self._interval) if self._budget else self._interval

    async def _read(self, receive: Receive) -> None:
        if self._cursor is None:
            self._cursor = await self._begin(receive)
            return
        clock = asyncio.get_running_loop().time()
        look_back = clock - self._looked_back >= self._look_back
        await self._hand_over(await self._find(self._cursor, look_back), receive, self._cursor)
        if look_back:
            self._looked_back = clock
            if self._cursor.settle():
                await _store(receive, Noted(self._cursor.memory()))

    async def _begin(self, receive: Receive) -> Cursor:
        """The first start: what is there already is never answered."""
        page = await self._feed.newest()
        self._budget = page.budget
        newest = max(page.items, key=lambda item: number(identity(item)), default=None)
        at = created_at(newest) or real_now()
        cursor = Cursor(self._feed.name, number(identity(newest)), at)
        await _store(receive, Noted(cursor.memory()))
        return cursor

    async def _find(self, cursor: Cursor, look_back: bool) -> list[Found]:
        mark = (
            Mark(cursor.since, cursor.since_at) if look_back else Mark(cursor.lead, cursor.lead_at)
        )
        found: dict[str, Found] = {}
        token: str | None = None
        asked: set[str] = set()
        while True:
            page = await self._feed.page(mark, token)
            self._budget = page.budget
            for raw in page.items:
                key = identity(raw) or unreadable(raw, "").external_id
                if not cursor.known(key):
                    found[key] = Found(key, raw, page.includes)
            token = page.token
            if token is None or token in asked or _reaches(page, mark.since):
                return sorted(found.values(), key=lambda item: number(item.key))
            asked.add(token)

    async def _hand_over(self, found: list[Found], receive: Receive, cursor: Cursor) -> None:
        read_at = real_now()
        read: list[tuple[Found, Inbound | None]] = [
            (item, self._parse(item, cursor, read_at)) for item in found
        ]
        last = max((i for i, (_, inbound) in enumerate(read) if inbound), default=-1)
        for index, (item, inbound) in enumerate(read):
            if inbound is not None:
                memory = cursor.memory() if index == last else {}
                await _store(receive, replace(inbound, memory=memory))
            cursor.hand(item.key, created_at(item.raw))

    def _parse(self, item: Found, cursor: Cursor, read_at: datetime) -> Inbound | None:
        reading = Reading(self._account, read_at, item.includes, cursor.known)
        try:
            return self._feed.parse(item.raw, reading)
        except Exception as problem:
            # A form nobody thought of must not hold up what comes after it
            log.warning("%s: unreadable item, %s", self._feed.name, type(problem).__name__)
            return unreadable(item.raw, type(problem).__name__)


def _reaches(page: Page, since: int) -> bool:
    """Whether the page goes back to the mark; X's own filter may leave the mark itself out."""
    return any(0 < number(identity(item)) <= since for item in page.items)


async def _store(receive: Receive, inbound: Inbound) -> None:
    try:
        await receive(inbound)
    except Exception as problem:
        # the text of a database error may quote the message
        raise NotStored(f"could not be stored ({type(problem).__name__}); again soon") from None
