"""R6: updates made wrong. None is unhandled, none stops what comes after it."""

import asyncio
import contextlib
import logging
import random
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

import bots
from core import schema
from core.db import Database
from core.desk import Desk
from core.library import load
from core.models import Message
from core.models.channel import Quarantined
from core.policy import Policy
from core.runtime import Runtime
from sandbox.cast import Person
from sandbox.stage import Stage
from tests.chaos.lives import PATIENCE
from tests.chaos.mutants import pushers
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]
INTAKE = frozenset({"intake"})
BATCH = 25
"""Wrong updates of a platform before a good one."""


async def test_what_is_wrong_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rng = random.Random(6)
    stage = Stage()
    for emulator in stage.emulators.values():
        emulator.limits = False
    await stage.start()
    db = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    schema.upgrade(db)
    env = stage.environment() | {"X_POLL_INTERVAL": "0.2s"}
    channels = {name: bots.open_channel(name, env) for name in bots.enabled(env)}
    runtime = Runtime(Desk(db, Policy(), load()), None, channels)
    caplog.set_level(logging.WARNING)
    running = asyncio.create_task(runtime.run(roles=INTAKE))
    push, pushed, waits = pushers(stage, rng), 0, []
    try:
        assert await runtime.ready(INTAKE, PATIENCE) == {}
        for number in range(-(-amount("mutations") // BATCH // len(push))):
            for _ in range(BATCH):
                for one in push.values():
                    one()
                    pushed += 1
            waits.append(await _good(stage, db, number))
        assert not running.done()
        assert runtime.silent(INTAKE) == {}
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await stage.stop()
    with db.reading() as session:
        kept = session.scalar(sa.select(sa.func.count()).select_from(Quarantined))
        heard = session.scalar(sa.select(sa.func.count()).select_from(Message))
    db.dispose()
    unhandled = [
        line.getMessage() for line in caplog.records if line.exc_info or line.levelname == "ERROR"
    ]
    restarts = [
        line.getMessage() for line in caplog.records if line.name == "core.runtime.listening"
    ]
    record(
        "R6",
        mutated=pushed,
        unhandled=len(unhandled),
        restarts=len(restarts),
        quarantined=kept,
        read_all_the_same=(heard or 0) - len(waits) * len(push),
        next_good_longest_s=round(max(waits), 2),
        next_good_median_s=round(sorted(waits)[len(waits) // 2], 2),
    )
    assert (unhandled[:5], restarts[:5]) == ([], [])
    assert kept


async def _good(stage: Stage, db: Database, number: int) -> float:
    """A good message on every platform; the seconds until all of them are stored."""
    person = Person(f"good{number % 50}", "Good")
    began = time.monotonic()
    sent = [
        emulator.customer_says(person, f"Is OKPay safe? {number}", public=False)
        for emulator in stage.emulators.values()
    ]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(_stored, db, sent) < len(sent):
                await asyncio.sleep(0.01)
            return time.monotonic() - began
    raise AssertionError(
        f"only {_stored(db, sent)} of {len(sent)} good ones came after batch {number}"
    )


def _stored(db: Database, sent: list[str]) -> int:
    with db.reading() as session:
        found = sa.select(sa.func.count()).select_from(Message)
        return session.scalar(found.where(col(Message.external_id).in_(sent))) or 0
