"""What is wrong with the files that a desk keeps on this machine."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from core.db import Database

ENOUGH = 1 << 30
"""Free bytes below which the disk counts as full: the log of an embedded database needs room too."""


def file_faults(db: Database) -> list[str]:
    """One line for each fault, and what to do about it."""
    secret = [Path.cwd() / ".env"]
    if db.is_sqlite:
        kept = Path(str(make_url(db.url).database)).absolute()
        secret += [kept, *(kept.with_name(kept.name + end) for end in ("-wal", "-shm"))]
    else:
        kept = secret[0]
    return [*_exposed(secret), *_cramped(kept.parent)]


def _exposed(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        if path.exists() and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            yield f"{path} is open to everybody on this machine; run 'chmod o-rwx {path}'"


def _cramped(folder: Path) -> Iterator[str]:
    free = shutil.disk_usage(folder).free
    if free < ENOUGH:
        yield f"{folder} has {free >> 20} MiB left, needed are {ENOUGH >> 20}; make room there"
