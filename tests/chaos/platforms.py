"""Platforms as chaos needs them: answers take a moment, and there is plenty of everything.

While an answer waits the effect is there: the moment at which a kill leaves a sending in doubt.
"""

import asyncio
import random
import re
import time
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.phones import PLATFORMS
from sandbox.stage import Stage


class Slow:
    """An ASGI layer that keeps back the answers to requests that send a message."""

    def __init__(self, app: ASGIApp, where: str, longest: float, rng: random.Random) -> None:
        self.app = app
        self._where, self._longest, self._rng = re.compile(where), longest, rng

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and let the answer wait."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not self._where.search(f"{scope['method']} {path}"):
            await self.app(scope, receive, send)
            return
        wait = self._rng.uniform(0, self._longest)

        async def later(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(wait)
            await send(message)

        await self.app(scope, receive, later)


class Plenty:
    """Tells, where the platform tells nothing, that far more may be sent than it publishes."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, with headers."""

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                told = {"limit": 1_000_000, "remaining": 999_999, "reset": int(time.time()) + 900}
                for name in self._names:
                    for word, value in told.items():
                        headers.setdefault(f"{name}-{word}", str(value))
            await send(message)

        await self.app(scope, receive, telling)


HEADERS = {"twitter": ("x-rate-limit", "x-user-limit-24hour")}
"""How a platform tells of its limits, where its adapter goes by that."""


def prepare(stage: Stage, longest: float, rng: random.Random) -> None:
    """Make the platforms of a stage that has not started slow to answer, and generous."""
    for name, emulator in stage.emulators.items():
        emulator.limits = False
        emulator.app.add_middleware(Plenty, names=HEADERS.get(name, ()))
        sending = PLATFORMS[name].sending
        emulator.app.add_middleware(Slow, where=sending, longest=longest, rng=rng)
