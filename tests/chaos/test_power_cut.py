"""R3: the power goes out while the desk commits. What was committed under our pragmas is there."""

import contextlib
import random
import sqlite3
from pathlib import Path

import apsw
import pytest

from core.db import PRAGMAS
from tests.chaos.power import Disk, PowerCut
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
def test_what_was_committed_survives_a_power_cut(synchronous: str, tmp_path: Path) -> None:
    cuts = amount("power cuts")
    rng = random.Random(3)
    lost = acknowledged = cuts_that_lost = 0
    for number in range(cuts):
        folder = tmp_path / str(number)
        folder.mkdir()
        # in every third, long enough for the log to be written back into the file
        writes = rng.randint(40, 400) if number % 3 else rng.randint(2_000, 4_000)
        committed, found = _one_cut(folder, synchronous, writes)
        missing = committed - found
        lost += len(missing)
        acknowledged += len(committed)
        cuts_that_lost += bool(missing)
    record(
        f"R3 synchronous={synchronous}",
        cuts=cuts,
        commits=acknowledged,
        lost=lost,
        cuts_that_lost=cuts_that_lost,
    )
    assert acknowledged > cuts
    if synchronous == "FULL":
        assert lost == 0
    else:
        assert lost > 0


def test_the_desk_syncs_every_commit() -> None:
    """The proof above is about the pragmas that the desk sets, not about ones like them."""
    assert "journal_mode=WAL" in PRAGMAS
    assert "synchronous=FULL" in PRAGMAS


def _one_cut(folder: Path, synchronous: str, writes: int) -> tuple[set[int], set[int]]:
    """Commit until the power is gone. Returns what was committed, and what is there afterwards."""
    path = folder / "desk.db"
    disk = Disk(f"disk-{path}", writes)
    committed: set[int] = set()
    connection = apsw.Connection(str(path), vfs=f"disk-{path}")
    with contextlib.suppress(PowerCut, apsw.Error):
        # without it WAL needs memory that processes share, which a file system in Python has not
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        for pragma in PRAGMAS:
            name = pragma.partition("=")[0]
            connection.execute(
                f"PRAGMA synchronous={synchronous}" if name == "synchronous" else f"PRAGMA {pragma}"
            )
        connection.execute("CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY, text TEXT)")
        for number in range(1, 10_000):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO inbox VALUES (?, ?)", (number, "x" * 500))
            connection.execute("COMMIT")
            committed.add(number)
    # closing would write what a machine without power does not write
    disk.writes = 0
    with contextlib.suppress(PowerCut, apsw.Error):
        connection.close(True)
    disk.cut()
    if not path.exists():
        return committed, set()
    after = sqlite3.connect(path)
    assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    tables = after.execute("SELECT name FROM sqlite_master").fetchall()
    rows = after.execute("SELECT id FROM inbox").fetchall() if tables else []
    after.close()
    return committed, {number for (number,) in rows}
