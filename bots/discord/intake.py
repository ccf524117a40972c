"""From Discord to `receive`: in order within a channel, again until stored, and caught up.

Discord takes no acknowledgement: what is not stored when the process dies is only found again by
reading the channel's history. So two kinds of memory go with what we store: `last.<channel>`, the
newest message stored of a channel, and `dm.<person>`, their private channel (bots cannot list
those). At every new session a channel's history after `last` is read before anything newer of
that channel is stored; `last` therefore never jumps over a message.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bots.discord.errors import gone
from bots.discord.host import PAGE
from bots.discord.interact import answer_to
from bots.discord.parse import channel_of, parse
from core.channel import Inbound, Memory, Noted, Receive

logger = logging.getLogger(__name__)

_READERS = 8  # channels whose history is read at the same time
_BETWEEN_READS = 1 / 30  # seconds between channels, to leave room for answers in Discord's 50/s
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 4.0  # seconds between attempts
_OVERHEARD = 200  # messages of others after which `last` moves on
_PAGES = 50  # of one channel at one start

Event = tuple[str, Any]


class Source(Protocol):
    """Where channels are read back and interactions answered: `host.Host`."""

    @property
    def us(self) -> str:
        """The id of our account."""

    async def page_after(self, channel: str, message: str) -> list[dict[str, Any]]:
        """The messages of a channel that came next after `message`, oldest first."""

    async def answer(self, interaction: str, token: str, body: dict[str, Any]) -> None:
        """Answer an interaction."""


@dataclass
class _Lane:
    """What waits of one channel, and the task that works on it while something does."""

    waiting: deque[Event | None] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Intake:
    """Gives events to `receive`, channel by channel."""

    def __init__(
        self, receive: Receive, memory: Memory, private: dict[str, str], source: Source
    ) -> None:
        """`private` is the channel of every known person; those we learn of are added to it."""
        self._receive = receive
        self._source = source
        self._people = private
        self._lanes: dict[str, _Lane] = {}
        self._last = {
            key.removeprefix("last."): value
            for key, value in memory.items()
            if key.startswith("last.") and value.isdecimal()
        }
        self._private = set(private.values())
        self._gaps: dict[str, str] = {}
        self._overheard: dict[str, int] = {}
        self._sweep: asyncio.Task[None] | None = None

    def hear(self, kind: str, payload: Any) -> None:
        """Take an event in; it is stored soon, behind what came before it in its channel."""
        if kind == "MESSAGE_DELETE_BULK" and isinstance(payload, Mapping):
            ids = payload.get("ids")
            for message in ids if isinstance(ids, list) else []:
                self._put(channel_of(payload), ("MESSAGE_DELETE", {**payload, "id": message}))
            return
        self._put(channel_of(payload), (kind, payload))

    def catch_up(self) -> None:
        """A new session began: read what every known channel said since, newest channel first."""
        self._private |= set(self._people.values())  # some were opened by us, to write first
        channels = self._private | set(self._last)
        self._gaps = {channel: self._last.get(channel, "0") for channel in channels}
        if self._sweep is not None:
            self._sweep.cancel()
        self._sweep = asyncio.create_task(self._read_all())

    async def drain(self, seconds: float) -> None:
        """Store what was already heard, for at most so long, then stop."""
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        if self._sweep is not None:
            self._sweep.cancel()
            tasks.append(self._sweep)
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _put(self, channel: str, event: Event | None) -> asyncio.Task[None]:
        lane = self._lanes.setdefault(channel, _Lane())
        lane.waiting.append(event)
        if lane.task is None:
            lane.task = asyncio.create_task(self._work(channel, lane))
        return lane.task

    async def _work(self, channel: str, lane: _Lane) -> None:
        while lane.waiting:
            if channel in self._gaps:
                await self._close_gap(channel)
            event = lane.waiting.popleft()
            if event is not None:
                await self._take(*event)
        del self._lanes[channel]

    async def _read_all(self) -> None:
        """Put every gap in its lane, a few at a time, so that a start is no flood of requests."""
        places = asyncio.Semaphore(_READERS)
        for channel in sorted(self._gaps, key=lambda each: int(self._gaps[each]), reverse=True):
            await places.acquire()
            if channel in self._gaps:
                self._put(channel, None).add_done_callback(lambda _: places.release())
                await asyncio.sleep(_BETWEEN_READS)
            else:
                places.release()

    async def _close_gap(self, channel: str) -> None:
        """Store what a channel said after the last message we have of it, oldest first."""
        last = newest = self._gaps.pop(channel)
        for page_number in range(1, _PAGES + 1):
            page = await self._page(channel, newest)
            for message in page:
                await self._take("MESSAGE_CREATE", self._as_event(channel, message))
                newest = str(message["id"])
            if len(page) < PAGE:
                break
            if page_number == _PAGES:
                logger.warning("channel %s: read only %d messages back", channel, _PAGES * PAGE)
        if newest != last:
            await self._pass_over(channel, newest)

    def _as_event(self, channel: str, message: dict[str, Any]) -> dict[str, Any]:
        """History leaves out whether it is a server's; the event's form says it by `guild_id`."""
        if channel in self._private:
            return {**message, "channel_id": channel}
        return {"guild_id": "", **message, "channel_id": channel}

    async def _page(self, channel: str, after: str) -> list[dict[str, Any]]:
        wait = _FIRST_WAIT
        while True:
            try:
                return await self._source.page_after(channel, after)
            except Exception as error:
                if gone(error):
                    logger.info("channel %s can no longer be read", channel)
                    return []
                logger.warning("channel %s: history failed (%s)", channel, type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _take(self, kind: str, payload: Any) -> None:
        inbound = parse(kind, payload, self._source.us)
        if inbound is None:
            if kind == "MESSAGE_CREATE":
                await self._overhear(channel_of(payload), str(payload["id"]))
            return
        await self._store(inbound)
        for key, value in inbound.memory.items():
            if key.startswith("last."):
                self._last[key.removeprefix("last.")] = value
            elif key.startswith("dm."):
                self._private.add(value)
                self._people[key.removeprefix("dm.")] = value
        if kind == "INTERACTION_CREATE":
            await self._acknowledge(inbound, payload)

    async def _overhear(self, channel: str, message: str) -> None:
        """Talk that is not for us moves `last` now and then, so that a gap stays short."""
        self._overheard[channel] = self._overheard.get(channel, 0) + 1
        if channel in self._last and self._overheard[channel] >= _OVERHEARD:
            await self._pass_over(channel, message)

    async def _pass_over(self, channel: str, message: str) -> None:
        self._overheard.pop(channel, None)
        if message.isdecimal() and int(message) > int(self._last.get(channel, "0")):
            await self._store(Noted({f"last.{channel}": message}))
            self._last[channel] = message

    async def _store(self, inbound: Inbound) -> None:
        """Until `receive` has it. Nothing else of this channel passes meanwhile."""
        wait = _FIRST_WAIT
        while True:
            try:
                return await self._receive(inbound)
            except Exception as error:
                # Not the traceback: it could show what the customer wrote.
                logger.error("storing failed, again in %.1f s: %s", wait, type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _acknowledge(self, inbound: Inbound, payload: Any) -> None:
        body = answer_to(inbound, payload)
        if body is None:
            return
        try:
            await self._source.answer(str(payload["id"]), str(payload["token"]), body)
        except Exception as error:
            # It is stored; the person only sees that Discord had no answer.
            logger.warning("an interaction stays unanswered: %s", type(error).__name__)
