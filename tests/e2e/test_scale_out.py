"""Many processes on one PostgreSQL: who listens dies, and nobody notices but the clock."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox.cast import Person
from tests.e2e.watching import Books, Calls

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(900)]

PLATFORMS = ("telegram", "twitter", "discord")
CROWD = {"telegram": 8, "twitter": 4, "discord": 8}
"""People by platform. The desk keeps to X's 15 messages in a window, whether X counts or not."""
QUESTIONS = (
    "Is OKPay safe?",
    "How do I turn on two-factor authentication?",
    "How do I keep the app updated?",
)
COMPLAINT = "My transfer of 120 USD failed but the money was taken"
TAKEN_OVER_WITHIN = 20.0
"""Seconds that an account may be unheard when its listener dies."""
PATIENCE = 90.0
HANDED_OVER_WITHIN = 10.0
"""The same when its listener is stopped."""
LISTENING = r"getUpdates|^WS |^GET /gateway|/mentions$|^GET /2/dm_events"


@pytest.fixture
def calls(stage: Any) -> Calls:
    return Calls(stage)


@pytest.fixture
def url(new_postgres: Callable[[], str]) -> str:
    return new_postgres()


@pytest.fixture
def books(url: str) -> Books:
    return Books(url)


class Crowd:
    """Customers of every platform, who ask one question after the other."""

    def __init__(self, desk: Any) -> None:
        self.people = [
            (platform, Person(f"{platform}{number}", f"{platform} {number}"))
            for platform, size in CROWD.items()
            for number in range(size)
        ]
        self.asked: Counter[tuple[str, Person]] = Counter()
        self.written: list[str] = []
        self._desk = desk

    def ask(self, people: list[tuple[str, Person]]) -> None:
        """Each of them asks their next question."""
        for platform, person in people:
            text = f"{QUESTIONS[self.asked[platform, person]]} ({person.name})"
            self.asked[platform, person] += 1
            self.written.append(text)
            self._desk.stage.emulators[platform].customer_says(person, text, public=False)

    def unanswered(self) -> dict[str, list[str]]:
        """Who did not get as many answers as they asked questions, and what they got."""
        return {
            person.name: [said.text for said in heard]
            for platform, person in self.people
            if len(heard := self._desk.heard(platform, person)) < self.asked[platform, person]
        }

    def check(self, books: Books) -> None:
        """Everything stored once and in order, every question answered once."""
        stored = books.stored()
        assert sorted(stored) == sorted(self.written)
        for platform, person in self.people:
            mine = [text for text in stored if text.endswith(f"({person.name})")]
            assert mine == [text for text in self.written if text.endswith(f"({person.name})")]
            texts = [said.text for said in self._desk.heard(platform, person)]
            assert len(texts) == self.asked[platform, person], (platform, person, texts)
            assert len(set(texts)) == len(texts), (platform, person, texts)


async def seconds(began: float, within: float, missing: Callable[[], object]) -> float:
    """How long after `began` nothing was missing."""
    while left := missing():
        assert time.monotonic() - began < within, left
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def test_a_listener_dies_and_another_takes_over(
    make_desk: Any, wait: Callable[..., Any], url: str, books: Books, calls: Calls
) -> None:
    first = make_desk(DATABASE_URL=url)
    await first.command("db", "upgrade")
    await first.start("--only", "intake")
    second, third = make_desk(DATABASE_URL=url), make_desk(DATABASE_URL=url)
    workers = [make_desk(DATABASE_URL=url) for _ in range(4)]
    first_jobs, console = make_desk(DATABASE_URL=url), make_desk(DATABASE_URL=url)
    await asyncio.gather(second.start("--only", "intake"), console.start("--only", "jobs,console"))
    for pair in (workers[:2], workers[2:]):
        await asyncio.gather(*(one.start("--only", "turns,deliveries") for one in pair))
    await first_jobs.start("--only", "jobs")
    leases = {f"intake:{platform}" for platform in PLATFORMS}
    holders = books.holders()
    assert holders.keys() == leases

    def still_held() -> set[str]:
        now = books.holders()
        return {name for name in leases if now.get(name, holders[name]) == holders[name]}

    crowd = Crowd(console)
    before, after = crowd.people[::2], crowd.people[1::2]
    crowd.ask(crowd.people)
    await wait(lambda: not crowd.unanswered(), "no answers")
    assert books.holders() == holders

    crowd.ask(before)
    await first.stop(signal.SIGKILL)
    killed = time.monotonic()
    crowd.ask(after)
    taken_over = await seconds(killed, TAKEN_OVER_WITHIN, still_held)
    stored = await seconds(killed, PATIENCE, lambda: set(crowd.written) - set(books.stored()))
    answered = await seconds(killed, PATIENCE, crowd.unanswered)
    print(
        f"kill -9 of the listener: leases taken over after {taken_over:.1f} s, everything stored "
        f"after {stored:.1f} s, answered after {answered:.1f} s"
    )
    crowd.check(books)

    await third.start("--only", "intake")
    holders = books.holders()
    stopping = time.monotonic()
    assert await second.stop() == 0
    crowd.ask(crowd.people)
    handed = await seconds(stopping, HANDED_OVER_WITHIN, still_held)
    stored = await seconds(stopping, PATIENCE, lambda: set(crowd.written) - set(books.stored()))
    answered = await seconds(stopping, PATIENCE, crowd.unanswered)
    print(
        f"clean stop: leases handed over after {handed:.1f} s, everything stored after "
        f"{stored:.1f} s, answered after {answered:.1f} s"
    )
    crowd.check(books)

    await reminded_once(console, crowd, books, wait)

    assert await third.stop() == 0
    calls.clear()
    ticket = (await console.tickets())[0]
    await said(console, ticket["number"], "We are back.")
    await wait(lambda: not books.owed(), "the reply did not go out")
    await asyncio.sleep(3)
    assert calls.to("sendMessage|/messages$")
    assert calls.to(LISTENING) == []
    print(f"deliveries at the end: {books.deliveries()}")
    assert books.deliveries().keys() == {"sent"}
    for one in (*workers, first_jobs, console):
        assert await one.stop() == 0


async def reminded_once(console: Any, crowd: Crowd, books: Books, wait: Callable[..., Any]) -> None:
    """Two processes sweep, and the console does when its clock is moved: one reminder each time."""
    people = crowd.people[::4]
    await moved_on(console, timedelta(hours=1))
    for platform, person in people:
        console.stage.emulators[platform].customer_says(person, COMPLAINT, public=False)
    await wait(lambda: books.number("SELECT count(*) FROM ticket") == len(people), "no tickets")
    await wait(lambda: not books.owed(), "they were not told")
    for ticket in await console.tickets():
        await said(console, ticket["number"], "Which account did it go to?")
    await wait(lambda: not books.owed(), "the replies did not go out")
    before = {one: len(console.heard(*one)) for one in people}
    reminders = "SELECT count(*) FROM message WHERE author = 'system'"
    for step, hours in enumerate((25, 50), start=1):
        await moved_on(console, timedelta(hours=hours))
        await asyncio.sleep(3)  # every process has seen the clock, and has swept
        await wait(lambda: not books.owed(), "a reminder did not go out")
        assert books.number(reminders) == step * len(people)
        assert {one: len(console.heard(*one)) - step for one in people} == before
    assert Counter(row[0] for row in books.rows("SELECT status FROM ticket")) == {
        "pending": len(people)
    }


async def moved_on(console: Any, by: timedelta) -> None:
    console.stage.advance(by)
    step = f"{by.total_seconds():.0f}s"
    moved = await console.api("POST", "/sandbox/clock", json={"advance": step})
    assert moved.status_code == 200, moved.text


async def said(console: Any, number: str, text: str) -> None:
    answer = await console.api("POST", f"/api/v1/tickets/{number}/replies", json={"text": text})
    assert answer.status_code == 201, answer.text
