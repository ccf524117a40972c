"""What platforms do to us: away, overrun, answers lost, resuming refused, updates twice and mixed up.

Every fault strikes all platforms that have it while customers go on writing; then it ends, and the
seconds until each platform gets its next answer are measured.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.faults import FaultKind
from sandbox.phones import PLATFORMS
from sandbox.stage import Stage
from tests.chaos.killing import Play, playing
from tests.chaos.lives import PATIENCE
from tests.chaos.report import record
from tests.chaos.scale import amount

pytestmark = [pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(0)]
Fault = Callable[[Stage], contextlib.AbstractContextManager[None]]


def _switched(*names: str) -> Fault:
    """These switches on, on every platform that has them."""

    @contextlib.contextmanager
    def on(stage: Stage) -> Iterator[None]:
        every = stage.emulators.values()
        found = [(one, name) for one in every for name in names if hasattr(one, name)]
        assert found, f"no platform has a switch {names}"
        for one, name in found:
            setattr(one, name, True)
        yield
        for one, name in found:
            setattr(one, name, False)

    return on


def _sendings(kind: FaultKind) -> Fault:
    """Every second sending goes wrong that way."""

    @contextlib.contextmanager
    def on(stage: Stage) -> Iterator[None]:
        for name, emulator in stage.emulators.items():
            emulator.faults.add(kind, PLATFORMS[name].sending, times=10**6, retry_after=2)
            strike = emulator.faults.strike
            emulator.faults.strike = _every_second(strike)  # type: ignore[method-assign]
        yield
        for emulator in stage.emulators.values():
            emulator.faults.clear()

    return on


@contextlib.contextmanager
def _dead_resume(stage: Stage) -> Iterator[None]:
    """The gateway breaks, and the address that it gave for resuming answers no more."""
    discord: Any = stage.emulators["discord"]
    assert discord.resume_dead is False
    discord.resume_dead = True
    discord.gateway.drop()
    yield
    discord.resume_dead = False


AWAY = "platforms down"
FAULTS: dict[str, Fault] = {
    AWAY: _switched("down"),
    "429 storm": _sendings(FaultKind.RATE_LIMITED),
    "answers lost after their effect": _sendings(FaultKind.DROP_AFTER),
    "dead resume address": _dead_resume,
    "updates doubled and shuffled": _switched("doubling", "shuffling"),
}


@pytest.mark.parametrize("fault", list(FAULTS)[: amount("faults")])
async def test_a_fault_loses_nothing(fault: str, sqlite_url: str, tmp_path: Path) -> None:
    messages = amount("fault messages")
    seconds = amount("outage seconds" if fault == AWAY else "storm seconds")
    async with playing(sqlite_url, tmp_path, messages, seed=9) as play:
        await play.greet()
        await play.calm()
        with FAULTS[fault](play.stage):
            for number in range(messages):
                play.crowd.speak()
                await asyncio.sleep(seconds / messages)
                if number % 5 == 0:
                    await asyncio.to_thread(play.agent.answer)
        again = await _answered(play)
        ended = time.monotonic()
        verdict = await play.rest()
    record(
        f"fault: {fault}",
        lasted_s=seconds,
        **verdict.figures(),
        first_answer_s=again,
        settled_s=round(time.monotonic() - ended, 1),
    )
    assert verdict.good, verdict.told()


async def _answered(play: Play) -> dict[str, float]:
    """Seconds until somebody on each platform, who writes just now, gets an answer."""
    before = {one.platform: len(play.crowd.screen(one)) for one in play.crowd.probes}
    for probe in play.crowd.probes:
        play.crowd.say(probe, public=False, text="Is OKPay safe?")
    began, took = time.monotonic(), dict[str, float]()
    while len(took) < len(before):
        passed = time.monotonic() - began
        assert passed < PATIENCE, f"only {took} answered; {play.lives.said()}"
        for probe in play.crowd.probes:
            name = probe.platform
            if name not in took and len(play.crowd.screen(probe)) > before[name]:
                took[name] = round(passed, 1)
        await asyncio.sleep(0.05)
    return took


def _every_second(strike: Callable[[str], Any]) -> Callable[[str], Any]:
    """Lets every second request pass that would have been struck."""
    struck = 0

    def choose(request: str) -> Any:
        nonlocal struck
        fault = strike(request)
        if fault is None:
            return None
        struck += 1
        return fault if struck % 2 else None

    return choose
