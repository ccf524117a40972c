"""Rings the sweeps. Due dates stand in the database, so the schedule itself keeps nothing."""

import logging
from collections.abc import Callable
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from core.desk import Desk
from core.jobs.alerts import alerts
from core.jobs.follow_ups import follow_ups
from core.jobs.housekeeping import housekeeping

log = logging.getLogger(__name__)


class Bell:
    """A handful of interval jobs; one that is late runs once, one that still runs is not doubled."""

    def __init__(self, desk: Desk, done: Callable[[], object]) -> None:
        """`done` is called after a sweep that did something, from the sweep's thread."""
        self._desk, self._done = desk, done
        self._scheduler = BackgroundScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._scheduler.add_job(self._ring, "interval", seconds=1, args=[follow_ups])
        self._scheduler.add_job(self._ring, "interval", seconds=15, args=[alerts])
        self._scheduler.add_job(self._ring, "interval", hours=1, args=[housekeeping])

    def start(self) -> None:
        """Begin to ring."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more, and let a running sweep finish."""
        self._scheduler.shutdown(wait=True)

    def _ring(self, sweep: Callable[[Desk], Any]) -> None:
        try:
            if sweep(self._desk):
                self._done()
        except Exception:
            log.exception("the sweep %s failed; it is tried again", sweep.__name__)
