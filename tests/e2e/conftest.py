"""The real command on emulated platforms: `support run` in a process of its own."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.cast import Person, Said
from sandbox.stage import Stage

PATIENCE = 60.0
"""Seconds until something that must happen is called missing; these machines are shared."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Desk:
    """A desk in a process of its own."""

    def __init__(self, stage: Stage, folder: Path, **settings: str) -> None:
        self.stage = stage
        self.port = free_port()
        clean = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
        self.env = (
            clean
            | stage.environment()
            | {
                "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
                "SUPPORT_CONFIG": str(folder / "okpay.toml"),
                "CONSOLE_PORT": str(self.port),
                "EDGE_PORT": "0",
                "TURN_QUIET": "0.3s",
                "X_POLL_INTERVAL": "0.3s",
                "QUIET_HOURS": "",
                "SANDBOX_CLOCK": "1",
            }
            | settings
        )
        self.folder = folder
        self.log = folder / "log"
        (folder / "okpay.toml").touch()
        self.process: asyncio.subprocess.Process | None = None
        self.errors = ""
        self._token = ""

    async def command(self, *words: str, stdin: str = "") -> str:
        process = await asyncio.create_subprocess_exec(
            *_support(),
            *words,
            env=self.env,
            cwd=self.folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(stdin.encode())
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def start(self, *options: str) -> None:
        """Run it, and return once it is ready."""
        with self.log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                *_support(),
                "run",
                *options,
                env=self.env,
                cwd=self.folder,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
        assert line == b"ready\n", self.log.read_text()[-4000:]

    async def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def api(self, method: str, path: str, **more: Any) -> httpx2.Response:
        if not self._token:
            await self.command(
                "agent", "add", "Mei", "--password-stdin", stdin="a long enough word\n"
            )
            self._token = (await self.command("token", "create", "Mei")).strip()
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            return await client.request(
                method, path, headers={"Authorization": f"Bearer {self._token}"}, timeout=60, **more
            )

    async def tickets(self) -> list[dict[str, Any]]:
        answer = await self.api("GET", "/api/v1/tickets?limit=200")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def heard(self, platform: str, person: Person) -> list[Said]:
        """What the customer got from us."""
        return [one for one in self.stage.emulators[platform].transcript(person) if one.mine]


def _support() -> list[str]:
    return [sys.executable, "-m", "cli.main"]


async def until(what: Callable[[], Any], why: str) -> Any:
    """What `what` returns once it is true. Fails after `PATIENCE` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not (found := what()):
        assert loop.time() < end, why
        await asyncio.sleep(0.05)
    return found


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    for emulator in stage.emulators.values():
        emulator.limits = False
    await stage.start()
    yield stage
    await stage.stop()


@pytest.fixture
async def make_desk(stage: Stage, tmp_path: Path) -> AsyncIterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(**settings: str) -> Desk:
        made.append(Desk(stage, tmp_path, **settings))
        return made[-1]

    yield make
    for desk in made:
        if desk.process is not None and desk.process.returncode is None:
            await desk.stop(signal.SIGKILL)


@pytest.fixture
async def desk(make_desk: Callable[..., Desk]) -> Desk:
    desk = make_desk()
    await desk.start()
    return desk


@pytest.fixture
def wait() -> Callable[..., Any]:
    return until
