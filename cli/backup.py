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

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from core import schema
from core.db import Database
from core.settings import WrongSettings
from core.transfer import Differs, NotEmpty, Sum, Sums, sums, transfer

_FOREIGN = "SELECT count(*) FROM sqlite_master WHERE type IN ('view', 'trigger')"
_TORN = (
    sqlite3.Error,
    SQLAlchemyError,
    CommandError,
    Differs,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
)
"""What a file that is no backup, or not a whole one, runs into."""
_MANIFEST = "CREATE TABLE backup (what TEXT PRIMARY KEY, value TEXT NOT NULL)"

Progress = Callable[[str, int], object]


def write_backup(db: Database, path: Path, progress: Progress) -> Sums:
    """Write everything in one snapshot to `path`, while the desk goes on working.

    The file appears under its name once it is whole and was read back, and is its owner's only;
    what stands under that name already is never written over. Raises `WrongSettings`.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise WrongSettings([f"the folder {folder} does not exist; create it"])
    try:
        with tempfile.TemporaryDirectory(prefix=".okpay-backup-", dir=folder) as place:
            part = Path(place) / "part.db"
            written = _fill(db, part, progress)
            os.link(part, path)  # unlike a rename it never takes another file's place
    except FileExistsError:
        raise WrongSettings([f"{path} exists already; choose another name, or remove it"]) from None
    except OSError as error:
        raise WrongSettings(
            [f"{path} cannot be written ({error.strerror}); check the folder"]
        ) from None
    return written


def _fill(db: Database, part: Path, progress: Progress) -> Sums:
    target = Database.of_file(part)
    try:
        schema.upgrade(target)
        written = transfer(db, target, progress)
        target.dispose()
        _seal(part, written)
        if sums(target) != written:
            raise Differs("the file does not hold what was written to it; is the disk sound?")
    finally:
        target.dispose()
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
        source = Database.of_file(copy)
        try:
            promised = _check(path, copy, source)
            if schema.ahead(schema.current(source)):
                raise WrongSettings(
                    [f"{path} was written by a newer version; restore it with that version"]
                )
            schema.upgrade(source)
            if {name: each.rows for name, each in sums(source).items()} != promised:
                raise Differs("it holds other numbers of rows than were written")
            schema.upgrade(db)
            return transfer(source, db, progress)
        except NotEmpty as error:
            raise WrongSettings(
                [f"DATABASE_URL: {error}; restore into an empty database"]
            ) from None
        except _TORN as error:
            raise _no_backup(path, error) from None
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


def _check(path: Path, copy: Path, source: Database) -> dict[str, int]:
    """Compare the file with its own sums. Returns the rows of each table as they were written."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            (foreign,) = connection.execute(_FOREIGN).fetchone()
            if foreign:
                raise Differs("it holds more than tables")
            (healthy,) = connection.execute("PRAGMA integrity_check").fetchone()
            if healthy != "ok":
                raise Differs("the file is damaged")
            (found,) = connection.execute("SELECT value FROM backup WHERE what='sums'").fetchone()
        promised = {str(name): Sum(**each) for name, each in json.loads(found).items()}
        at = schema.current(source)
        if at is None:
            raise Differs("it does not say of which version it is")
        if at == schema.newest() and sums(source) != promised:
            raise Differs("its rows are not those whose sums stand in it")
    except _TORN as error:
        raise _no_backup(path, error) from None
    return {name: each.rows for name, each in promised.items()}


def _no_backup(path: Path, error: Exception) -> WrongSettings:
    told = str(error) if isinstance(error, Differs) else type(error).__name__
    return WrongSettings(
        [f"{path} is no whole backup ({told}); nothing was restored, take another one"]
    )
