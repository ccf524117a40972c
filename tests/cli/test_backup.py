"""Backups and moves: everything arrives, or nothing does."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.backup import copy_database, restore_backup, write_backup
from core import schema
from core.actions.add_agent import add_agent
from core.actions.receive import receive
from core.actions.register_channel import register_channel
from core.channel import Account, Attachment, Message, Person, Place
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import Policy
from core.settings import WrongSettings
from core.transfer import TRANSIENT, sums, tables
from core.vocabulary import AttachmentKind, Role, Visibility

PEOPLE = 30


def quiet(_table: str, _rows: int) -> None:
    pass


def write(desk: Desk, channel: str, number: int) -> None:
    place = Place(Visibility.DIRECT, str(number))
    receive(
        desk,
        channel,
        Message(
            f"m{number}",
            Person(str(number), f"客户 {number} 😀", "x", followers=number),
            place,
            f"my transfer of {number} USDT failed\n提现失败",
            datetime.now(UTC),
            (Attachment(AttachmentKind.IMAGE, f"f{number}", "截图.png", 12),),
            memory={"cursor": str(number)},
        ),
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    db = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    schema.upgrade(db)
    desk = Desk(db, Policy(), load())
    add_agent(desk, "Mei", Role.AGENT, "a long enough word")
    channel = register_channel(desk, "telegram", Account("1", "okpay"))
    for number in range(PEOPLE):
        write(desk, channel, number)
    yield desk
    db.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    db = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield db
    db.dispose()


def test_a_backup_comes_back_whole(desk: Desk, empty: Database, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    written = write_backup(desk.db, path, quiet)
    assert written["message"].rows == PEOPLE
    assert written == sums(desk.db)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert restore_backup(path, empty, quiet) == written
    assert sums(empty) == written
    assert not list(tmp_path.glob("*.part*"))


def test_the_desk_goes_on_while_it_is_backed_up(desk: Desk, tmp_path: Path) -> None:
    done = []

    def meanwhile(table: str, _rows: int) -> None:
        if table == "contact" and not done:
            done.append(write(desk, "telegram:1", 1000))

    written = write_backup(desk.db, tmp_path / "backup", meanwhile)
    assert done
    assert written["message"].rows == PEOPLE
    assert sums(desk.db)["message"].rows == PEOPLE + 1


@pytest.mark.parametrize("table", ["message", "contact"])
def test_a_changed_backup_is_refused(
    desk: Desk, empty: Database, tmp_path: Path, table: str
) -> None:
    path = tmp_path / "backup"
    write_backup(desk.db, path, quiet)
    with closing(sqlite3.connect(path)) as connection, connection:
        column = "text" if table == "message" else "name"
        connection.execute(f"UPDATE {table} SET {column} = 'x' WHERE id = 7")
    with pytest.raises(WrongSettings, match="no whole backup"):
        restore_backup(path, empty, quiet)
    assert schema.current(empty) is None


def test_a_torn_backup_is_refused(desk: Desk, empty: Database, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    write_backup(desk.db, path, quiet)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(WrongSettings, match="no whole backup"):
        restore_backup(path, empty, quiet)


def test_nothing_is_written_over(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    write_backup(desk.db, path, quiet)
    with pytest.raises(WrongSettings, match="exists already"):
        write_backup(desk.db, path, quiet)
    with pytest.raises(WrongSettings, match="holds rows already"):
        restore_backup(path, desk.db, quiet)
    with pytest.raises(WrongSettings, match="there is no file"):
        restore_backup(tmp_path / "none", desk.db, quiet)


@pytest.mark.postgres
def test_a_desk_moves_to_postgresql_and_back(
    desk: Desk, empty: Database, tmp_path: Path, new_postgres
) -> None:
    target = Database(new_postgres())
    try:
        moved = copy_database(desk.db, target, quiet)
        assert moved == sums(target) == sums(desk.db)
        there = Desk(target, desk.policy, desk.library)
        write(there, "telegram:1", 2000)  # new rows are numbered after those that came
        path = tmp_path / "from-postgres"
        written = write_backup(target, path, quiet)
        assert restore_backup(path, empty, quiet) == written
        with pytest.raises(WrongSettings, match="holds rows already"):
            copy_database(desk.db, target, quiet)
    finally:
        target.dispose()


@pytest.mark.parametrize("name", ["x%41.db", "a?b.db", "一 份.db"])
def test_any_name_is_a_name(desk: Desk, empty: Database, tmp_path: Path, name: str) -> None:
    written = write_backup(desk.db, tmp_path / name, quiet)
    assert restore_backup(tmp_path / name, empty, quiet) == written
    assert written["message"].rows == PEOPLE


def test_two_at_once_do_not_spoil_each_other(desk: Desk, empty: Database, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    others: list[int] = []

    def meanwhile(table: str, _rows: int) -> None:
        if table == "contact" and not others:
            others.append(1)
            write_backup(desk.db, path, quiet)

    with pytest.raises(WrongSettings, match="exists already"):
        write_backup(desk.db, path, meanwhile)
    assert restore_backup(path, empty, quiet)["message"].rows == PEOPLE
    assert not list(tmp_path.glob(".okpay-backup-*"))


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM alembic_version",
        "UPDATE backup SET value = '[1, 2]'",
        "DROP TABLE message",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON contact BEGIN DELETE FROM contact; END",
        "UPDATE alembic_version SET version_num = 'nonsense'",
    ],
)
def test_a_hostile_file_is_refused_in_words(
    desk: Desk, empty: Database, tmp_path: Path, spoil: str
) -> None:
    path = tmp_path / "backup"
    write_backup(desk.db, path, quiet)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(spoil)
    with pytest.raises(WrongSettings, match=str(path)):
        restore_backup(path, empty, quiet)
    assert schema.current(empty) is None


def test_a_backup_of_nothing_is_not_taken_for_one(
    desk: Desk, empty: Database, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    write_backup(desk.db, path, quiet)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM message WHERE id > 3")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(WrongSettings):
        restore_backup(path, empty, quiet)


def test_every_table_is_moved_or_known_to_stay(desk: Desk) -> None:
    there = set(sa.inspect(desk.db.engine).get_table_names()) - {"alembic_version"}
    assert {table.name for table in tables()} | TRANSIENT == there


def test_the_database_is_its_owners_only(desk: Desk, tmp_path: Path) -> None:
    for file in tmp_path.glob("desk.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
