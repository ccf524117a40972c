"""The emulated X on a real server, and tweepy pointed at it."""

from collections.abc import AsyncIterator, Callable

import pytest
from tweepy.asynchronous import AsyncClient

from bots.twitter.host import Host
from console.server import Server
from sandbox.twitter import Emulator

Client = Callable[..., AsyncClient]


@pytest.fixture
async def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
async def base(emulator: Emulator) -> AsyncIterator[str]:
    server = Server(emulator.app)
    await server.start()
    yield server.base
    await server.stop()


@pytest.fixture
async def client(emulator: Emulator, base: str) -> AsyncIterator[Client]:
    host = Host(base, 5.0)

    def make(**wrong: str) -> AsyncClient:
        env = emulator.environment(base) | wrong
        made = AsyncClient(
            env["X_BEARER_TOKEN"],
            env["X_CONSUMER_KEY"],
            env["X_CONSUMER_SECRET"],
            env["X_ACCESS_TOKEN"],
            env["X_ACCESS_TOKEN_SECRET"],
            return_type=dict,
        )
        made.session = host
        return made

    async with host.in_use():
        yield make
