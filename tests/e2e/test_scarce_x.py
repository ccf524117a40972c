"""X lets a desk read and write little, and bills for it: nobody is lost, and agents go first."""

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from sandbox.cast import Person, Said
from tests.e2e.watching import Books, Calls

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WINDOW = timedelta(minutes=15)
SENDS = 15
"""Private messages that X lets us send in a window."""
READS = r"^GET /2/dm_events$"
SENDING = r"^POST /2/dm_conversations/"
GLANCE = 200_000
"""What the smallest reading of private messages may cost, in millionths of a dollar."""
OTHERS = {"TELEGRAM_BOT_TOKEN": "", "DISCORD_BOT_TOKEN": ""}
QUESTION, SECOND = "Is OKPay safe?", "How do I keep the app updated?"
COMPLAINT = "My transfer of 120 USD failed but the money was taken"


@pytest.fixture
def calls(stage: Any) -> Calls:
    return Calls(stage)


@pytest.fixture
def books(tmp_path: Any) -> Books:
    return Books(f"sqlite:///{tmp_path / 'desk.db'}")


async def later(desk: Any, by: timedelta) -> None:
    """The platform's clock first: a desk that is ahead of it would ask too early."""
    desk.stage.advance(by)
    moved = await desk.api("POST", "/sandbox/clock", json={"advance": f"{by.total_seconds():.0f}s"})
    assert moved.status_code == 200, moved.text


def windows(sent: list[Said]) -> list[list[Said]]:
    """As X counts: a window begins with the first sending that the last one does not hold."""
    found: list[list[Said]] = []
    for said in sorted(sent, key=lambda one: one.at):
        if not found or said.at - found[-1][0].at >= WINDOW:
            found.append([])
        found[-1].append(said)
    return found


async def on_screen(desk: Any, number: str) -> str:
    """The ticket's page as an agent sees it."""
    base = f"http://127.0.0.1:{desk.port}"
    async with httpx2.AsyncClient(base_url=base, headers={"Origin": base}, timeout=60) as client:
        form = {"name": "Mei", "password": "a long enough word"}
        assert (await client.post("/login", data=form)).status_code == 303
        page = await client.get(f"/tickets/{number}")
        assert page.status_code == 200, page.text
        return page.text


async def test_two_hundred_wait_and_agents_go_first(
    make_desk: Any, stage: Any, calls: Calls, books: Books, wait: Callable[..., Any]
) -> None:
    x = stage.emulators["twitter"]
    x.limits = True
    desk = make_desk(**OTHERS)
    await desk.start()
    people = [Person(f"p{number}", f"P {number}") for number in range(200)]
    complaining, asking = people[::10], [one for at, one in enumerate(people) if at % 10]
    await desk.api("GET", "/api/v1/tickets")  # makes the token before time counts
    for person in people:
        x.customer_says(person, COMPLAINT if person in complaining else QUESTION, public=False)

    async def stepped(done: Callable[[], bool], why: str) -> None:
        """Let windows pass until it is done; in each, what X allows has to be used up."""
        for _ in range(40):
            await wait(lambda: settled() or done(), f"{why}: the desk sleeps in an open window")
            if done():
                return
            calls_before = len(calls.to(READS))
            await later(desk, WINDOW)
            await wait(
                lambda before=calls_before: len(calls.to(READS)) > before, "the desk reads no more"
            )
        pytest.fail(f"{why}; {books.deliveries()}")

    def settled() -> bool:
        """All that was read is answered, and this window's sendings are used."""
        last = windows(ours())[-1:]
        here = [said for one in last for said in one if stage.now() - one[0].at < WINDOW]
        return not books.waiting() and (len(here) >= SENDS or not books.owed())

    def ours() -> list[Said]:
        return [said for person in people for said in desk.heard("twitter", person)]

    def read(count: int) -> Callable[[], bool]:
        return lambda: len(books.stored()) == count and not books.waiting()

    began = stage.now()
    await stepped(read(200), "not everybody was read")
    took, reads = stage.now() - began, len(calls.to(READS, 200))

    unanswered = [one for one in people if not desk.heard("twitter", one)]
    again = [one for one in asking if one in unanswered][-10:]
    for person in again:
        x.customer_says(person, SECOND, public=False)
    await stepped(read(210), "not every second question was read")

    tickets = {one["contact"]["name"]: one["number"] for one in await desk.tickets()}
    assert len(tickets) == len(complaining)
    silent = [one for one in complaining if not desk.heard("twitter", one)]
    urgent = silent[-12:]
    replied = stage.now()
    for person in urgent:
        answer = await desk.api(
            "POST",
            f"/api/v1/tickets/{tickets[person.name]}/replies",
            json={"text": f"We are looking into it, {person.name}."},
        )
        assert answer.status_code == 201, answer.text
    late = next(one for one in reversed(silent) if one not in urgent)
    assert "the platform lets us send 15 messages in 15 minutes" in await on_screen(
        desk, tickets[late.name]
    )

    await stepped(lambda: not books.owed(), "not everybody was answered")

    sent = windows(ours())
    figures = [len(one) for one in sent]
    print(f"200 were read with {reads} calls in {took}; sends by window: {figures} ({len(sent)})")
    print(f"deliveries: {books.deliveries()}; refused sends: {len(calls.to(SENDING, 429))}")
    print(f"refused reads: {len(calls.to(READS, 429))}, answered: {len(calls.to(READS, 200))}")
    assert [person.name for person in people if not desk.heard("twitter", person)] == []
    assert max(figures) <= SENDS
    assert len(x.sent) == len(ours())
    first = next(one for one in sent if one[0].at > replied)
    by_agents = {said.text for said in first if said.text.startswith("We are looking")}
    assert by_agents == {f"We are looking into it, {one.name}." for one in urgent}
    assert all(said.text.startswith("We are") for said in first[: len(urgent)])
    for person in again:
        (joined,) = desk.heard("twitter", person)
        assert "It is right to ask." in joined.text
        assert "keep the app on the newest version" in joined.text
    assert sorted(books.stored()) == sorted(
        [QUESTION] * 180 + [COMPLAINT] * 20 + [SECOND] * len(again)
    )
    ended = books.deliveries()
    called_back = ended.pop("failed called back: an agent took over", 0)
    assert called_back == len(urgent)
    assert ended.keys() == {"sent"}
    assert not calls.to(SENDING, 429)
    assert await desk.stop() == 0


async def test_the_days_money_is_never_overspent(
    make_desk: Any, stage: Any, books: Books, wait: Callable[..., Any], tmp_path: Any
) -> None:
    limit = 1_000_000
    (tmp_path / "okpay.toml").write_text(
        '[budget]\nday = { twitter = "1.00" }\n[expiry]\nanswer = "30d"\n'
    )
    x = stage.emulators["twitter"]
    desk = make_desk(**OTHERS)
    await desk.start()
    await later(desk, to_noon(stage.now()))  # far from the midnights of the desk and of X
    await resting(stage, wait)
    spent = [x.spent_micros]
    people = [Person(f"p{number}", f"P {number}") for number in range(60)]
    for person in people:
        x.customer_says(person, QUESTION, public=False)

    days: list[tuple[int, int]] = []
    while not all(desk.heard("twitter", person) for person in people):
        assert len(days) < 6, f"still unanswered after {days}; {books.deliveries()}"
        await spending(desk, wait)
        answered = sum(bool(desk.heard("twitter", person)) for person in people)
        days.append((x.spent_micros - spent[-1], answered))
        spent.append(x.spent_micros)
        await later(desk, to_noon(stage.now()))
    print(f"spent and answered by day: {days}; limit {limit}; {books.deliveries()}")
    assert len(days) > 1
    assert all(cost <= limit for cost, _ in days)
    assert limit - days[0][0] < GLANCE  # it stopped for want of money, not of work
    assert all(len(desk.heard("twitter", person)) == 1 for person in people)
    assert books.stored() == [QUESTION] * 60
    assert books.deliveries() == {"sent": 60}
    assert await desk.stop() == 0


def to_noon(now: datetime) -> timedelta:
    """Until the next noon of the desk's zone, which is early morning where X counts its days."""
    local = now.astimezone(ZoneInfo("Asia/Shanghai"))
    noon = datetime.combine(local.date() + timedelta(days=1), time(12), local.tzinfo)
    return timedelta(seconds=round((noon - now).total_seconds()))


async def spending(desk: Any, wait: Callable[..., Any]) -> None:
    """Until a window of X passed in which nothing was spent any more."""
    x, before = desk.stage.emulators["twitter"], -1
    while x.spent_micros != before:
        before = x.spent_micros
        await later(desk, WINDOW)
        await resting(desk.stage, wait)


async def resting(stage: Any, wait: Callable[..., Any]) -> None:
    """Until the desk does nothing that costs, for three seconds."""
    loop = asyncio.get_running_loop()
    x = stage.emulators["twitter"]
    last, since = -1, loop.time()

    def quiet() -> bool:
        nonlocal last, since
        if x.spent_micros != last:
            last, since = x.spent_micros, loop.time()
        return loop.time() - since > 3

    await wait(quiet, "the desk goes on spending")
