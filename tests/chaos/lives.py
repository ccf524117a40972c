"""A program as a victim: one life after the other, each ended by kill -9.

Starting the command anew costs seconds of importing, so most lives are forks of a parent that has
imported everything (`tests.chaos.nursery`); one in ten is the real command from nothing.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 60.0
"""Seconds until something that must happen is called missing; these machines are shared."""


class Lives:
    """Starts and kills one victim at a time."""

    def __init__(
        self, env: Mapping[str, str], folder: Path, *words: str, life: str = "desk_life"
    ) -> None:
        """`life` is the module of the victim, `words` what its command line says."""
        clean = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
        self._env = clean | dict(env)
        self._folder = folder
        self._life, self._words = life, words
        self._nursery: asyncio.subprocess.Process | None = None
        self._cold: asyncio.subprocess.Process | None = None
        self._pid = 0
        self.log = folder / "log"

    async def start(self) -> None:
        """Begin a life as a fork. Returns as soon as it is born, long before it is ready."""
        if self._nursery is None:
            self._nursery = await self._spawn("tests.chaos.nursery", self._life)
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(b"live\n")
        self._pid = int((await self._line(self._nursery, b"born ")).split()[1])

    async def start_cold(self) -> None:
        """Begin a life as the real command."""
        self._cold = await self._spawn("cli.main")
        self._pid = self._cold.pid

    async def ready(self) -> None:
        """Wait until this life says that it listens."""
        process = self._cold or self._nursery
        assert process is not None
        await self._line(process, b"ready")

    async def kill(self, number: int = signal.SIGKILL) -> int:
        """End this life. Returns how it ended, as `wait` tells it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, number)
        async with asyncio.timeout(PATIENCE):
            if self._cold is not None:
                code = await self._cold.wait()
                self._cold = None
                return code
            assert self._nursery is not None
            return int((await self._line(self._nursery, b"dead ")).split()[1])

    async def close(self) -> None:
        """End everything that was started."""
        for process in (self._cold, self._nursery):
            if process is not None and process.returncode is None:
                process.kill()  # its child dies with it
                await process.wait()
        self._cold = self._nursery = None

    def said(self) -> str:
        """The end of what the lives wrote to their log."""
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    async def _spawn(self, *module: str) -> asyncio.subprocess.Process:
        with self.log.open("a") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *module,
                *self._words,
                env=self._env,
                cwd=self._folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def _line(self, process: asyncio.subprocess.Process, start: bytes) -> str:
        """The next line that starts so; what came before it is of no interest."""
        assert process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                while not (line := await process.stdout.readline()).startswith(start):
                    ended = not line or line.startswith(b"dead")
                    assert not ended, f"it ended by itself: {self.said()}"
        except TimeoutError:
            raise AssertionError(f"no '{start.decode()}': {self.said()}") from None
        return line.decode()
