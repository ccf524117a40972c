"""Reads one feed for ever and hands over what is new, oldest first.

The cursor moves only behind what is stored: it is remembered together with the last message of a
batch. What could not be stored or read is read again. A feed that X refuses is asked for again
from time to time, and does not hold up the other.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from bots.twitter.budget import WINDOW_SECONDS, Budget
from bots.twitter.cursor import Cursor, number
from bots.twitter.feeds import Feed, Mark
from bots.twitter.pace import Stopwatch, rest, wait
from bots.twitter.parse import Reading, created_at, identity, nothing_known, unreadable
from bots.twitter.reader import Paused, ReadFailed, patiently
from bots.twitter.till import Till
from core.channel import Account, Inbound, Memory, Message, NotAllowed, Noted, Receive, Unreadable
from core.clock import now
from core.vocabulary import Visibility

log = logging.getLogger(__name__)

LOOK_BACK_SECONDS = 60.0
"""How long an item may take to appear after newer ones."""

_LONGEST_WAIT = 60.0
_PROBE_FIRST, _PROBE_AT_MOST = 60.0, 3600.0
_TELLING = 3  # failures in a row, from which people are told


class NotStored(Exception):
    """The desk could not store an item."""


@dataclass(frozen=True, slots=True)
class Found:
    """A new item of a feed."""

    key: str
    raw: object
    includes: Mapping[str, Any]


class Poller:
    """The reading of one feed. It outlives restarts of the channel, and so does its cursor.

    `interval` is how long to wait between readings at present, `changed` is called when `up`,
    `refusal` or `tried` may be another, and what does not work is written into `troubles`.
    """

    def __init__(
        self,
        feed: Feed,
        account: Account,
        interval: Callable[[], float],
        till: Till,
        troubles: MutableMapping[str, str],
        changed: Callable[[], None],
        look_back: float = LOOK_BACK_SECONDS,
    ) -> None:
        self.up = False  #: the last reading succeeded
        self.tried = False  #: the first reading was answered, or failed
        self.refusal: NotAllowed | None = None
        self._feed = feed
        self._account = account
        self._interval = interval
        self._till = till
        self._troubles = troubles
        self._changed = changed
        self._look_back = look_back
        self._looked_back: Stopwatch | None = None
        self._cursor: Cursor | None = None
        self._budget: Budget | None = None
        self._thrift = 1.0

    async def run(self, receive: Receive, memory: Memory) -> None:
        """Read until cancelled."""
        self._cursor = self._cursor or Cursor.recall(self._feed.name, memory)
        failed = refused = 0
        while True:
            try:
                await self._read(receive)
            except NotAllowed as refusal:
                refused += 1
                self._is(up=False, refusal=refusal, trouble=str(refusal))
                await wait(min(_PROBE_AT_MOST, _PROBE_FIRST * 2 ** min(refused - 1, 10)))
            except (ReadFailed, NotStored) as problem:
                failed += 1
                log.warning("%s: %s", self._feed.name, problem)
                self._is(up=False, trouble=str(problem) if failed >= _TELLING else "")
                shortest = self._interval() * 2 ** min(failed, 10)
                await asyncio.sleep(min(_LONGEST_WAIT, shortest))
            else:
                failed = refused = 0
                self._is(up=True)
                self._thrift = await self._till.thrift()
                await rest(self.wait)

    def stop(self) -> None:
        """Nothing is read any more."""
        self.up = self.tried = False
        self.refusal = None
        self._changed()

    def wait(self) -> float:
        """How long to wait after a reading: what X and the purse still allow has to last."""
        interval = self._interval()
        thrifty = max(interval, min(interval * self._thrift, WINDOW_SECONDS))
        return self._budget.stretch(thrifty, now()) if self._budget else thrifty

    async def hand(self, raw: Mapping[str, Any], receive: Receive) -> None:
        """An item that X told by itself, with what belongs to it. Raises where it is not stored.

        What cannot be read, or does not show that it is for us, is left to the reading, which
        sees more of it.
        """
        key = identity(raw)
        if key is None or (self._cursor and self._cursor.known(key)):
            return
        includes = raw.get("includes")
        found = Found(key, raw, includes if isinstance(includes, Mapping) else {})
        inbound = self._parse(found, now())
        if inbound is not None and not isinstance(inbound, Unreadable):
            await receive(_seen(inbound, {}))
            if self._cursor:
                self._cursor.note(key)

    def _is(self, *, up: bool, refusal: NotAllowed | None = None, trouble: str = "") -> None:
        if trouble:
            self._troubles[self._feed.word] = trouble
        elif up:
            self._troubles.pop(self._feed.word, None)
        self.tried = True
        self.up, self.refusal = up, refusal
        self._changed()

    def _waiting(self, pause: Paused) -> None:
        self._is(up=self.up, trouble=str(pause) if pause.money else "")

    async def _read(self, receive: Receive) -> None:
        if self._cursor is None:
            self._cursor = await self._begin(receive)
            return
        watch = self._looked_back
        look_back = watch is None or watch.seconds >= self._look_back
        began = Stopwatch()
        await self._hand_over(await self._find(self._cursor, look_back), receive, self._cursor)
        if look_back:
            self._looked_back = began
            if self._cursor.settle():
                await _store(receive, Noted(self._cursor.memory()))

    async def _begin(self, receive: Receive) -> Cursor:
        """The first start: what is there already is never answered."""
        page = await patiently(self._feed.newest, self._waiting)
        self._budget = page.budget
        newest = max(page.items, key=lambda item: number(identity(item)), default=None)
        at = created_at(newest) or now()
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
            page = await patiently(partial(self._feed.page, mark, token), self._waiting)
            self._budget = page.budget
            for raw in page.items:
                key = identity(raw) or unreadable(raw, "").external_id
                if not cursor.known(key):
                    found[key] = Found(key, raw, page.includes)
            token = page.token
            if token is None or token in asked or page.reaches(mark.since):
                return sorted(found.values(), key=lambda item: number(item.key))
            asked.add(token)

    async def _hand_over(self, found: list[Found], receive: Receive, cursor: Cursor) -> None:
        read_at = now()
        read = [(item, self._parse(item, read_at)) for item in found]
        last = max((i for i, (_, inbound) in enumerate(read) if inbound), default=-1)
        for index, (item, inbound) in enumerate(read):
            if inbound is not None:
                memory = cursor.memory() if index == last else {}
                await _store(receive, _seen(inbound, memory))
            cursor.hand(item.key, created_at(item.raw))

    def _parse(self, item: Found, read_at: datetime) -> Inbound | None:
        known = self._cursor.known if self._cursor else nothing_known
        reading = Reading(self._account, read_at, item.includes, known)
        try:
            return self._feed.parse(item.raw, reading)
        except Exception as problem:
            # A form nobody thought of must not hold up what comes after it
            log.warning("%s: unreadable item, %s", self._feed.name, type(problem).__name__)
            return unreadable(item.raw, type(problem).__name__)


def _seen(inbound: Inbound, memory: Memory) -> Inbound:
    """With what to remember: of a private message also that X still shows us such."""
    if isinstance(inbound, Message) and inbound.place.visibility is Visibility.DIRECT:
        memory = {**memory, "seen.direct": inbound.sent_at.isoformat()}
    return replace(inbound, memory=memory)


async def _store(receive: Receive, inbound: Inbound) -> None:
    try:
        await receive(inbound)
    except Exception as problem:
        # the text of a database error may quote the message
        raise NotStored(f"could not be stored ({type(problem).__name__}); again soon") from None
