"""Alembic's entry: runs the migrations on the connection it is handed."""

from alembic import context
from sqlmodel import SQLModel

import core.models  # noqa: F401 - registers every table


def _same_type(_context, _inspected, _metadata, inspected_type, metadata_type):  # type: ignore[no-untyped-def]
    """Words of an enum are stored as text: SQLite and PostgreSQL both read them back so."""
    import sqlalchemy as sa

    if isinstance(metadata_type, sa.Enum) and isinstance(inspected_type, sa.String):
        return False
    return None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    compare_type=_same_type,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
