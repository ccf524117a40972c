"""Backups: one file, whatever the engine, with the sums of what is in it."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from core import schema
from core.db import Database
from core.settings import WrongSettings
from core.transfer import Differs, NotEmpty, Sum, Sums, sums, transfer

_MANIFEST = "CREATE TABLE backup (what TEXT PRIMARY KEY, value TEXT NOT NULL)"

Progress = Callable[[str, int], object]


def write_backup(db: Database, path: Path, progress: Progress) -> Sums:
    """Write everything in one snapshot to `path`, while the desk goes on working.

    The file appears under its name once it is whole, and is its owner's only.
    """
    if path.exists():
        raise WrongSettings([f"{path} exists already; choose another name, or remove it"])
    if not path.absolute().parent.is_dir():
        raise WrongSettings([f"the folder {path.absolute().parent} does not exist; create it"])
    part = path.with_name(path.name + ".part")
    _remove(part)
    target = Database(f"sqlite:///{part}")
    try:
        schema.upgrade(target)
        written = transfer(db, target, progress)
        target.dispose()
        _seal(part, written)
        os.replace(part, path)
    finally:
        target.dispose()
        _remove(part)
    return written


def restore_backup(path: Path, db: Database, progress: Progress) -> Sums:
    """Fill the empty database from `path`. Raises `WrongSettings` where that is not possible.

    What is in the file is checked against the sums written with it before anything is filled, and
    what arrived is checked again. A backup of an older version is brought up on a copy.
    """
    with tempfile.TemporaryDirectory(prefix="okpay-restore-") as folder:
        copy = Path(folder) / "backup.db"
        shutil.copy(_readable(path), copy)
        copy.chmod(0o600)
        source = Database(f"sqlite:///{copy}")
        try:
            _check(path, copy, source)
            if schema.ahead(schema.current(source)):
                raise WrongSettings(
                    [f"{path} was written by a newer version; restore it with that version"]
                )
            schema.upgrade(source)
            schema.upgrade(db)
            return transfer(source, db, progress)
        except NotEmpty as error:
            raise WrongSettings(
                [f"DATABASE_URL: {error}; restore into an empty database"]
            ) from None
        finally:
            source.dispose()


def copy_database(source: Database, target: Database, progress: Progress) -> Sums:
    """Move a whole desk to another database. Raises `WrongSettings` where it is not empty."""
    schema.upgrade(target)
    try:
        return transfer(source, target, progress)
    except NotEmpty as error:
        raise WrongSettings([f"the target: {error}; copy into an empty database"]) from None


def _seal(path: Path, written: Sums) -> None:
    values = {"sums": json.dumps({name: asdict(each) for name, each in written.items()})}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(_MANIFEST)
        connection.executemany("INSERT INTO backup VALUES (?, ?)", values.items())


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise WrongSettings(
            [f"there is no file {path}; name a file that 'support db backup' wrote"]
        )
    return path


def _check(path: Path, copy: Path, source: Database) -> None:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            (healthy,) = connection.execute("PRAGMA integrity_check").fetchone()
            (found,) = connection.execute("SELECT value FROM backup WHERE what='sums'").fetchone()
        promised = {name: Sum(**each) for name, each in json.loads(found).items()}
        same = healthy == "ok" and schema.current(source) == schema.newest()
        if same and sums(source) != promised:
            raise Differs("its rows are not those whose sums stand in it")
        if healthy != "ok":
            raise Differs("the file is damaged")
    except (sqlite3.DatabaseError, TypeError, ValueError, Differs) as error:
        raise WrongSettings(
            [f"{path} is no whole backup ({error}); nothing was restored, take another one"]
        ) from None


def _remove(part: Path) -> None:
    for each in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)
