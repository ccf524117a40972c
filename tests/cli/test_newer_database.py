"""A program meets a database that a newer one upgraded: it works on it, and never copies it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cli.opening import open_desk
from core import schema
from core.db import Database
from core.queries.staff import agents

Support = Callable[..., Any]
NEWER = "9999"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that a newer program upgraded."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'desk.db'}"
    else:
        url = request.getfixturevalue("new_postgres")()
    db = Database(url)
    schema.upgrade(db)
    with db.transaction() as session:
        session.execute(sa.text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
    db.dispose()
    return url


def test_the_desk_goes_on(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        desk = open_desk({"DATABASE_URL": url}, to_run=True)
    try:
        assert agents(desk) == []
        assert schema.current(desk.db) == NEWER
        assert f"migration {NEWER} of a newer version" in caplog.text
    finally:
        desk.db.dispose()


@pytest.mark.parametrize(
    "words", [("upgrade",), ("backup", "desk.bak"), ("copy", "sqlite:///other.db")]
)
def test_nothing_is_copied_that_it_does_not_know(
    support: Support, tmp_path: Path, url: str, words: tuple[str, ...]
) -> None:
    told = support("db", *words, DATABASE_URL=url)
    assert told.code == 2
    assert f"migration {NEWER} of a newer version; use that version" in told.err.replace("\n", " ")
    assert not (tmp_path / "desk.bak").exists()
    assert not (tmp_path / "other.db").exists()


def test_a_backup_of_a_newer_version_is_refused(support: Support, tmp_path: Path) -> None:
    backup = tmp_path / "desk.bak"
    assert support("db", "upgrade").code == 0
    assert support("db", "backup", str(backup)).code == 0
    written = sa.create_engine(f"sqlite:///{backup}")
    with written.begin() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
    written.dispose()
    told = support("db", "restore", str(backup), DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}")
    assert told.code == 2
    assert "written by a newer version" in told.err.replace("\n", " ")


def test_the_doctor_says_so(support: Support, url: str) -> None:
    told = support("doctor", DATABASE_URL=url, CONSOLE_PORT="0")
    assert told.code == 1
    assert f"database: stands at {NEWER} of a newer version" in told.out
