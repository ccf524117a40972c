"""R8: a desk full of rows goes down a version and up again, and comes back whole from a backup."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.backup import restore_backup, write_backup
from core import schema
from core.actions.receive import receive
from core.channel import Message, Person, Place
from core.db import Database
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.library import load
from core.transfer import sums
from core.vocabulary import Visibility
from tests.chaos.report import record
from tests.chaos.scale import amount
from tests.chaos.waiting import POLICY, fill

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]
FIRST = "0001"
AT_MOST = {"postgresql": 20_000}
"""Rows on the engine that answers over a socket; what is proved does not depend on the count."""


@pytest.fixture
def full(url: str, engine: str) -> Iterator[Database]:
    """A migrated database with tickets, messages, follow-ups and deliveries in it."""
    db = Database(url)
    schema.upgrade(db)
    desk = Desk(db, POLICY, load())
    rows = min(amount("rows"), AT_MOST.get(engine, amount("rows")))
    now = datetime.now(UTC)
    fill(desk, rows // 10, now - timedelta(hours=10), timedelta(days=1), random.Random(8))
    follow_ups(desk)
    with db.transaction():
        for number in range(rows // 4):
            who = str(1 + number % (rows // 10))
            message = Message(
                f"m{number}",
                Person(who),
                Place(Visibility.DIRECT, who),
                f"我的转账失败了 {number} 😀",
                sent_at=now,
            )
            receive(desk, "nowhere:1", message)
    yield db
    db.dispose()


def test_down_and_up_again_keeps_every_row(full: Database, engine: str) -> None:
    before = _counts(full)
    schema.downgrade(full, FIRST)
    kept = _counts(full)
    assert {name: before[name] for name in kept} == kept
    schema.upgrade(full)
    assert schema.differences(full) == []
    after = _counts(full)
    assert {name: after[name] for name in kept} == kept
    record(f"R8 migrations {engine}", rows=sum(before.values()), lost=0)


def test_a_backup_comes_back_with_equal_sums(
    full: Database, engine: str, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    path = tmp_path / "backup.db"
    written = write_backup(full, path, lambda *_: None)
    for url in (f"sqlite:///{tmp_path / 'restored.db'}", new_postgres()):
        restored = Database(url)
        restore_backup(path, restored, lambda *_: None)
        assert sums(restored) == written == sums(full)
        restored.dispose()
    record(f"R8 backup {engine}", rows=sum(one.rows for one in written.values()), different=0)


def _counts(db: Database) -> dict[str, int]:
    """How many rows each table has; the migration's own is of no interest."""
    with db.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            for name in names
            if name != "alembic_version"
        }
