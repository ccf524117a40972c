"""W1: how fast messages are stored, against raw sqlite3 with one transaction a message.

    python -m benchmarks.intake [--messages 4000] [--json FILE]

64 conversations write at once. `intake` is all of it: secrets masked, deduplicated, contact,
identity, conversation and message, the bot's turn set, in group commits. `raw` is the least that
could be called the same by hand. Both in this run, in turns; ratios of rates, and of CPU without
the masking. The goals are in docs/performance.md.
"""

import argparse
import asyncio
import contextlib
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from core import schema
from core.actions import store_plainly
from core.actions.receive_together import receive_together
from core.actions.register_channel import register_channel
from core.channel import Account, Message, Person, Place
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import Policy
from core.rules.privacy import Redacted
from core.vocabulary import Visibility
from core.writer import Writer

AT_ONCE = 64
EACH = 5  # messages of one customer
ROUNDS = 3
GOALS = {"rate over raw NORMAL": 1.5, "rate over raw FULL": 5.0, "cpu over raw": 0.7}


@dataclass(frozen=True, slots=True)
class Cost:
    """Messages a second, and CPU microseconds a message."""

    rate: float
    cpu: float


def message(number: int) -> Message:
    """One of many customers; each writes a few messages, and nobody so many that it is a flood."""
    who = str(number % AT_ONCE + number // (AT_ONCE * EACH) * AT_ONCE)
    return Message(
        f"m{number}",
        Person(who, f"Customer {who}", f"customer{who}"),
        Place(Visibility.DIRECT, who),
        f"My withdrawal of {number} USDT has not arrived, order {number}",
        datetime.now(UTC),
    )


def measured(count: int, work: Callable[[], None]) -> Cost:
    """What `work` costs, which stores `count` messages."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(count / wall, cpu / count * 1e6)


def intake(folder: Path, count: int, *, masking: bool) -> Cost:
    """The product's way."""
    db = Database(f"sqlite:///{folder / 'intake.db'}")
    schema.upgrade(db)
    desk = Desk(db, Policy(turn_quiet=timedelta(seconds=4)), load())
    channel = register_channel(desk, "line", Account("1", "okpay"))
    writer = Writer(db, partial(receive_together, desk))

    async def write(start: int) -> None:
        for number in range(start, count, AT_ONCE):
            await asyncio.wrap_future(writer.put((channel, message(number))))

    async def all_at_once() -> None:
        await asyncio.gather(*(write(start) for start in range(AT_ONCE)))

    bare = contextlib.ExitStack()
    if not masking:
        bare.enter_context(
            mock.patch.object(store_plainly, "storable", lambda text: Redacted(text, ()))
        )
        bare.enter_context(
            mock.patch.object(
                store_plainly,
                "secrets_across",
                lambda texts: tuple(Redacted(text, ()) for text in texts),
            )
        )
    with bare:
        cost = measured(count, lambda: asyncio.run(all_at_once()))
    writer.close()
    db.dispose()
    return cost


def raw(folder: Path, count: int, synchronous: str) -> Cost:
    """By hand: one transaction a message, the statements that cannot be left out."""
    path = folder / f"raw-{synchronous}.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.executescript(
        "CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT);"
        "CREATE TABLE identity (id INTEGER PRIMARY KEY, contact_id INT, external_id TEXT UNIQUE, name TEXT);"
        "CREATE TABLE conversation (id INTEGER PRIMARY KEY, identity_id INT UNIQUE, due_at TEXT);"
        "CREATE TABLE message (id INTEGER PRIMARY KEY, conversation_id INT, external_id TEXT UNIQUE,"
        " text TEXT, place TEXT, sent_at TEXT);"
        "CREATE INDEX timeline ON message (conversation_id, id);"
    )

    def store(one: Message) -> None:
        run = connection.execute
        run("BEGIN IMMEDIATE")
        who = one.author.external_id
        row = run("SELECT id FROM identity WHERE external_id=?", (who,)).fetchone()
        if row is None:
            run("INSERT INTO contact (name) VALUES (?)", (one.author.name,))
            row = run(
                "INSERT INTO identity (contact_id, external_id, name)"
                " VALUES (last_insert_rowid(), ?, ?) RETURNING id",
                (who, one.author.name),
            ).fetchone()
            run("INSERT INTO conversation (identity_id) VALUES (?)", row)
        (conversation,) = run("SELECT id FROM conversation WHERE identity_id=?", row).fetchone()
        now = datetime.now(UTC).isoformat()
        run(
            "INSERT OR IGNORE INTO message (conversation_id, external_id, text, place, sent_at)"
            " VALUES (?,?,?,?,?)",
            (conversation, one.external_id, one.text, one.place.key, now),
        )
        run("UPDATE conversation SET due_at=? WHERE id=?", (now, conversation))
        run("COMMIT")

    cost = measured(count, lambda: [store(message(n)) for n in range(count)] and None)
    connection.close()
    return cost


def main() -> None:
    """Measure, print the table, and say which goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    count = arguments.messages
    rounds: list[dict[str, Cost]] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            one = {
                "raw NORMAL": raw(folder, count, "NORMAL"),
                "raw FULL": raw(folder, count, "FULL"),
                "intake": intake(folder, count, masking=True),
            }
            (folder / "intake.db").unlink()
            rounds.append(one | {"intake, no masking": intake(folder, count, masking=False)})
    costs = {
        name: Cost(
            statistics.median(one[name].rate for one in rounds),
            statistics.median(one[name].cpu for one in rounds),
        )
        for name in rounds[0]
    }
    for name, cost in costs.items():
        print(f"{name:<20} {cost.rate:9.0f} messages/s {cost.cpu:9.0f} µs CPU a message")
    ratios = {
        "rate over raw NORMAL": costs["intake"].rate / costs["raw NORMAL"].rate,
        "rate over raw FULL": costs["intake"].rate / costs["raw FULL"].rate,
        "cpu over raw": costs["intake, no masking"].cpu / costs["raw NORMAL"].cpu,
    }
    for name, ratio in ratios.items():
        met = ratio <= GOALS[name] if name.startswith("cpu") else ratio >= GOALS[name]
        print(f"{name:<24} {ratio:6.2f} goal {GOALS[name]:4.1f} {'met' if met else 'MISSED'}")
    if arguments.json:
        table = {name: [cost.rate, cost.cpu] for name, cost in costs.items()}
        arguments.json.write_text(json.dumps({"W1": {"costs": table, "ratios": ratios}}, indent=2))


if __name__ == "__main__":
    main()
