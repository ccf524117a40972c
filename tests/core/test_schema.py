"""Migrations lead to the models' shape and back, on both engines."""

import sqlalchemy as sa

from core import schema
from core.db import Database


def test_up_check_and_down(db: Database) -> None:
    assert schema.current(db) is None
    schema.upgrade(db)
    assert schema.current(db) == schema.newest()
    assert schema.differences(db) == []
    schema.downgrade(db, "base")
    assert schema.current(db) is None
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(db)
    assert schema.differences(db) == []


def test_a_difference_is_seen(db: Database) -> None:
    schema.upgrade(db)
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE quarantine"))
    assert schema.differences(db)
