"""What X bills, as our own books have it: the desk's real purse against the emulated X's."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core import schema
from core.channel import Billed, NotAllowed, TryLater, Unknown
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import Budget, DeskFile, Policy
from core.queries.spent import spent
from core.runtime.money import Account, purse
from sandbox.faults import FaultKind

MESSAGES = "POST .*/messages"


class Books:
    """A desk's books on disk, with a limit of the day in dollars."""

    def __init__(self, path: Path, limit: str) -> None:
        self.db = Database(f"sqlite:///{path}")
        schema.upgrade(self.db)
        budget = Budget(day={"twitter": Decimal(limit)})
        self.desk = Desk(self.db, Policy(desk=DeskFile(budget=budget)), load())

    @property
    def purse(self) -> Account:
        made = purse(self.desk, "twitter")
        assert made is not None
        return made

    @property
    def micros(self) -> int:
        """What counts as spent today."""
        with self.db.reading() as session:
            return spent(self.desk, session, "twitter").day


@pytest.fixture
def books(tmp_path) -> Iterator[Callable[[str], Books]]:
    made: list[Books] = []

    def make(limit: str = "50") -> Books:
        made.append(Books(tmp_path / f"{len(made)}.db", limit))
        return made[-1]

    yield make
    for each in made:
        each.db.dispose()


async def until(done):
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.01)


async def settled(bench, books, at_rest):
    """Stop where nothing is on its way, so that nothing stays reserved."""
    async with asyncio.timeout(10):
        while books.micros != bench.emulator.spent_micros or not at_rest():
            await asyncio.sleep(0.005)


async def test_our_books_are_those_of_x(bench, books, mei, tom, privately, publicly):
    ours, channel = books(), bench.channel()
    assert isinstance(channel, Billed)
    channel.purse = ours.purse
    bench.emulator.customer_says(mei, "before", public=False)
    await bench.run(channel)
    posts = [bench.emulator.customer_says(mei, f"public {n}", public=True) for n in range(30)]
    events = [bench.emulator.customer_says(tom, f"private {n}", public=False) for n in range(30)]
    await bench.desk.until(lambda: {*posts, *events} <= set(bench.desk.messages()))
    await channel.send(privately(tom, "hello"))
    await channel.send(publicly(mei, "hello", posts[0]))
    await channel.send(publicly(mei, "see https://okpay.com/help", posts[1], number=2))
    billed = bench.emulator.billed
    assert (billed["dm_send"], billed["reply"], billed["post_create_url"]) == (1, 1, 1)
    await settled(bench, ours, lambda: billed["dm_read"] == 32 and billed["mention_read"] == 30)


async def test_a_refused_call_is_free_and_an_unsure_one_counts(bench, books, ready, mei, privately):
    channel, _ = ready
    await bench.stop()
    channel.purse = (ours := books()).purse
    for kind in (FaultKind.FORBIDDEN, FaultKind.RATE_LIMITED):
        bench.emulator.faults.add(kind, MESSAGES)
        with pytest.raises(Exception, match="X: 4"):
            await channel.send(privately(mei, "hello"))
    assert ours.micros == 0
    bench.emulator.faults.add(FaultKind.DROP_BEFORE, MESSAGES)
    with pytest.raises(Unknown):
        await channel.send(privately(mei, "hello"))
    assert ours.micros == 15_000
    found = await channel.send(replace(privately(mei, "hello"), attempt=2))
    assert found.external_ids
    # the lookup gave a message that X had billed today already
    assert ours.micros == 15_000 + 15_000


async def test_an_empty_purse_stops_sending(bench, books, ready, mei, privately):
    channel, _ = ready
    await bench.stop()
    channel.purse = (ours := books("0.04")).purse
    await channel.send(privately(mei, "one"))
    await channel.send(privately(mei, "two"))
    with pytest.raises(TryLater, match="budget") as caught:
        await channel.send(privately(mei, "three"))
    assert caught.value.everyone
    assert len(bench.emulator.sent) == 2
    assert ours.micros == 30_000


async def test_an_empty_purse_pauses_reading_and_says_so(bench, books, mei, clock):
    channel = bench.channel()
    channel.purse = (ours := books("0.35")).purse  # a look at messages is worth 0.20 at most
    await bench.run(channel)
    ids = [bench.emulator.customer_says(mei, f"number {n}", public=False) for n in range(15)]
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
    await until(lambda: "direct" in channel.troubles)
    assert "budget" in channel.troubles["direct"]
    late = bench.emulator.customer_says(mei, "one more", public=False)
    await asyncio.sleep(0.2)
    assert late not in bench.desk.messages()
    assert ours.micros <= 350_000
    clock(timedelta(days=1))  # new money
    await bench.desk.until(lambda: late in bench.desk.messages())
    await until(lambda: "direct" not in channel.troubles)


async def test_a_purse_too_small_for_a_whole_page_still_reads_everything(bench, books, mei):
    channel = bench.channel()
    channel.purse = (ours := books("0.90")).purse  # a whole page is worth 1.00 at most
    await bench.run(channel)
    ids = [bench.emulator.customer_says(mei, f"number {n}", public=False) for n in range(50)]
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
    assert [one for one in bench.desk.messages() if one in ids] == ids
    assert ours.micros <= 900_000


async def test_without_money_for_the_first_question_the_channel_says_why(bench, books):
    channel = bench.channel()
    channel.purse = books("0.001").purse
    with pytest.raises(Exception, match="our own account is paused"):
        await bench.run(channel)


async def test_reading_slows_down_as_the_money_goes(bench, books):
    channel = bench.channel(X_POLL_INTERVAL="10s")
    channel.purse = (ours := books("1")).purse
    await bench.run(channel)
    mentions = channel._intake._mentions
    assert mentions.wait() == 10
    await ours.purse.reserve("dm_read", 90)  # 0.90 of 1.00, beside the 0.01 of the start
    mentions._thrift = await channel._till.thrift()
    assert 50 <= mentions.wait() <= 60
    await ours.purse.reserve("dm_read", 9)
    mentions._thrift = await channel._till.thrift()
    assert mentions.wait() == 500


class Away:
    """A purse whose database is away for some calls."""

    def __init__(self, inner: Account) -> None:
        self.inner = inner
        self.failing: set[str] = set()

    async def reserve(self, what, count=1):
        if "reserve" in self.failing:
            raise OSError("no database")
        return await self.inner.reserve(what, count)

    async def settle(self, reservation, count):
        if "settle" in self.failing:
            raise OSError("no database")
        await self.inner.settle(reservation, count)

    async def left(self):
        raise OSError("no database")


async def test_books_that_are_away_hold_the_call_and_never_hide_its_effect(
    bench, books, ready, mei, privately
):
    channel, _ = ready
    channel.purse = away = Away(books().purse)
    away.failing = {"reserve"}
    with pytest.raises(TryLater, match="set aside"):
        await channel.send(privately(mei, "hello"))
    assert not bench.emulator.sent
    away.failing = {"settle"}
    assert (await channel.send(privately(mei, "hello"))).external_ids
    message = bench.emulator.customer_says(mei, "thanks", public=False)
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_what_x_refuses_to_show_costs_nothing(bench, books):
    bench.emulator.dm_forbidden = True
    channel = bench.channel(X_BEARER_TOKEN="wrong")
    channel.purse = (ours := books()).purse
    with pytest.raises(NotAllowed):
        await bench.run(channel)
    assert ours.micros == bench.emulator.spent_micros == 10_000  # who we are
