"""The database's shape: which migration it stands at, and moving it to the newest."""

from pathlib import Path

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


def _connection(db: Database):  # type: ignore[no-untyped-def]
    return db.engine.begin()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
