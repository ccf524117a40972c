"""Deliveries of one account: claimed, sent, and their outcome written down."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import DBAPIError

from core import clock
from core.actions.claim_deliveries import Claimed, claim_deliveries
from core.actions.receive_together import Item
from core.actions.recover_deliveries import recover_deliveries
from core.actions.settle_delivery import settle_delivery
from core.channel import Channel, NotAllowed, SendError, Sent, Unknown
from core.desk import Desk
from core.queries.waiting import next_delivery_at
from core.runtime.accounts import Accounts
from core.runtime.patience import POLL, attempt, rest
from core.writer import Writer

log = logging.getLogger(__name__)

AT_ONCE = 8
#: Seconds that messages on their way get when the desk stops.
GOODBYE = 3.0
#: Seconds until a platform that could not say who we are is asked again.
CONNECTED_AGAIN = 3.0
#: Seconds that listening gets to find out who we are before sending asks by itself.
PATIENT = 3.0


class Deliverer:
    """Sends what is owed on one channel. `bell` rings when something may be due."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        channel: Channel,
        accounts: Accounts,
        writer: Writer[Item],
        *,
        listened_to: bool,
    ) -> None:
        """`listened_to`: this process also listens, and so learns who we are."""
        self._desk, self._name, self._channel = desk, name, channel
        self._accounts, self._writer = accounts, writer
        self._listened_to = listened_to
        self._sending: set[asyncio.Task[None]] = set()
        self.bell = asyncio.Event()
        self.problem = ""

    async def run(self) -> None:
        """Send until cancelled; then let what is on its way arrive."""
        channel_id = await self._connect()
        alone = self._desk.db.is_sqlite
        safe = self._channel.capabilities.resend_safe
        recover = partial(recover_deliveries, self._desk, channel_id, resend_safe=safe)
        await attempt(partial(recover, alone=alone))
        try:
            while True:
                if await self._send_due(channel_id):
                    continue
                await rest(self.bell, partial(next_delivery_at, self._desk, channel_id), clock.now)
                await attempt(partial(recover, alone=False))
        finally:
            await _finish(self._sending)

    async def _connect(self) -> str:
        waited = 0.0
        while True:
            try:
                if self._channel.account is None:
                    if self._listened_to and waited < PATIENT:
                        waited += 0.1
                        await asyncio.sleep(0.1)
                        continue
                    await self._channel.connect()
                channel_id = await self._accounts.id_of(self._name, self._channel)
                self.problem = ""
                return channel_id
            except DBAPIError as error:
                self.problem = f"the database does not answer ({type(error).__name__})"
            except NotAllowed as error:
                self.problem = str(error)
            except Exception as error:
                self.problem = f"{type(error).__name__}: {error}"
            log.error("%s cannot send yet: %s", self._name, self.problem)
            await asyncio.sleep(CONNECTED_AGAIN)

    async def _send_due(self, channel_id: str) -> bool:
        """Begin to send what may be sent now; whether there was any."""
        free = AT_ONCE - len(self._sending)
        if not free:
            return False
        can = self._channel.capabilities
        claimed = await attempt(partial(claim_deliveries, self._desk, channel_id, free, can))
        for one in claimed or []:
            task = asyncio.create_task(self._send(one))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
            task.add_done_callback(lambda _: self.bell.set())  # its next message may be due
        return bool(claimed)

    async def _send(self, claimed: Claimed) -> None:
        outcome: Sent | SendError
        try:
            outcome = await self._channel.send(claimed.outbound)
        except SendError as error:
            outcome = error
        except Exception as error:
            log.exception("an adapter let an error through")
            outcome = Unknown(f"{type(error).__name__} while sending")
        settle = partial(
            settle_delivery,
            self._desk,
            claimed.delivery_id,
            claimed.lease,
            outcome,
            resend_safe=self._channel.capabilities.resend_safe,
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
            except Exception:
                # a mistake of ours; what is left in the middle is taken up once its lease ends
                log.exception("an outcome could not be written")
                return None


async def _finish(sending: set[asyncio.Task[None]]) -> None:
    """Let what is on its way arrive, for a moment; what is cut off then counts as unknown."""
    if sending:
        _, late = await asyncio.wait(set(sending), timeout=GOODBYE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
