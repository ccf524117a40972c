"""P1: several processes on one PostgreSQL: claiming deliveries, and one conversation that is hot.

    python -m benchmarks.claims [--deliveries 800] [--messages 1500] [--workers 4]
        [--rounds 2] [--json FILE]

Deliveries are claimed, handed to a platform that takes them at once, and settled, by processes
with the role deliveries; the same by hand, one at a time with plain SQL, is what a job queue on
PostgreSQL does at least. The rate is that between the first tenth and the last one, the best of
the rounds. The hot conversation is one person whose messages come in one after another, as
adapters hand them over, or as fast as the writer takes them, while other processes take the turns;
the clock stops when none waits for an answer. The goals are in docs/performance.md.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import sqlalchemy as sa
from sqlmodel import col

from benchmarks.harness.engines import open_desk, postgres
from benchmarks.harness.filling import fill_deliveries, fill_people
from benchmarks.harness.findings import Findings, arguments
from benchmarks.harness.workers import ACCOUNT, PLATFORM, Instant, work, work_by_hand, workers
from core import clock
from core.actions.register_channel import register_channel
from core.channel import Message, Person, Place, Receive
from core.desk import Desk
from core.models import Delivery
from core.models import Message as Row
from core.runtime import Runtime
from core.vocabulary import DeliveryState, Direction, Visibility

LOOK = 0.02  # seconds between looks
TWICE = 2.0
HOT = 300.0
IN_FLIGHT = 64
WAITING = ("where is my transfer 4711?", "it has still not arrived", "please answer", "hello?")


def delivered(new: Callable[[], str], count: int, processes: int, *, by_hand: bool) -> float:
    """Deliveries a second that so many processes claim and settle."""
    address = new()
    desk = open_desk(address)
    channel_id = register_channel(desk, PLATFORM, ACCOUNT)
    fill_people(desk, channel_id, count)
    target, given = (work_by_hand, channel_id) if by_hand else (work, "deliveries")
    with workers(processes, target, address, given):
        fill_deliveries(desk, channel_id, count, clock.now())
        rate = _rate(desk, count)
    desk.db.dispose()
    return rate


def _rate(desk: Desk, count: int) -> float:
    first, last = count // 10, count - count // 10
    began, at_begin = 0.0, 0
    while (sent := _sent(desk)) < last:
        if not began and sent >= first:
            began, at_begin = time.perf_counter(), sent
        time.sleep(LOOK)
    return (sent - at_begin) / (time.perf_counter() - began)


def _sent(desk: Desk) -> int:
    with desk.db.reading() as session:
        where = col(Delivery.state) == DeliveryState.SENT
        return session.scalar(sa.select(sa.func.count()).where(where)) or 0


def hot_message(number: int) -> Message:
    """The next one of a person who does not wait."""
    return Message(
        f"hot{number}",
        Person("1", "Customer", "customer"),
        Place(Visibility.DIRECT, "1"),
        WAITING[number % len(WAITING)],
        datetime.now(UTC),
    )


async def hot(desk: Desk, count: int, at_once: int) -> tuple[float, float]:
    """Messages a second of one conversation: stored, and until no turn is due any more."""
    wall = time.perf_counter()

    async def feed(receive: Receive) -> None:
        nonlocal wall
        wall = time.perf_counter()
        for start in range(0, count, at_once):
            some = range(start, min(start + at_once, count))
            await asyncio.gather(*(receive(hot_message(number)) for number in some))

    runtime = Runtime(desk, None, {PLATFORM: Instant(feed)})
    running = asyncio.create_task(runtime.run(roles=frozenset({"intake"})))
    await _until(lambda: _inbound(desk, handled=None) == count)
    stored = time.perf_counter() - wall
    await _until(lambda: _inbound(desk, handled=True) == count)
    answered = time.perf_counter() - wall
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return count / stored, count / answered


async def _until(done: Callable[[], bool]) -> None:
    while not await asyncio.to_thread(done):  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(LOOK)


def _inbound(desk: Desk, *, handled: bool | None) -> int:
    where = [col(Row.direction) == Direction.INBOUND]
    if handled is not None:
        where.append(col(Row.handled).is_(handled))
    with desk.db.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(*where)) or 0


def hot_conversation(new: Callable[[], str], count: int, at_once: int) -> tuple[float, float]:
    """The same, with three processes that take turns."""
    address = new()
    desk = open_desk(address)
    with workers(3, work, address, "turns"):
        rates = asyncio.run(hot(desk, count, at_once))
    desk.db.dispose()
    return rates


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--deliveries", type=int, default=800)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    findings = Findings("P1")
    many = chosen.workers
    with postgres() as new:
        rates = dict.fromkeys(product((1, many), (True, False)), 0.0)
        for _, (processes, by_hand) in product(range(chosen.rounds), rates):
            rate = delivered(new, chosen.deliveries, processes, by_hand=by_hand)
            rates[processes, by_hand] = max(rate, rates[processes, by_hand])
        for (processes, by_hand), rate in rates.items():
            who = "by hand" if by_hand else "the desk"
            findings.figure(f"claimed and settled, {who}, {processes} workers", rate, "/s")
        findings.figure("by hand: many workers over one", rates[many, True] / rates[1, True], "x")
        findings.at_least(
            "the desk: many workers over one", rates[many, False] / rates[1, False], TWICE
        )
        for name, at_once in (("one after another", 1), ("64 in flight", IN_FLIGHT)):
            stored, answered = hot_conversation(new, chosen.messages, at_once)
            findings.figure(f"hot conversation, {name}, stored", stored, "messages/s")
            findings.at_least(f"hot conversation, {name}, until answered", answered, HOT)
    findings.show(chosen.json)


if __name__ == "__main__":
    main()
