"""What only a sandbox may do, and the check that this is one."""

import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter

import bots
from cli.running import move_clock
from core import clock
from core.desk import Desk
from core.settings import ConsoleSettings, WrongSettings


def refuse_outside(env: Mapping[str, str]) -> None:
    """Raises `WrongSettings` unless every platform and the console are on loopback."""
    lines = [
        f"SANDBOX_CLOCK: {name} talks to {urlsplit(url).hostname}, which is not loopback; "
        "a sandbox must not reach real customers"
        for name in bots.enabled(env)
        for url in bots.loopback_urls(name, env)
        if not is_loopback(urlsplit(url).hostname or "")
    ]
    host = ConsoleSettings.read(env).host
    if not is_loopback(host):
        lines.append(f"CONSOLE_HOST: {host} is not loopback, which SANDBOX_CLOCK needs")
    if lines:
        raise WrongSettings(lines)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and nothing else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def clock_route(desk: Desk) -> APIRouter:
    """POST /sandbox/clock for this desk."""
    from sandbox.clock import clock_router

    return clock_router(advancing(desk))


def advancing(desk: Desk):  # type: ignore[no-untyped-def]
    """How this desk's clock moves on, and what it tells of it."""
    from sandbox.clock import Advanced

    async def advance(by: timedelta) -> Advanced:
        done = await move_clock(desk, by)
        return Advanced(clock.now(), [f"{number}: {what}" for number, what in done])

    return advance
