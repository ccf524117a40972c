"""W2: from Telegram's JSON to a queued reply, against raw sqlite3 with one transaction a message.

    python -m benchmarks.pipeline [--messages 500] [--rounds 3] [--json FILE]

The running desk with the roles intake and turns: the real client library polls the emulated
Telegram, which lives in a process of its own; messages are masked, stored, read and decided on,
and the clock stops when the last reply is owed to the platform. Every message is from another
customer, so that each is a turn and a reply of its own. `raw` is that of benchmarks/intake.py, in
the same run. The goal is in docs/performance.md.
"""

import asyncio
import contextlib
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

import bots
from benchmarks.harness.engines import CALM, open_desk
from benchmarks.harness.findings import Findings, arguments
from benchmarks.intake import Cost, raw
from benchmarks.thousand_messages import MESSAGES
from core.desk import Desk
from core.models import Delivery, Message
from core.rules.reader import build
from core.runtime import Runtime
from core.vocabulary import Direction
from sandbox.cast import Person
from sandbox.stage import Stage

PLATFORM = "telegram"
ROLES = frozenset({"intake", "turns"})
LOOK = 0.05  # seconds between looks whether all is done
GOAL = 22.0  # percent


def perform(line: Connection, count: int) -> None:
    """The emulated platform, in its own process: tells its address, and lets customers write."""
    asyncio.run(_perform(line, count))


async def _perform(line: Connection, count: int) -> None:
    stage = Stage()
    stage.emulators[PLATFORM].limits = False
    await stage.start()
    line.send(stage.environment())
    await asyncio.to_thread(line.recv)
    for number in range(count):
        text, _, _ = MESSAGES[number % len(MESSAGES)]
        who = Person(f"person{number}")
        stage.emulators[PLATFORM].customer_says(who, text.format(n=1000 + number), public=False)
        await asyncio.sleep(0)
    await asyncio.to_thread(line.recv)
    await stage.stop()


@contextlib.contextmanager
def emulated(count: int) -> Iterator[Connection]:
    """The other end of the line to an emulated platform, for as long as it is needed."""
    fresh = multiprocessing.get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=perform, args=(theirs, count))
    process.start()
    try:
        yield ours
    finally:
        ours.send("the end")
        process.join()


def pipeline(folder: Path, count: int) -> tuple[Cost, float]:
    """What `count` messages cost until their replies are owed, and the rate of storing alone."""
    desk = open_desk(f"sqlite:///{folder / 'desk.db'}", CALM)
    with emulated(count) as line:
        cost, stored = asyncio.run(_answer(desk, line, count))
    desk.db.dispose()
    return cost, stored


async def _answer(desk: Desk, line: Connection, count: int) -> tuple[Cost, float]:
    channel = bots.open_channel(PLATFORM, line.recv())
    reader = build(desk.library.entries, desk.library.examples)
    running = asyncio.create_task(Runtime(desk, reader, {PLATFORM: channel}).run(roles=ROLES))
    await channel.listening.wait()
    wall, cpu = time.perf_counter(), time.process_time()
    line.send("begin")
    stored = 0.0
    while _replies(desk) < count:
        await asyncio.sleep(LOOK)
        if not stored and _stored(desk) == count:
            stored = count / (time.perf_counter() - wall)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return Cost(count / wall, cpu / count * 1e6), stored or count / wall


def _replies(desk: Desk) -> int:
    with desk.db.reading() as session:
        return session.scalar(sa.select(sa.func.max(Delivery.id))) or 0


def _stored(desk: Desk) -> int:
    with desk.db.reading() as session:
        inbound = col(Message.direction) == Direction.INBOUND
        return session.scalar(sa.select(sa.func.count()).where(inbound)) or 0


def main() -> None:
    """Measure in rounds, raw and ours in turns."""
    parser = arguments(__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    rounds: list[dict[str, float]] = []
    for _ in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as name:
            normal = raw(Path(name), 4 * chosen.messages, "NORMAL")
            full = raw(Path(name), chosen.messages, "FULL")
            ours, stored = pipeline(Path(name), chosen.messages)
        rounds.append(
            {
                "raw sqlite3, NORMAL": normal.rate,
                "raw sqlite3, FULL": full.rate,
                "whole pipeline": ours.rate,
                "whole pipeline, storing alone": stored,
                "CPU": ours.cpu,
                "share": ours.rate / normal.rate * 100,
                "share of FULL": ours.rate / full.rate * 100,
            }
        )
    found = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    findings = Findings("W2")
    findings.figure("whole pipeline, CPU", found.pop("CPU"), "µs a message")
    share, share_of_full = found.pop("share"), found.pop("share of FULL")
    for name, rate in found.items():
        findings.figure(name, rate, "messages/s")
    findings.figure("whole pipeline over raw FULL", share_of_full, "% of its rate")
    findings.at_least("whole pipeline over raw NORMAL, %", share, GOAL)
    findings.show(chosen.json)


if __name__ == "__main__":
    main()
