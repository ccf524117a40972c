"""Hears from other processes on PostgreSQL that there is work. Only a hint: the poll is the truth."""

import logging
import threading
from collections.abc import Callable

import sqlalchemy as sa

from core.db import BELL, Database

log = logging.getLogger(__name__)

_LOOK = 1.0  # seconds between looks whether we are to stop
_AGAIN = 2.0  # seconds until a lost connection is made anew


class Hints:
    """A thread that calls `heard` with each bell another process rings."""

    def __init__(self, db: Database, heard: Callable[[str], object]) -> None:
        self._db, self._heard = db, heard
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen from now on. Without effect on the embedded database, which has one process."""
        if not self._db.is_sqlite:
            self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except Exception as error:
                log.warning("no hints from other processes (%s)", type(error).__name__)
                self._stopping.wait(_AGAIN)

    def _listen(self) -> None:
        engine = self._db.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"LISTEN {BELL}"))
            driver = connection.connection.driver_connection
            assert driver is not None
            try:
                while not self._stopping.is_set():
                    for notice in driver.notifies(timeout=_LOOK):
                        self._heard(notice.payload)
            finally:
                connection.detach()  # a connection that listens is not for others
