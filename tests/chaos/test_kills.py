"""R1: kill -9 anywhere. Nothing lost, nothing twice, nothing out of order, nothing hushed up."""

import time

import pytest

from tests.chaos.killing import playing
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]
SEED = 20261122
TWINS = (
    ("acknowledge_before_storing", "lost"),
    ("store_copies", "unexplained duplicates"),
    ("resend_without_counting", "unexplained duplicates"),
)


async def test_killed_anywhere(url: str, engine: str, tmp_path) -> None:
    kills, messages = amount("desk kills"), amount("desk messages")
    began = time.monotonic()
    async with playing(url, tmp_path, messages, seed=SEED) as play:
        await play.greet()
        await play.kill(kills, messages, cold=amount("cold starts"))
        killed = time.monotonic()
        verdict = await play.settle()
    record(
        f"R1 {engine}",
        kills=kills,
        **verdict.figures(),
        replies=play.agent.replies,
        seconds=round(killed - began),
        drained=round(time.monotonic() - killed),
    )
    assert verdict.good, verdict.told()


@pytest.mark.parametrize(("sabotage", "wrong"), TWINS[: amount("twins")])
async def test_the_harness_sees_sabotage(
    sqlite_url: str, tmp_path, sabotage: str, wrong: str
) -> None:
    kills = amount("twin kills")
    async with playing(sqlite_url, tmp_path, kills * 20, sabotage, seed=SEED) as play:
        await play.greet()
        await play.kill(kills, kills * 20)
        verdict = await play.settle(within=6)
    record(f"R1 twin: {sabotage}", kills=kills, **verdict.figures())
    assert verdict.wrongs()[wrong], verdict.told()
