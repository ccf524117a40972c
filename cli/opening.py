"""Open the desk that the settings describe."""

import logging
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

import bots
from cli.environment import environment
from core import schema
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import read_policy
from core.settings import CoreSettings, WrongSettings

log = logging.getLogger(__name__)


def open_desk(env: Mapping[str, str] | None = None, *, to_run: bool = False) -> Desk:
    """The desk, its database brought up where nobody else has a say in that.

    An embedded database is upgraded, and an empty one filled with tables. An outdated PostgreSQL
    is left alone, since other processes may still use it; `to_run`, an empty one too, since a
    desk that starts on the wrong database must not look as if all were well. One that a newer
    program upgraded is worked on as it is, so that both versions run while they change places.
    Raises `WrongSettings`.
    """
    settings = CoreSettings.read(environment() if env is None else env)
    policy = read_policy(settings, bots.platforms())
    db = open_database(settings)
    at = standing(db)
    if schema.ahead(at):
        log.warning(
            "the database is at migration %s of a newer version; this one only knows %s and works "
            "on it until the upgrade is through or taken back",
            at,
            schema.newest(),
        )
    elif at != schema.newest():
        if not db.is_sqlite and (to_run or at is not None):
            found = "is empty" if at is None else "is of another version"
            raise WrongSettings(
                [f"DATABASE_URL: the database {found}; run 'support db upgrade' first"]
            )
        schema.upgrade(db)
    return Desk(db, policy, load())


def open_database(settings: CoreSettings) -> Database:
    """The database of the settings, not yet looked at. Raises `WrongSettings`."""
    url = settings.database_url
    try:
        parsed = make_url(url)
        supported = parsed.get_backend_name() in ("sqlite", "postgresql", "postgres")
        in_file = parsed.get_backend_name() != "sqlite" or bool(parsed.database)
    except ArgumentError:
        supported = in_file = False
    if not supported or not in_file:
        raise WrongSettings(
            [
                "DATABASE_URL: this is no database we can use; write sqlite:///PATH or "
                "postgresql://USER:PASSWORD@HOST/NAME"
            ]
        )
    if parsed.get_backend_name() == "sqlite":
        assert parsed.database is not None
        folder = Path(parsed.database).absolute().parent
        if not folder.is_dir():
            raise WrongSettings([f"DATABASE_URL: the folder {folder} does not exist; create it"])
    return Database(url)


def standing(db: Database) -> str | None:
    """The migration that the database stands at. Raises `WrongSettings` where it does not answer."""
    try:
        return schema.current(db)
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        raise WrongSettings(
            [
                f"DATABASE_URL: the database cannot be opened ({reason}); check the URL and its server"
            ]
        ) from None
