"""The database: engine, transactions and claims.

SQLite (WAL, every commit synced to disk) in one process, or PostgreSQL in many. A transaction
opened inside another joins it, so that verbs can be put together and still commit once.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session, SQLModel

#: How every connection to the embedded engine is set. A commit is on the disk when it returns.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")

_current: ContextVar[Session | None] = ContextVar("session", default=None)


IMPATIENT: dict[str, Any] = {
    # a process that is frozen in a transaction, or whose machine is gone, must let go of its rows
    # about as soon as of its leases, or it stops all the others
    "options": "-c idle_in_transaction_session_timeout=10000 -c tcp_user_timeout=15000"
    " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3",
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
}
"""How long PostgreSQL waits for one of our processes, and that for it."""


class Database:
    """One database. Sessions are synchronous: use them in worker threads."""

    def __init__(self, url: str | sa.URL) -> None:
        self.url = url if isinstance(url, sa.URL) else _driver_url(url)
        self.engine = _engine(self.url)
        # SQLite's own waiting sleeps in steps and starves; in one process a lock is fair enough
        self._one_writer: AbstractContextManager[Any] = RLock() if self.is_sqlite else nullcontext()

    @classmethod
    def of_file(cls, path: Path) -> "Database":
        """The embedded database in a file, whatever characters its name holds."""
        return cls(sa.URL.create("sqlite", database=str(path)))

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded engine, which one process writes."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end; inside another transaction, a part of that one."""
        if (outer := _current.get()) is not None:
            yield outer
            return
        with self._one_writer, Session(self.engine, expire_on_commit=False) as session:
            token = _current.set(session)
            try:
                with session.begin():
                    yield session
            finally:
                _current.reset(token)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and writes nothing."""
        if (outer := _current.get()) is not None:
            yield outer
            return
        engine = self.engine.execution_options(reading=True)
        with Session(engine, expire_on_commit=False) as session:
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _driver_url(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _engine(url: str | sa.URL) -> Engine:
    # parameters stay out of error texts: they hold what customers wrote
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(
            url,
            pool_size=8,
            max_overflow=8,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=IMPATIENT,
        )
    _make_private(sa.make_url(url).database)
    engine = sa.create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 30},
        pool_size=16,
        max_overflow=48,  # readers are many threads, and a connection here is an open file
        hide_parameters=True,
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions on its own
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a deferred transaction that reads first and writes later fails when another wrote meanwhile
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _make_private(path: str | None) -> None:
    """A new database file is its owner's only; its log takes over that mode."""
    if path and path != ":memory:" and not os.path.exists(path):
        with contextlib.suppress(OSError):  # opening it tells what is wrong
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


#: How a row is held: nobody else changes it, but what points to it may be written meanwhile. A full
#: lock would stand in the way of every foreign key to it, and two of those wait for each other.
LOCKED: dict[str, Any] = {"key_share": True}


def insert_once(session: Session, model: type[SQLModel], values: dict[str, Any]) -> int | None:
    """Insert a row and return its id, or None where a unique column says it is there already."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    key = next(iter(table.primary_key.columns))
    return session.execute(
        _once(session, table).values(**values).returning(key)
    ).scalar_one_or_none()


def insert_all_once(
    session: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert rows with the same columns, but for those that are there already."""
    if rows:
        table: sa.Table = model.__table__  # type: ignore[attr-defined]
        session.connection().execute(_once(session, table), list(rows))


def _once(session: Session, table: sa.Table) -> Any:
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return build(table).on_conflict_do_nothing()


#: The PostgreSQL channel on which processes tell each other that there is work.
BELL = "okpay_work"


def ring(session: Session, bell: str) -> None:
    """Tell other processes, once this transaction commits, that there is work. Only a hint."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_notify(BELL, bell)))


def claim(
    session: Session,
    model: type[Any],
    due: sa.ColumnElement[bool],
    *columns: sa.SQLColumnExpression[Any],
    now: datetime,
    lease: timedelta,
    limit: int,
    first: sa.SQLColumnExpression[Any] | None = None,
) -> tuple[str, list[tuple[Any, ...]]]:
    """Take up to `limit` due rows for `lease`, earliest first; `first`: what counts before that.

    Returns their new lease, and of each its id and `columns`, in order.

    A row somebody else holds is skipped until that lease ends (`FOR UPDATE SKIP LOCKED` on
    PostgreSQL; SQLite has one writer, and SQLAlchemy leaves the clause out there).
    """
    free = sa.or_(model.lease_until.is_(None), model.lease_until <= now)
    order = [*([] if first is None else [first]), model.due_at, model.id]
    # a CTE, which is read once: a plain subquery PostgreSQL may read again, and lock more
    taken = (
        sa.select(model.id)
        .where(due, free)
        .order_by(*order)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("taken")
    )
    token = secrets.token_hex(8)
    rows = session.execute(
        sa.update(model.__table__)
        .where(model.__table__.c.id.in_(sa.select(taken.c.id)))
        .values(lease=token, lease_until=now + lease)
        .returning(*order, *columns)
    ).all()
    return token, [row[len(order) - 1 :] for row in sorted(rows, key=lambda row: row[: len(order)])]
