"""One process listens to an account; when it dies another takes over."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from core import clock, schema
from core.actions.hold_lease import hold_lease
from core.actions.release_lease import release_lease
from core.channel import Account, Capabilities, Memory, Outbound, Receive, Sent
from core.db import Database
from core.desk import Desk
from core.library import Library
from core.models import ChannelRow, Lease
from core.policy import Policy
from core.runtime import Runtime

SOME = timedelta(seconds=10)


def test_one_holds_it_until_it_ends_or_lets_go(desk: Desk) -> None:
    assert hold_lease(desk, "intake:line", "a", SOME)
    assert hold_lease(desk, "intake:line", "a", SOME)
    assert not hold_lease(desk, "intake:line", "b", SOME)
    assert hold_lease(desk, "intake:other", "b", SOME)
    release_lease(desk, "intake:line", "b")
    assert not hold_lease(desk, "intake:line", "b", SOME)
    release_lease(desk, "intake:line", "a")
    assert hold_lease(desk, "intake:line", "b", SOME)


def test_one_that_died_loses_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hold_lease(desk, "intake:line", "a", SOME)
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + 2 * SOME)
    assert hold_lease(desk, "intake:line", "b", SOME)
    assert not hold_lease(desk, "intake:line", "a", SOME)


class Line:
    """A platform on which it can be seen who listens."""

    capabilities = Capabilities(buttons=True, direct_limit=4000, public_limit=280)

    def __init__(self) -> None:
        self.account: Account | None = None
        self.listening = asyncio.Event()
        self.troubles: dict[str, str] = {}
        self.webhooks = ()

    async def connect(self) -> Account:
        self.account = Account("1", "okpay")
        return self.account

    async def run(self, receive: Receive, memory: Memory) -> None:
        self.account = Account("1", "okpay")
        self.listening.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.listening.clear()

    async def send(self, outbound: Outbound) -> Sent:
        return Sent(())


@pytest.fixture
def shared(new_postgres: Callable[[], str], library: Library) -> Iterator[Desk]:
    """A desk that several processes may run."""
    db = Database(new_postgres())
    schema.upgrade(db)
    yield Desk(db, Policy(turn_quiet=timedelta(0), quiet_hours=None), library)
    db.dispose()


@pytest.mark.postgres
async def test_the_second_listens_when_the_first_stops(shared: Desk) -> None:
    first, second = Line(), Line()
    roles = frozenset({"intake"})
    one, two = Runtime(shared, None, {"line": first}), Runtime(shared, None, {"line": second})
    running = asyncio.create_task(one.run(roles=roles))
    assert await one.ready(roles, 30) == {}
    standing_by = asyncio.create_task(two.run(roles=roles))
    assert await two.ready(roles, 30) == {}
    assert first.listening.is_set()
    assert not second.listening.is_set()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    async with asyncio.timeout(30):
        await second.listening.wait()
    with shared.db.reading() as session:
        assert [lease.name for lease in session.exec(select(Lease)).all()] == ["intake:line"]
    async with asyncio.timeout(30):
        while not _heard(shared):
            await asyncio.sleep(0.05)
    standing_by.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await standing_by


def _heard(desk: Desk) -> bool:
    with desk.db.reading() as session:
        row = session.get(ChannelRow, "line:1")
        return row is not None and row.heard_at is not None
