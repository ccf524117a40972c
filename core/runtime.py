"""Everything that runs: channels, turns, deliveries and sweeps, in one task group.

A dead platform never mutes the others: its channel is started again for ever, with back-off.
Bells are hints that something is due; the database is the truth, looked at every `POLL` seconds.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from core import clock
from core.actions.claim_deliveries import Claimed, claim_deliveries
from core.actions.claim_turns import claim_turns
from core.actions.receive import receive
from core.actions.recover_deliveries import recover_deliveries
from core.actions.register_channel import register_channel
from core.actions.settle_delivery import settle_delivery
from core.actions.take_turn import take_turn
from core.actions.turn_to_person import turn_to_person
from core.channel import Channel, Inbound, NotAllowed, SendError, Sent, Unknown
from core.desk import Desk
from core.jobs.bell import Bell
from core.queries.clock_offset import clock_offset
from core.queries.memory import memory
from core.queries.waiting import next_delivery_at, next_turn_at
from core.rules.backoff import next_attempt
from core.rules.reader import Reader
from core.writer import Writer

log = logging.getLogger(__name__)
Result = TypeVar("Result")

#: Seconds between looks at the database when no bell rings.
POLL = 1.0
TURNS_AT_ONCE = 16
#: The roles that need a platform's connection.
SPEAKING = frozenset({"intake", "deliveries"})
SENDS_AT_ONCE = 8
#: Seconds that messages on their way get when the desk stops.
GOODBYE = 3.0


class Runtime:
    """The running desk. `channels` is by platform."""

    def __init__(self, desk: Desk, reader: Reader, channels: Mapping[str, Channel]) -> None:
        self.desk = desk
        self.reader = reader
        self.channels = channels
        self.problems: dict[str, str] = {}  #: platform to why it does not listen, for people
        self._ids: dict[str, str] = {}
        self._registering = asyncio.Lock()
        self._turn_bell = asyncio.Event()
        self._delivery_bells = {name: asyncio.Event() for name in channels}

    async def run(self, *, roles: frozenset[str]) -> None:
        """Run until cancelled; then finish what is being written and stop."""
        loop = asyncio.get_running_loop()
        bell = Bell(self.desk, partial(loop.call_soon_threadsafe, self._ring_deliveries))
        self._writer = Writer(self.desk.db)
        try:
            if "jobs" in roles:
                bell.start()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_clock())
                if "turns" in roles:
                    group.create_task(self._turns())
                for name, channel in self.channels.items():
                    if roles & SPEAKING:
                        group.create_task(self._listen(name, channel))
                    if "deliveries" in roles:
                        group.create_task(self._deliveries(name, channel))
        finally:
            if "jobs" in roles:
                await asyncio.to_thread(bell.stop)
            await asyncio.to_thread(self._writer.close)

    async def ready(self, roles: frozenset[str], within: float) -> dict[str, str]:
        """Wait until every channel listens, at most `within` seconds. Returns who does not, and why."""
        if not roles & SPEAKING:
            return {}
        waits = [channel.listening.wait() for channel in self.channels.values()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await asyncio.gather(*waits)
        return {
            name: self.problems.get(name, "no answer from the platform yet")
            for name, channel in self.channels.items()
            if not channel.listening.is_set()
        }

    # channels

    async def _listen(self, name: str, channel: Channel) -> None:
        failures = 0
        while True:
            started = clock.real_now()
            try:
                remembered = await asyncio.to_thread(memory, self.desk, name)
                await channel.run(partial(self._receive, name, channel), remembered)
                self.problems[name] = "it stopped listening"
            except NotAllowed as error:
                self.problems[name] = str(error)
            except Exception as error:
                self.problems[name] = f"{type(error).__name__}: {error}"
                log.debug("%s failed", name, exc_info=True)
            lived = (clock.real_now() - started).total_seconds()
            failures = 1 if lived > 60 else failures + 1
            wait = next_attempt(failures, longest=15).total_seconds()
            log.warning("%s: %s; trying again in %.0f s", name, self.problems[name], wait)
            await asyncio.sleep(wait)

    async def _receive(self, name: str, channel: Channel, inbound: Inbound) -> None:
        channel_id = await self._channel_id(name, channel)
        work = partial(receive, self.desk, channel_id, inbound)
        await asyncio.shield(asyncio.wrap_future(self._writer.submit(work)))
        loop = asyncio.get_running_loop()
        loop.call_later(self.desk.policy.turn_quiet.total_seconds() + 0.01, self._turn_bell.set)

    async def _channel_id(self, name: str, channel: Channel) -> str:
        async with self._registering:
            if name not in self._ids:
                assert channel.account is not None, f"{name} handed over before connecting"
                register = partial(register_channel, self.desk, name, channel.account)
                self._ids[name] = await asyncio.to_thread(register)
        return self._ids[name]

    # turns

    async def _turns(self) -> None:
        while True:
            claimed = await self._try(partial(claim_turns, self.desk, TURNS_AT_ONCE)) or []
            for conversation_id, lease, channel_id in claimed:
                await self._turn(conversation_id, lease, channel_id)
            if claimed:
                self._ring_deliveries()
                continue
            await self._wait(self._turn_bell, partial(next_turn_at, self.desk))

    async def _turn(self, conversation_id: int, lease: str, channel_id: str) -> None:
        channel = self.channels.get(channel_id.partition(":")[0])
        turn = partial(
            take_turn,
            self.desk,
            self.reader,
            conversation_id,
            lease,
            opens_private=channel is not None and channel.capabilities.opens_private,
        )
        try:
            await asyncio.to_thread(turn)
        except DBAPIError as error:
            told = type(error).__name__
            log.error("a turn could not be written (%s); taken again when its lease ends", told)
        except Exception as error:
            # its text may hold what the customer wrote
            log.error("a turn could not be read (%s); a person gets it", type(error).__name__)
            log.debug("where", exc_info=True)
            await self._try(partial(turn_to_person, self.desk, conversation_id, lease))

    # deliveries

    def _ring_deliveries(self) -> None:
        for bell in self._delivery_bells.values():
            bell.set()

    async def _deliveries(self, name: str, channel: Channel) -> None:
        await channel.listening.wait()
        while name not in self._ids:
            try:
                await self._channel_id(name, channel)
            except DBAPIError:
                log.error("%s could not be registered; it is tried again", name)
                await asyncio.sleep(POLL)
        channel_id = self._ids[name]
        safe = channel.capabilities.resend_safe
        alone = self.desk.db.is_sqlite
        recover = partial(recover_deliveries, self.desk, channel_id, resend_safe=safe)
        await self._try(partial(recover, alone=alone))
        bell = self._delivery_bells[name]
        sending: set[asyncio.Task[None]] = set()
        try:
            while True:
                free = SENDS_AT_ONCE - len(sending)
                claim = partial(claim_deliveries, self.desk, channel_id, free)
                claimed = await self._try(claim) if free else None
                for one in claimed or []:
                    task = asyncio.create_task(self._send(channel, one))
                    sending.add(task)
                    task.add_done_callback(sending.discard)
                    task.add_done_callback(lambda _: bell.set())  # its next message may be due
                if claimed:
                    continue
                await self._wait(bell, partial(next_delivery_at, self.desk, channel_id))
                if not alone:
                    await self._try(partial(recover, alone=False))
        finally:
            await _finish(sending)

    async def _send(self, channel: Channel, claimed: Claimed) -> None:
        outcome: Sent | SendError
        try:
            outcome = await channel.send(claimed.outbound)
        except SendError as error:
            outcome = error
        except Exception as error:
            log.exception("an adapter let an error through")
            outcome = Unknown(f"{type(error).__name__} while sending")
        settle = partial(
            settle_delivery,
            self.desk,
            claimed.delivery_id,
            claimed.lease,
            outcome,
            resend_safe=channel.capabilities.resend_safe,
        )
        await asyncio.shield(self._settle(settle))

    async def _settle(self, settle: Callable[[], None]) -> None:
        """Write down how a sending ended, however long the database is away.

        Were it given up, the message would count as unknown though we know what became of it.
        """
        while True:
            try:
                return await asyncio.wrap_future(self._writer.submit(settle))
            except DBAPIError as error:
                log.error(
                    "an outcome could not be written (%s); trying again", type(error).__name__
                )
                await asyncio.sleep(POLL)

    # time

    async def _follow_clock(self) -> None:
        """Another process may move the sandbox clock; its row is what counts."""
        while True:
            offset = await self._try(partial(clock_offset, self.desk))
            if offset is not None:
                clock.set_offset(offset)
            await asyncio.sleep(POLL)

    async def _wait(self, bell: asyncio.Event, due: Callable[[], datetime | None]) -> None:
        """Sleep until the bell rings, something falls due, or it is time to look again."""
        next_at = await self._try(due)
        seconds = POLL
        if next_at is not None:
            seconds = min(max((next_at - clock.real_now()).total_seconds(), 0.02), POLL)
        # not wait_for: on Python 3.11 it may swallow a cancellation that comes with the bell
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await bell.wait()
        bell.clear()

    async def _try(self, work: Callable[[], Result]) -> Result | None:
        """Do it in a thread; a database that fails for a moment must not end the desk."""
        try:
            return await asyncio.to_thread(work)
        except Exception as error:
            name = getattr(getattr(work, "func", work), "__name__", "work")
            log.error("%s failed (%s); it is tried again", name, type(error).__name__)
            log.debug("where", exc_info=True)
            await asyncio.sleep(POLL)
            return None


async def _finish(sending: set[asyncio.Task[None]]) -> None:
    """Let what is on its way arrive, for a moment; what is cut off then counts as unknown."""
    if sending:
        _, late = await asyncio.wait(set(sending), timeout=GOODBYE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
