"""Run the desk: channels, turns, deliveries, sweeps and the console, until told to stop."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from fastapi import APIRouter

import bots
from console.app import create_app
from console.server import Server
from core import clock
from core.actions.advance_clock import advance_clock
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.queries.clock_offset import clock_offset
from core.rules.reader import build
from core.runtime import Runtime
from core.settings import ConsoleSettings, CoreSettings, WrongSettings

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

    Raises `WrongSettings` for wrong settings of a platform or a port that is taken.
    """
    settings = ConsoleSettings.read(env)
    moved = await asyncio.to_thread(clock_offset, desk)
    if moved and not CoreSettings.read(env).sandbox_clock:
        raise WrongSettings(
            [
                f"DATABASE_URL: this database's clock was moved by {moved} in a sandbox; start with "
                "SANDBOX_CLOCK=1, or use another database"
            ]
        )
    clock.set_offset(moved)
    names = bots.enabled(env) if roles & {"intake", "turns", "deliveries"} else []
    channels = {name: bots.open_channel(name, env) for name in names}
    reader = await asyncio.to_thread(build, desk.library.entries, desk.library.examples)
    runtime = Runtime(desk, reader, channels)
    console = create_app(
        desk,
        secure_cookies=(settings.public_url or "").startswith("https://"),
        extra_routers=routers,
        badge=badge,
    )
    console.state.platforms = names
    server = Server(console, lifespan=True)
    if "console" in roles:
        try:
            await server.start(settings.host, settings.port)
        except OSError as error:
            raise WrongSettings(
                [
                    f"CONSOLE_PORT: {settings.host}:{settings.port} cannot be used "
                    f"({error.strerror}); choose another port"
                ]
            ) from None
    running = asyncio.create_task(runtime.run(roles=roles))
    try:
        silent = asyncio.create_task(runtime.ready(roles, READY_WITHIN))
        await asyncio.wait({running, silent}, return_when=asyncio.FIRST_COMPLETED)
        if silent.done():
            for name, why in silent.result().items():
                log.error("%s does not answer and is retried for ever: %s", name, why)
            on_ready(server.base if "console" in roles else "")
        await running
    finally:
        console.state.closing.set()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await server.stop()


async def move_clock(desk: Desk, by: timedelta) -> list[tuple[str, str]]:
    """Move business time on and do all that is due then. Returns (ticket number, what), in order."""
    await asyncio.to_thread(advance_clock, desk, by)
    return await asyncio.to_thread(follow_ups, desk)
