"""The running desk: its parts put together."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from core import clock
from core.actions.receive import TURNS
from core.actions.receive_together import Item, receive_together
from core.channel import Billed, Channel
from core.desk import Desk
from core.jobs.bell import Bell
from core.queries.clock_offset import clock_offset
from core.rules.reader import Reader
from core.runtime.accounts import Accounts
from core.runtime.delivering import Deliverer
from core.runtime.errands import Errands
from core.runtime.hints import Hints
from core.runtime.listening import Listener
from core.runtime.money import purse
from core.runtime.patience import POLL, attempt
from core.runtime.turns import Turns
from core.writer import Writer

log = logging.getLogger(__name__)


class Runtime:
    """The running desk. `channels` is by platform, `reader` what turns are read with."""

    def __init__(self, desk: Desk, reader: Reader | None, channels: Mapping[str, Channel]) -> None:
        self.desk = desk
        self.reader = reader
        self.channels = channels
        self.listeners: dict[str, Listener] = {}
        self.deliverers: dict[str, Deliverer] = {}
        self._turns: Turns | None = None

    async def run(self, *, roles: frozenset[str]) -> None:
        """Run until cancelled; then finish what is being written and stop."""
        loop = asyncio.get_running_loop()
        bell = Bell(self.desk, partial(loop.call_soon_threadsafe, self._ring_deliveries))
        hints = Hints(self.desk.db, lambda one: loop.call_soon_threadsafe(self._heard, one))
        writer = Writer(self.desk.db, partial(receive_together, self.desk))
        accounts = Accounts(self.desk)
        try:
            hints.start()
            if "jobs" in roles:
                bell.start()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_clock())
                self._start_turns(group, roles)
                for name, channel in self.channels.items():
                    self._start_channel(group, roles, name, channel, accounts, writer)
        finally:
            if "jobs" in roles:
                await asyncio.to_thread(bell.stop)
            await asyncio.to_thread(hints.stop)
            await asyncio.to_thread(writer.close)

    async def ready(self, roles: frozenset[str], within: float) -> dict[str, str]:
        """Wait until every channel works, at most `within` seconds. Returns who does not, and why."""
        ends = asyncio.get_running_loop().time() + within
        # looked at again and again: these are many conditions, and few have an event
        while (waits := self.silent(roles)) and asyncio.get_running_loop().time() < ends:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return waits

    def silent(self, roles: frozenset[str]) -> dict[str, str]:
        """Platforms that do not reach us, or that we do not reach, and why."""
        silent: dict[str, str] = {}
        for name, channel in self.channels.items():
            listener, deliverer = self.listeners.get(name), self.deliverers.get(name)
            if "intake" in roles:
                if channel.listening.is_set() or (listener and listener.standing_by):
                    continue
                silent[name] = (listener and listener.problem) or "no answer from the platform yet"
            elif "deliveries" in roles and channel.account is None:
                silent[name] = (
                    deliverer and deliverer.problem
                ) or "no answer from the platform yet"
        return silent

    def _start_turns(self, group: asyncio.TaskGroup, roles: frozenset[str]) -> None:
        if "turns" in roles:
            assert self.reader is not None, "turns are read with a reader"
            self._turns = Turns(self.desk, self.reader, self.channels, self._ring_deliveries)
            group.create_task(self._turns.run())

    def _start_channel(
        self,
        group: asyncio.TaskGroup,
        roles: frozenset[str],
        name: str,
        channel: Channel,
        accounts: Accounts,
        writer: Writer[Item],
    ) -> None:
        if isinstance(channel, Billed):
            channel.purse = purse(self.desk, name)
        if "intake" in roles:
            listener = Listener(self.desk, name, channel, accounts, writer, self._arrived)
            self.listeners[name] = listener
            group.create_task(listener.run())
        if "deliveries" in roles:
            deliverer = Deliverer(
                self.desk, name, channel, accounts, writer, listened_to="intake" in roles
            )
            self.deliverers[name] = deliverer
            group.create_task(deliverer.run())
            group.create_task(Errands(self.desk, name, channel, accounts).run())

    # bells

    def _arrived(self) -> None:
        """A message is on disk: look again once its quiet time is over."""
        if self._turns is not None:
            quiet = self.desk.policy.turn_quiet.total_seconds()
            asyncio.get_running_loop().call_later(quiet + 0.01, self._turns.bell.set)

    def _ring_deliveries(self) -> None:
        for deliverer in self.deliverers.values():
            deliverer.bell.set()

    def _heard(self, bell: str) -> None:
        """Another process rang."""
        if bell == TURNS:
            self._arrived()
        elif (deliverer := self.deliverers.get(bell.partition(":")[0])) is not None:
            deliverer.bell.set()

    async def _follow_clock(self) -> None:
        """Another process may move the sandbox clock; its row is what counts."""
        while True:
            offset = await attempt(partial(clock_offset, self.desk))
            if offset is not None:
                clock.set_offset(offset)
            await asyncio.sleep(POLL)
