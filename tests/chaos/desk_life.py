"""A victim: the whole desk, as `support run` runs it.

`CHAOS_CONDITIONS` names changes to it (`tests.chaos.conditions`), separated by commas.
"""

import importlib
import os
import sys

from core import library
from core.rules import learned


def warm() -> None:
    """Do the costly things once, before anybody takes their names from their modules."""
    loaded = library.load()
    reader = learned.build(loaded.entries, loaded.examples)
    library.load = lambda _directory=None: loaded
    learned.build = lambda _entries, _examples: reader
    for name in ("cli.main", "cli.running", "cli.sandboxed", "bots"):
        importlib.import_module(name)
    for platform in sys.modules["bots"].platforms():
        importlib.import_module(f"bots.{platform}.channel")
    for name in filter(None, os.environ.get("CHAOS_CONDITIONS", "").split(",")):
        getattr(importlib.import_module("tests.chaos.conditions"), name)()


def live() -> None:
    """Be the command."""
    sys.argv[0] = "support"
    sys.modules["cli.main"].main()
