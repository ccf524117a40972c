"""A victim: the sweep over due follow-ups, on a clock that somebody else moves.

`CHAOS_CONDITIONS` as for the whole desk.
"""

import importlib
import os
import sys
import time

from core import clock, library
from core.db import Database
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.queries.clock_offset import clock_offset
from tests.chaos.waiting import POLICY


def warm() -> None:
    """Load what the sweep speaks from."""
    loaded = library.load()
    library.load = lambda _directory=None: loaded
    for name in filter(None, os.environ.get("CHAOS_CONDITIONS", "").split(",")):
        getattr(importlib.import_module("tests.chaos.conditions"), name)()


def live() -> None:
    """Sweep until killed."""
    desk = Desk(Database(sys.argv[1]), POLICY, library.load())
    while True:
        clock.set_offset(clock_offset(desk))
        follow_ups(desk)
        time.sleep(0.01)
