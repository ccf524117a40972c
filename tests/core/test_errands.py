"""Taking back what was said, and telling the staff, through a running desk."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from core.actions.withdraw import withdraw
from core.channel import (
    Account,
    Capabilities,
    Memory,
    Message,
    Outbound,
    Person,
    Place,
    Receive,
    Sent,
    TryLater,
    Withdrawal,
)
from core.desk import Desk
from core.models import Agent, Delivery
from core.models import Message as Row
from core.runtime import Runtime
from core.vocabulary import DeliveryState, Direction, Role, Visibility, WithdrawalState

ROLES = frozenset({"intake", "turns", "deliveries"})


class Line:
    """A platform that can take back, though not at the first time of asking."""

    capabilities = Capabilities(buttons=True, direct_limit=4000, public_limit=280, withdraws=True)

    def __init__(self) -> None:
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self.webhooks = ()
        self.said: list[Outbound] = []
        self.taken_back: list[Withdrawal] = []
        self.busy = True

    async def connect(self) -> Account:
        self.account = Account("1", "okpay")
        return self.account

    async def run(self, receive: Receive, memory: Memory) -> None:
        await self.connect()
        self.listening.set()
        place = Place(Visibility.DIRECT, "42")
        text = "Is OKPay safe?"
        await receive(Message("m1", Person("42", "Anna"), place, text, datetime.now(UTC)))
        await asyncio.Event().wait()

    async def send(self, outbound: Outbound) -> Sent:
        self.said.append(outbound)
        return Sent((f"s{len(self.said)}",))

    async def withdraw(self, withdrawal: Withdrawal) -> None:
        if self.busy:
            self.busy = False
            raise TryLater("slow down", 0.1)
        self.taken_back.append(withdrawal)


@pytest.fixture
def lead(desk: Desk) -> int:
    with desk.db.transaction() as session:
        agent = Agent(name="Lee", role=Role.LEAD, created_at=datetime.now(UTC))
        session.add(agent)
        session.flush()
        assert agent.id is not None
        return agent.id


async def test_what_was_said_is_taken_back(desk: Desk, reader, lead: int) -> None:
    line = Line()
    runtime = Runtime(desk, reader, {"line": line})
    running = asyncio.create_task(runtime.run(roles=ROLES))
    try:
        async with asyncio.timeout(60):
            while (said := _said(desk)) is None:
                await asyncio.sleep(0.05)
            withdraw(desk, said, lead)
            while _state(desk) is not WithdrawalState.DONE:
                await asyncio.sleep(0.05)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    assert [one.external_ids for one in line.taken_back] == [("s1",)]


def _said(desk: Desk) -> int | None:
    with desk.db.reading() as session:
        row = session.exec(select(Row).where(Row.direction == Direction.OUTBOUND)).first()
        sent = session.exec(select(Delivery.state)).first()
    return row.id if row is not None and sent is DeliveryState.SENT else None


def _state(desk: Desk) -> WithdrawalState | None:
    with desk.db.reading() as session:
        return session.exec(select(Delivery.withdrawal)).first()
