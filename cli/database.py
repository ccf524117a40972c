"""support db: the database's shape, its backups, and its move to another engine."""

from pathlib import Path
from typing import Annotated

import typer

from cli.backup import copy_database, restore_backup, write_backup
from cli.environment import environment
from cli.lock import hold_alone
from cli.opening import open_database, standing
from cli.printing import err, out
from core import schema
from core.db import Database
from core.settings import CoreSettings, WrongSettings
from core.transfer import Sums

app = typer.Typer(help="The database.", no_args_is_help=True)

_NEWER = "the database is at migration {} of a newer version; use that version of the program"
TO = typer.Argument(help="The empty database to fill: postgresql://USER:PASSWORD@HOST/NAME.")


@app.callback()
def _db() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Bring the database to the version this program needs."""
    db = _open()
    try:
        before = standing(db)
        if schema.ahead(before):
            raise WrongSettings([f"DATABASE_URL: {_NEWER.format(before)}"])
        schema.upgrade(db)
        after = standing(db)
    finally:
        db.dispose()
    out.print("The database is up to date." if before == after else f"Upgraded to {after}.")


@app.command()
def backup(path: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write everything to one file, while the desk goes on working."""
    db = _current()
    try:
        _tell(write_backup(db, path, _progress), f"written to {path}")
    finally:
        db.dispose()


@app.command()
def restore(path: Annotated[Path, typer.Argument(help="A file that db backup wrote.")]) -> None:
    """Fill the empty database of DATABASE_URL from a backup, its sums verified."""
    db = _open()
    standing(db)
    lock = hold_alone(db)
    try:
        _tell(restore_backup(path, db, _progress), "restored, and every sum is equal")
    finally:
        db.dispose()
        if lock is not None:
            lock.close()


@app.command()
def copy(
    to: Annotated[str, TO],
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Copy although the desk runs: a trial, not a move.")
    ] = False,
) -> None:
    """Move the desk of DATABASE_URL to another database, its counts and sums verified."""
    source = _current()
    lock = None if rehearse else hold_alone(source)
    target = open_database(CoreSettings.read(environment() | {"DATABASE_URL": to}))
    try:
        standing(target)
        _tell(copy_database(source, target, _progress), "copied, and every sum is equal")
        if rehearse:
            out.print("This was a rehearsal: what is written from now on is not in the copy.")
        else:
            out.print("Set DATABASE_URL to the new database before you start the desk again.")
    finally:
        source.dispose()
        target.dispose()
        if lock is not None:
            lock.close()


def _open() -> Database:
    return open_database(CoreSettings.read(environment()))


def _current() -> Database:
    """The database, which must hold a desk of this program's version."""
    db = _open()
    at = standing(db)
    if at == schema.newest():
        return db
    db.dispose()
    if schema.ahead(at):
        raise WrongSettings([f"DATABASE_URL: {_NEWER.format(at)}"])
    found = "is empty" if at is None else "is of another version"
    raise WrongSettings([f"DATABASE_URL: the database {found}; run 'support db upgrade' first"])


def _progress(table: str, rows: int) -> None:
    if rows and err.is_terminal:
        err.print(f"  {table}: {rows} rows")


def _tell(written: Sums, what: str) -> None:
    rows = sum(each.rows for each in written.values())
    out.print(f"{rows} rows in {len(written)} tables {what}.", soft_wrap=True)
