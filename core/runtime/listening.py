"""Listening to one account: by lease, started again for ever, stored before acknowledged."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from core import clock
from core.actions.hear import hear
from core.actions.hold_lease import hold_lease
from core.actions.receive_together import Item
from core.actions.release_lease import release_lease
from core.channel import Channel, Inbound, NotAllowed, Shared
from core.desk import Desk
from core.queries.memory import memory
from core.rules.backoff import next_attempt
from core.runtime.accounts import Accounts
from core.runtime.patience import attempt
from core.writer import Writer

log = logging.getLogger(__name__)

#: A process that dies leaves its account unheard for at most this long, and a renewal more.
LEASE = timedelta(seconds=10)
RENEWED = 2.5  # seconds
#: Seconds between notes that the platform reaches us.
NOTED = 10.0
LONGEST_PAUSE = 5.0  #: seconds until a channel that ended is started again


class Listener:
    """One account's ear in this process."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        channel: Channel,
        accounts: Accounts,
        writer: Writer[Item],
        arrived: Callable[[], object],
    ) -> None:
        """`arrived` is called once something for the bot's turn is on disk."""
        self._desk, self._name, self._channel = desk, name, channel
        self._accounts, self._writer, self._arrived = accounts, writer, arrived
        self._lease = f"intake:{name}"
        self._holder = secrets.token_hex(8)
        self._held_until = clock.real_now()
        self._remembered: dict[str, str] = {}
        self.standing_by = False  #: another process listens
        self.problem = ""  #: why it does not listen, for people

    async def run(self) -> None:
        """Listen whenever the lease is ours, until cancelled."""
        try:
            while True:
                self.standing_by = not await self._hold()
                if self.standing_by:
                    if isinstance(self._channel, Shared):
                        self._channel.share(self._receive)
                    await asyncio.sleep(RENEWED)
                else:
                    await self._while_held()
        finally:
            if not self._desk.db.is_sqlite:
                with contextlib.suppress(Exception):
                    release_lease(self._desk, self._lease, self._holder)

    async def _while_held(self) -> None:
        listening = asyncio.create_task(self._listen())
        noting = asyncio.create_task(self._note())
        try:
            while await self._hold():
                done, _ = await asyncio.wait({listening, noting}, timeout=RENEWED)
                for task in done:
                    task.result()
            log.error("%s: the lease was lost; another process listens", self._name)
        finally:
            for task in (listening, noting):
                task.cancel()
            await asyncio.gather(listening, noting, return_exceptions=True)

    async def _hold(self) -> bool:
        """Whether the account is ours to listen to. The embedded database has one process."""
        if self._desk.db.is_sqlite:
            return True
        asked = clock.real_now()
        hold = partial(hold_lease, self._desk, self._lease, self._holder, LEASE)
        try:
            if not await asyncio.to_thread(hold):
                return False
            self._held_until = asked + LEASE
        except Exception as error:
            log.error("the lease of %s was not renewed (%s)", self._name, type(error).__name__)
        return clock.real_now() < self._held_until

    async def _listen(self) -> None:
        failures = 0
        while True:
            started = clock.real_now()
            try:
                self._remembered = await asyncio.to_thread(memory, self._desk, self._name)
                await self._channel.run(self._receive, self._remembered)
                self.problem = "it stopped listening"
            except NotAllowed as error:
                self.problem = str(error)
            except Exception as error:
                self.problem = f"{type(error).__name__}: {error}"
                log.debug("%s failed", self._name, exc_info=True)
            failures = 1 if _lived_long(started) else failures + 1
            wait = next_attempt(failures, longest=LONGEST_PAUSE).total_seconds()
            log.warning("%s: %s; trying again in %.0f s", self._name, self.problem, wait)
            await asyncio.sleep(wait)

    async def _note(self) -> None:
        """Let the whole desk know whether the platform reaches us."""
        while True:
            if self._channel.account is not None and (
                channel_id := await attempt_id(self._accounts, self._name, self._channel)
            ):
                listening = self._channel.listening.is_set()
                troubles = dict(self._channel.troubles)
                if not listening:
                    troubles["listening"] = self.problem or "the platform does not answer"
                note = partial(hear, self._desk, channel_id, listening=listening, troubles=troubles)
                await attempt(note)
                await self._learn()
            await asyncio.sleep(NOTED if self._channel.listening.is_set() else RENEWED)

    async def _learn(self) -> None:
        """What other processes, which send, were told to remember meanwhile."""
        if not self._desk.db.is_sqlite:
            known = await attempt(partial(memory, self._desk, self._name)) or {}
            self._remembered.update(known)

    async def _receive(self, inbound: Inbound) -> None:
        channel_id = await self._accounts.id_of(self._name, self._channel)
        stored = self._writer.put((channel_id, inbound))
        await asyncio.shield(asyncio.wrap_future(stored))
        self._arrived()


async def attempt_id(accounts: Accounts, name: str, channel: Channel) -> str | None:
    """The channel's id, None while the database is away."""
    try:
        return await accounts.id_of(name, channel)
    except Exception as error:
        log.error("%s could not be registered (%s); tried again", name, type(error).__name__)
        return None


def _lived_long(started: datetime) -> bool:
    return clock.real_now() - started > timedelta(seconds=60)
