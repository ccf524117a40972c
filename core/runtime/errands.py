"""What else a channel is asked to do: take messages back, and tell the staff of alerts."""

import asyncio
import logging
from functools import partial

from core.actions.claim_alerts import ClaimedAlert, claim_alerts
from core.actions.claim_withdrawals import ClaimedWithdrawal, claim_withdrawals
from core.actions.settle_alert import settle_alert
from core.actions.settle_withdrawal import settle_withdrawal
from core.channel import Channel, SendError, Undeliverable, Unknown, Withdrawing
from core.desk import Desk
from core.runtime.accounts import Accounts
from core.runtime.patience import POLL, attempt

log = logging.getLogger(__name__)

AT_ONCE = 8


class Errands:
    """The errands of one channel, looked for every second."""

    def __init__(self, desk: Desk, name: str, channel: Channel, accounts: Accounts) -> None:
        self._desk, self._name, self._channel = desk, name, channel
        self._accounts = accounts

    async def run(self) -> None:
        """Run them until cancelled, once the account is known."""
        while True:
            await asyncio.sleep(POLL)
            if (channel_id := self._accounts.known(self._name)) is None:
                continue
            claim = partial(claim_withdrawals, self._desk, channel_id, AT_ONCE)
            for withdrawal in await attempt(claim) or []:
                await self._withdraw(withdrawal)
            for alert in await attempt(partial(claim_alerts, self._desk, self._name)) or []:
                await self._tell(alert)

    async def _withdraw(self, claimed: ClaimedWithdrawal) -> None:
        problem: SendError | None = None
        try:
            if not isinstance(self._channel, Withdrawing):
                raise Undeliverable("this platform takes nothing back")
            await self._channel.withdraw(claimed.withdrawal)
        except SendError as error:
            problem = error
        except Exception as error:
            log.exception("an adapter let an error through")
            problem = Unknown(f"{type(error).__name__} while taking back")
        await attempt(partial(settle_withdrawal, self._desk, claimed.delivery_id, problem))

    async def _tell(self, claimed: ClaimedAlert) -> None:
        told = True
        try:
            await self._channel.send(claimed.outbound)
        except SendError as error:
            told = False
            log.error("an alert was not told (%s); it is tried again", error.reason)
        except Exception as error:
            told = False
            log.error("an alert was not told (%s); it is tried again", type(error).__name__)
        await attempt(partial(settle_alert, self._desk, claimed.id, told))
