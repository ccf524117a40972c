"""Run the desk: channels, turns, deliveries, sweeps and the console, until told to stop."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from fastapi import APIRouter

import bots
from cli.serving import Doors
from console.app import create_app
from console.metrics import Metrics
from console.probes import Probes
from core import clock
from core.actions.advance_clock import advance_clock
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.queries.clock_offset import clock_offset
from core.rules.reader import Reader, build
from core.runtime import Runtime
from core.settings import ConsoleSettings, CoreSettings, EdgeSettings, WrongSettings

log = logging.getLogger(__name__)

READY_WITHIN = 20.0
"""Seconds a platform gets to answer before the desk goes on without it."""


async def run_desk(
    desk: Desk,
    env: Mapping[str, str],
    *,
    roles: frozenset[str],
    on_ready: Callable[[str], None],
    routers: Sequence[APIRouter] = (),
    badge: str | None = None,
) -> None:
    """Run until cancelled. `on_ready` gets the console's address once every channel listens.

    Whatever the roles, the edge is served; the channels' webhooks stand on it where we listen.

    Raises `WrongSettings` for wrong settings of a platform or a port that is taken.
    """
    settings, edge = ConsoleSettings.read(env), EdgeSettings.read(env)
    await _set_clock(desk, env)
    names = bots.enabled(env) if roles & {"intake", "turns", "deliveries"} else []
    channels = {name: bots.open_channel(name, env) for name in names}
    reader = await asyncio.to_thread(_reader, desk) if "turns" in roles else None
    runtime = Runtime(desk, reader, channels)
    silent = partial(runtime.silent, roles)
    probes, metrics = Probes(desk, roles, silent), Metrics(desk, silent)
    console = create_app(
        desk,
        secure_cookies=(settings.public_url or "").startswith("https://"),
        extra_routers=routers,
        badge=badge,
    )
    console.state.platforms = names
    console.state.probes, console.state.metrics = probes, metrics
    doors, running = Doors(), None
    try:
        address = await doors.open_console(console, settings) if "console" in roles else ""
        await doors.open_edge(edge, probes, metrics, channels if "intake" in roles else {})
        running = asyncio.create_task(runtime.run(roles=roles))
        waits = asyncio.create_task(runtime.ready(roles, READY_WITHIN))
        await asyncio.wait({running, waits}, return_when=asyncio.FIRST_COMPLETED)
        if waits.done():
            for name, why in waits.result().items():
                log.error("%s does not answer and is retried for ever: %s", name, why)
            on_ready(address)
        await running
    finally:
        console.state.closing.set()
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        await doors.close()


async def _set_clock(desk: Desk, env: Mapping[str, str]) -> None:
    moved = await asyncio.to_thread(clock_offset, desk)
    if moved and not CoreSettings.read(env).sandbox_clock:
        raise WrongSettings(
            [
                f"DATABASE_URL: this database's clock was moved by {moved} in a sandbox; start with "
                "SANDBOX_CLOCK=1, or use another database"
            ]
        )
    clock.set_offset(moved)


def _reader(desk: Desk) -> Reader:
    return build(desk.library.entries, desk.library.examples)


async def move_clock(desk: Desk, by: timedelta) -> list[tuple[str, str]]:
    """Move business time on and do all that is due then. Returns (ticket number, what), in order."""
    await asyncio.to_thread(advance_clock, desk, by)
    return await asyncio.to_thread(follow_ups, desk)
