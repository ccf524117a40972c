"""The database's shape: which migration it stands at, and moving it to the newest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import core.models  # noqa: F401 - registers every table
from core.db import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def current(db: Database) -> str | None:
    """The migration the database stands at, None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The migration this program wants."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def ahead(at: str | None) -> bool:
    """Whether this is a migration that only a newer program knows."""
    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return at is not None and at not in {each.revision for each in known}


def upgrade(db: Database, to: str = "head") -> None:
    """Bring the database to a migration, by default the newest."""
    with _connection(db) as connection:
        command.upgrade(_config(connection), to)


def downgrade(db: Database, to: str) -> None:
    """Take the database back to an earlier migration (`base`: empty)."""
    with _connection(db) as connection:
        command.downgrade(_config(connection), to)


def differences(db: Database) -> list[object]:
    """Where the database's shape differs from the models; empty when they agree."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, SQLModel.metadata))


@contextmanager
def _connection(db: Database) -> Iterator[Connection]:
    """A connection in a transaction that commits at the end."""
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if db.is_sqlite:
            # SQLite changes a table by making it anew, and dropping the old one must not count as
            # dropping what others refer to. Only outside of a transaction can this be said.
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if db.is_sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    assert not broken, "the migration left rows that refer to nothing"
        finally:
            if db.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
