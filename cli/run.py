"""support run: the desk at work. The web and the platforms load only once it is asked for."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from cli.environment import environment
from cli.lock import hold_alone
from cli.logs import set_up_logs
from cli.opening import open_desk
from cli.roles import ROLES
from core.desk import Desk
from core.settings import CoreSettings, WrongSettings

if TYPE_CHECKING:
    from fastapi import APIRouter


def run(
    only: Annotated[
        str, typer.Option(help=f"Only these roles, separated by commas: {', '.join(ROLES)}.")
    ] = "",
) -> None:
    """Run the desk: listen, answer, deliver, follow up, and serve the agents' console."""
    from cli.sandboxed import clock_route, refuse_outside

    env = environment()
    settings = CoreSettings.read(env)
    set_up_logs(env, settings.log_level, settings.log_format)
    roles = _roles(only)
    if settings.sandbox_clock:
        refuse_outside(env)
    desk = open_desk(env, to_run=True)
    lock = hold_alone(desk.db)
    routers = [clock_route(desk)] if settings.sandbox_clock else []
    try:
        asyncio.run(_until_told(desk, env, roles, routers))
    finally:
        desk.db.dispose()
        if lock is not None:
            lock.close()


def _roles(only: str) -> frozenset[str]:
    wanted = frozenset(role.strip() for role in only.split(",") if role.strip())
    if unknown := wanted - set(ROLES):
        raise WrongSettings(
            [f"--only: {', '.join(sorted(unknown))} is no role; known: {', '.join(ROLES)}"]
        )
    return wanted or frozenset(ROLES)


async def _until_told(
    desk: Desk, env: dict[str, str], roles: frozenset[str], routers: "list[APIRouter]"
) -> None:
    """Run until SIGTERM or SIGINT; then stop cleanly."""
    from cli.running import run_desk

    desk_task = asyncio.ensure_future(
        run_desk(
            desk,
            env,
            roles=roles,
            on_ready=lambda _address: print("ready", flush=True),
            routers=routers,
            badge="SANDBOX" if routers else None,
        )
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, desk_task.cancel)
    try:
        await desk_task
    except asyncio.CancelledError:
        pass
    except BaseExceptionGroup as group:  # the first error tells enough
        raise group.exceptions[0] from None
