"""R5: days of follow-ups, each exactly once and never early, across kills and jumps of the clock."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from core import clock, schema
from core.actions.advance_clock import advance_clock
from core.db import Database
from core.desk import Desk
from core.library import load
from core.models import Ticket
from tests.chaos.lives import PATIENCE, Lives
from tests.chaos.report import record
from tests.chaos.scale import amount
from tests.chaos.waiting import POLICY, STEPS, Kept, fill, look

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]
TWIN = 100
"""Tickets of the twin."""
BACK = timedelta(minutes=7)
"""How far the clock is set back now and then, as a wrong time server does."""


@pytest.fixture
async def desk(url: str) -> AsyncIterator[Desk]:
    db = Database(url)
    schema.upgrade(db)
    yield Desk(db, POLICY, load())
    db.dispose()
    clock.set_offset(timedelta(0))


async def test_every_follow_up_once_and_never_early(
    desk: Desk, engine: str, url: str, tmp_path: Path
) -> None:
    wanted = amount("follow-ups") if engine == "sqlite" else amount("follow-ups") // 10
    kept = await _days(desk, Lives({}, tmp_path, url, life="sweep_life"), wanted // STEPS)
    record(
        f"R5 {engine}",
        follow_ups=kept.done,
        kills=amount("sweep kills"),
        days=amount("days"),
        missing=len(kept.missing),
        twice=len(kept.twice),
        early=len(kept.early),
    )
    assert kept.done >= wanted // STEPS * STEPS
    assert (kept.missing, kept.twice, kept.early) == ([], [], [])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_telling_before_committing_doubles(desk: Desk, url: str, tmp_path: Path) -> None:
    env = {"CHAOS_CONDITIONS": "tell_before_committing"}
    kept = await _days(desk, Lives(env, tmp_path, url, life="sweep_life"), TWIN)
    record("R5 twin: tell_before_committing", follow_ups=kept.done, twice=len(kept.twice))
    assert kept.twice


async def _days(desk: Desk, lives: Lives, tickets: int) -> Kept:
    """Let the days pass over so many tickets while the sweep is killed and started again."""
    kills, days = amount("sweep kills"), timedelta(days=amount("days"))
    rng = random.Random(5)
    fill(desk, tickets, clock.now(), days, rng)
    moved = timedelta(0)
    try:
        for _ in range(kills):
            await lives.start()
            for _ in range(3):
                by = rng.uniform(0, 2) * (days - moved) / 3 / kills
                by = -BACK if rng.random() < 0.05 else max(by, days / kills / 3)
                await asyncio.to_thread(advance_clock, desk, by)
                moved += by
                await asyncio.sleep(rng.uniform(0.02, 0.15))
            await lives.kill()
        await lives.start()
        await asyncio.to_thread(advance_clock, desk, max(days - moved, days / 10) + BACK)
        async with asyncio.timeout(PATIENCE + tickets / 20):
            while await asyncio.to_thread(_waiting, desk):
                await asyncio.sleep(0.2)
        await lives.kill()
    finally:
        await lives.close()
    return look(desk)


def _waiting(desk: Desk) -> int:
    with desk.db.reading() as session:
        waiting = sa.select(sa.func.count()).where(col(Ticket.due_at).is_not(None))
        return session.scalar(waiting) or 0
