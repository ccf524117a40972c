"""The running desk: what fails for a moment ends nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from core import clock
from core.actions.claim_turns import LEASE, claim_turns
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
)
from core.desk import Desk
from core.models import Delivery
from core.queries.tickets import tickets
from core.runtime import Runtime, accounts, delivering, listening, turns
from core.runtime import running as running_room
from core.vocabulary import DeliveryState, Visibility

ROLES = frozenset({"intake", "turns", "deliveries", "jobs"})


class Line:
    """A platform that is as near as can be: it hands over what a test writes, and keeps the answers."""

    capabilities = Capabilities(buttons=True, direct_limit=4000, public_limit=280)

    def __init__(self) -> None:
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self.webhooks = ()
        self.said: list[Outbound] = []
        self.runs = 0
        self._written: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._count = 0

    async def run(self, receive: Receive, memory: Memory) -> None:
        self.runs += 1
        self.account = Account("1", "okpay")
        self.listening.set()
        while True:
            who, text = await self._written.get()
            self._count += 1
            place = Place(Visibility.DIRECT, who)
            message = Message(
                f"m{self._count}", Person(who, "Anna"), place, text, datetime.now(UTC)
            )
            try:
                await receive(message)
            except BaseException:  # a platform hands over again what it could not leave with us
                self._written.put_nowait((who, text))
                raise

    async def connect(self) -> Account:
        self.account = Account("1", "okpay")
        return self.account

    async def send(self, outbound: Outbound) -> Sent:
        self.said.append(outbound)
        return Sent((f"s{len(self.said)}",))

    def write(self, text: str) -> None:
        self.write_as("42", text)

    def write_as(self, who: str, text: str) -> None:
        self._written.put_nowait((who, text))


@contextlib.asynccontextmanager
async def running(runtime: Runtime) -> AsyncIterator[None]:
    task = asyncio.create_task(runtime.run(roles=ROLES))
    try:
        assert await runtime.ready(ROLES, 30) == {}
        yield
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(what: Callable[[], Any]) -> None:
    async with asyncio.timeout(60):
        while not what():
            await asyncio.sleep(0.02)


def failing_once(function: Callable[..., Any]) -> Callable[..., Any]:
    failed: list[bool] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        if not failed:
            failed.append(True)
            raise OperationalError("select", {}, Exception("the disk is full"))
        return function(*args, **kwargs)

    return call


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def quick(desk: Desk) -> Desk:
    policy = desk.policy.model_copy(update={"turn_quiet": timedelta(0)})
    return Desk(desk.db, policy, desk.library)


@pytest.mark.parametrize(
    ("room", "name"),
    [
        (delivering, "settle_delivery"),
        (delivering, "claim_deliveries"),
        (listening, "memory"),
        (running_room, "receive_together"),
        (turns, "claim_turns"),
        (accounts, "register_channel"),
    ],
)
async def test_a_database_that_fails_once_ends_nothing(
    quick: Desk, reader, line: Line, monkeypatch: pytest.MonkeyPatch, room: ModuleType, name: str
) -> None:
    monkeypatch.setattr(room, name, failing_once(getattr(room, name)))
    async with running(Runtime(quick, reader, {"line": line})):
        line.write("Is OKPay safe?")
        await until(lambda: line.said)
        line.write("How do I turn on two-factor authentication?")
        await until(lambda: len(line.said) == 2)
    assert [one.text for one in line.said] == list({one.text: None for one in line.said})


async def test_a_reader_that_breaks_gives_the_turn_to_a_person(quick: Desk, line: Line) -> None:
    async with running(Runtime(quick, object(), {"line": line})):  # type: ignore[arg-type]
        line.write("Is OKPay safe?")
        await until(lambda: line.said)
    (ticket,) = tickets(quick).items
    assert ticket.number in line.said[0].text


async def test_stopping_leaves_nothing_half_done(quick: Desk, reader, line: Line) -> None:
    runtime = Runtime(quick, reader, {"line": line})
    async with running(runtime):
        for number in range(20):
            line.write(f"my transfer of {number + 1} USD failed, money taken")
    again = Line()
    again._count = 100
    async with running(Runtime(quick, reader, {"line": again})):
        again.write("hello?")
        await until(lambda: again.said)
    assert len(tickets(quick).items) <= 1


async def test_one_slow_sending_holds_nobody_else_up(
    quick: Desk, reader, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = asyncio.Event()
    send = line.send

    async def slow(outbound: Outbound) -> Sent:
        if outbound.recipient == "42":
            await stuck.wait()
        return await send(outbound)

    monkeypatch.setattr(line, "send", slow)
    async with running(Runtime(quick, reader, {"line": line})):
        line.write("Is OKPay safe?")
        for number in range(20):
            line.write_as(str(100 + number), "Is OKPay safe?")
        await until(lambda: len(line.said) == 20)
        stuck.set()
        await until(lambda: len(line.said) == 21)
    assert line.said[-1].recipient == "42"


async def test_what_is_on_its_way_arrives_before_the_desk_stops(
    quick: Desk, reader, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()
    send = line.send

    async def slow(outbound: Outbound) -> Sent:
        begun.set()
        await asyncio.sleep(0.3)
        return await send(outbound)

    monkeypatch.setattr(line, "send", slow)
    async with running(Runtime(quick, reader, {"line": line})):
        line.write("Is OKPay safe?")
        await begun.wait()
    with quick.db.reading() as session:
        (delivery,) = session.exec(select(Delivery)).all()
    assert delivery.state is DeliveryState.SENT


async def test_a_turn_cut_off_by_a_crash_is_taken_at_once_by_the_next_process(
    quick: Desk, reader, line: Line, says
) -> None:
    says("Is OKPay safe?")
    assert claim_turns(quick, 10)  # and the process dies
    async with running(Runtime(quick, reader, {"telegram": line})):
        took = clock.real_now()
        await until(lambda: line.said)
    if quick.db.is_sqlite:
        assert clock.real_now() - took < LEASE
