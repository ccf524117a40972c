"""One running desk on one embedded database."""

import fcntl
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from core.db import Database
from core.settings import WrongSettings


def hold_alone(db: Database) -> IO[str] | None:
    """Hold the embedded database for this process; the lock goes with the returned file.

    Raises `WrongSettings` where another `support run` holds it. PostgreSQL needs no lock.
    """
    if not db.is_sqlite:
        return None
    path = Path(str(Path(str(make_url(db.url).database)).resolve()) + ".lock")
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise WrongSettings(
            [
                "another 'support run' already uses this database; stop it first, or move to "
                "PostgreSQL to run several"
            ]
        ) from None
    return file
