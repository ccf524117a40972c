"""Moves a whole desk from one database to another: for backups, and from SQLite to PostgreSQL.

Every row is counted and summed on its way in and again on the other side, from what the other
database then says. The sum of a table does not depend on the order of its rows.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import core.models  # noqa: F401 - registers every table
from core.db import Database

#: Rows that mean something to running processes only: leases, and who is signed in.
TRANSIENT = frozenset({"lease", "session", "login_link", "login_attempt"})
BATCH = 1000
_MODULUS = 1 << 64


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and their sum."""

    rows: int
    sum: str  #: 16 hexadecimal digits


Sums = dict[str, Sum]


class Differs(Exception):
    """What arrived is not what was sent. The text names the tables."""


class NotEmpty(Exception):
    """The target holds rows already. The text names the first table."""


def tables() -> list[sa.Table]:
    """What is moved, parents before children."""
    return [one for one in SQLModel.metadata.sorted_tables if one.name not in TRANSIENT]


def transfer(source: Database, target: Database, progress: Callable[[str, int], object]) -> Sums:
    """Copy every row in one snapshot of `source` and one transaction of `target`.

    Both stand at the newest migration. Either all arrives and its sums are equal, or nothing stays.
    Raises `NotEmpty` or `Differs`.
    """
    with _snapshot(source) as reading, target.engine.begin() as writing:
        for table in tables():
            if writing.scalar(sa.select(sa.select(table).exists())):
                raise NotEmpty(f"the table {table.name} of the target holds rows already")
        sent = {}
        for table in tables():
            sent[table.name] = _copy(reading, writing, table)
            progress(table.name, sent[table.name].rows)
        _continue_numbering(writing)
        arrived = _sums(writing)
        if wrong := [name for name, each in sent.items() if arrived[name] != each]:
            raise Differs(f"what arrived differs from what was sent in: {', '.join(wrong)}")
    return sent


def sums(db: Database) -> Sums:
    """The sums of every table, in one snapshot."""
    with _snapshot(db) as connection:
        return _sums(connection)


def _snapshot(db: Database) -> AbstractContextManager[Connection]:
    """A connection that sees one consistent state, while others go on writing."""
    if db.is_sqlite:
        return db.engine.execution_options(reading=True).begin()
    return db.engine.execution_options(isolation_level="REPEATABLE READ").begin()


def _sums(connection: Connection) -> Sums:
    return {table.name: _summed(_rows(connection, table)) for table in tables()}


def _copy(reading: Connection, writing: Connection, table: sa.Table) -> Sum:
    def through() -> Iterator[sa.RowMapping]:
        batch: list[dict[str, Any]] = []
        for row in _rows(reading, table):
            batch.append(dict(row))
            if len(batch) == BATCH:
                writing.execute(table.insert(), batch)
                batch = []
            yield row
        if batch:
            writing.execute(table.insert(), batch)

    return _summed(through())


def _rows(connection: Connection, table: sa.Table) -> Iterable[sa.RowMapping]:
    found = connection.execute(sa.select(table), execution_options={"yield_per": BATCH})
    return iter(found.mappings())


def _summed(rows: Iterable[sa.RowMapping]) -> Sum:
    count = total = 0
    for row in rows:
        plain = json.dumps(dict(row), sort_keys=True, ensure_ascii=False, default=_plain)
        digest = hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        total = (total + int.from_bytes(digest)) % _MODULUS
        count += 1
    return Sum(count, f"{total:016x}")


def _plain(value: object) -> object:
    """What JSON has no word for, so that both engines' values look alike."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"a value of type {type(value).__name__} cannot be summed")


def _continue_numbering(connection: Connection) -> None:
    """New rows are numbered after those that came."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        (key, *more) = table.primary_key.columns
        if more or not isinstance(key.type, sa.Integer):
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, key.name)
        highest = sa.select(sa.func.coalesce(sa.func.max(key), 0) + 1).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, highest, False)))
