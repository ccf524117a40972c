"""support demo: the whole desk on emulated platforms, with nothing to set up."""

import asyncio
import os
import signal
import socket
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cli.logs import set_up_logs
from cli.opening import open_desk
from cli.printing import out
from cli.roles import ROLES
from core.actions.add_agent import add_agent
from core.actions.make_login_link import make_login_link
from core.vocabulary import Role

AGENT = "demo"


def demo(
    port: Annotated[int, typer.Option(help="The console's port; 0 takes a free one.")] = int(
        os.environ.get("CONSOLE_PORT", "8080") or 8080
    ),
) -> None:
    """Play customer and agent in a sandbox: emulated platforms, the real desk, one page."""
    set_up_logs(os.environ, "ERROR")
    with tempfile.TemporaryDirectory(prefix="okpay-support-demo-") as folder:
        try:
            asyncio.run(_play(Path(folder), port))
        except KeyboardInterrupt:
            pass
        finally:
            out.print("The sandbox is closed; nothing of it is kept.")


async def _play(folder: Path, port: int) -> None:
    from cli.running import run_desk
    from cli.sandboxed import advancing, clock_route, refuse_outside
    from sandbox.page import sandbox_router
    from sandbox.stage import Stage

    out.print("Setting the stage: emulated Telegram, X and Discord …")
    stage = Stage()
    for emulator in stage.emulators.values():
        emulator.limits = False  # nobody wants to wait for X's fifteen minutes in a demo
    await stage.start()
    (folder / "okpay.toml").touch()  # not the one that may lie in the working directory
    env = stage.environment() | {
        "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "SUPPORT_CONFIG": str(folder / "okpay.toml"),
        "CONSOLE_HOST": "127.0.0.1",
        "CONSOLE_PORT": str(port if _free(port) else 0),
        "EDGE_PORT": "0",
        "TURN_QUIET": "1.5s",
        "X_POLL_INTERVAL": "1s",
        "SANDBOX_CLOCK": "1",
    }
    refuse_outside(env)
    desk = open_desk(env)
    add_agent(desk, AGENT, Role.ADMIN, None)
    link = make_login_link(desk, AGENT)
    routers = [clock_route(desk), sandbox_router(stage, desk, advancing(desk))]
    out.print("Opening the desk …")
    running = asyncio.ensure_future(
        run_desk(
            desk,
            env,
            roles=frozenset(ROLES),
            on_ready=lambda address: _invite(address, link),
            routers=routers,
            badge="SANDBOX",
        )
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass
    finally:
        await stage.stop()
        desk.db.dispose()


def _invite(address: str, link: str) -> None:
    out.print("\nOpen this once in your browser; it signs you in and shows the sandbox:\n")
    print(f"  {address}/login/link?token={link}&next=/sandbox\n", flush=True)
    out.print("Stop with Ctrl+C.")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
