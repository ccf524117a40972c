"""R2: an update is stored before Telegram is told that we have it, through the real client library."""

import asyncio
import random
import sqlite3
from pathlib import Path

import pytest

from sandbox.cast import Person
from sandbox.stage import Stage
from tests.chaos.lives import PATIENCE, Lives
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]
PEOPLE = [Person(f"p{number}") for number in range(20)]


@pytest.mark.parametrize("mode", ["stored", "naive"])
async def test_nothing_is_acknowledged_before_it_is_stored(mode: str, tmp_path: Path) -> None:
    kills, messages = amount("intake kills"), amount("intake messages")
    rng = random.Random(2)
    inbox = tmp_path / "inbox.db"
    stage = Stage()
    await stage.start()
    lives = Lives(stage.environment(), tmp_path, mode, str(inbox), life="intake_life")
    said: list[str] = []
    try:
        for number in range(kills):
            await lives.start()
            share = messages * (number + 1) // kills - messages * number // kills
            for _ in range(share):
                said.append(_say(stage, len(said)))
                await asyncio.sleep(rng.uniform(0, 0.6 / share))
            await asyncio.sleep(rng.uniform(0, 0.4))
            await lives.kill()
        await lives.start()
        await _until_confirmed(stage)
        await asyncio.sleep(1)  # what is only in memory may still be written
        await lives.kill()
    finally:
        await lives.close()
        await stage.stop()
    stored = {key for (key,) in sqlite3.connect(inbox).execute("SELECT external_id FROM inbox")}
    lost = [key for key in said if key not in stored]
    record(f"R2 {mode}", kills=kills, messages=messages, lost=len(lost))
    assert stored <= set(said)
    assert bool(lost) is (mode == "naive"), f"{len(lost)} of {len(said)} lost; {lives.said()}"


def _say(stage: Stage, number: int) -> str:
    person = PEOPLE[number % len(PEOPLE)]
    return stage.emulators["telegram"].customer_says(person, f"message {number}", public=False)


async def _until_confirmed(stage: Stage) -> None:
    """Until Telegram keeps nothing for us any more."""
    async with asyncio.timeout(PATIENCE):
        while len(stage.emulators["telegram"].updates):  # type: ignore[attr-defined]
            await asyncio.sleep(0.05)
