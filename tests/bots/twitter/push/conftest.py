"""The emulated X on one side, an edge server of ours on the other, and a push between them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import Response
from starlette.routing import Route
from tweepy.asynchronous import AsyncClient

from bots.twitter.host import Host
from bots.twitter.push import Push
from bots.twitter.settings import read_settings
from console.server import Server
from core.channel import Account, Request
from sandbox.twitter import Emulator

PATIENCE = 10.0
PATH = "/hooks/x"


class Edge:
    """Stands where the edge server stands: puts a request to the webhook of its path."""

    def __init__(self) -> None:
        self.push: Push | None = None
        self.answers: list[int] = []
        self.app = Starlette(routes=[Route(PATH, self._pass_on, methods=["GET", "POST", "PUT"])])

    async def _pass_on(self, asked: Asked) -> Response:
        assert self.push is not None
        (hook,) = self.push.webhooks
        assert hook.path == asked.url.path
        headers = {name.lower(): value for name, value in asked.headers.items()}
        query = dict(asked.query_params)
        request = Request(asked.method, headers, query, await asked.body())
        answer = await hook.handle(request)
        self.answers.append(answer.status)
        return Response(answer.body, answer.status, headers=dict(answer.headers))


class Bench:
    """An emulated X, an edge server, and a push between them."""

    def __init__(self, emulator: Emulator, base: str, edge: Edge, edge_base: str) -> None:
        self.emulator = emulator
        self.edge = edge
        self.url = edge_base + PATH
        self.env = emulator.environment(base)
        self.host = Host(base, 5.0)
        self.got: list[tuple[str, Mapping[str, Any]]] = []
        self.refusals = 0
        self.account: Account | None = Account(emulator.account.id, emulator.account.username)
        self.running: list[asyncio.Task[None]] = []

    async def hand(self, kind: str, payload: Mapping[str, Any]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("the disk is full")
        self.got.append((kind, payload))

    def push(self, mode: str, *, url: str = "", silence: float = 30.0) -> Push:
        client = AsyncClient(
            self.env["X_BEARER_TOKEN"],
            self.env["X_CONSUMER_KEY"],
            self.env["X_CONSUMER_SECRET"],
            self.env["X_ACCESS_TOKEN"],
            self.env["X_ACCESS_TOKEN_SECRET"],
            return_type=aiohttp.ClientResponse,
        )
        client.session = self.host
        address = {"X_WEBHOOK_URL": url or self.url} if mode == "webhook" else {}
        settings = read_settings(self.env | {"X_PUSH": mode} | address)
        made = Push(client, settings, lambda: self.account, self.hand, silence=silence)
        self.edge.push = made
        return made

    async def start(self, mode: str, **more: Any) -> Push:
        """A push that is up."""
        push = self.push(mode, **more)
        self.running.append(asyncio.create_task(push.run()))
        async with asyncio.timeout(PATIENCE):
            await push.up.wait()
        return push

    async def stop(self) -> None:
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
        self.running.clear()

    async def until(self, done: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not done():
                await asyncio.sleep(0.01)

    def texts(self) -> list[str]:
        return [str(payload["text"]) for _, payload in self.got]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the back-off."""
    monkeypatch.setattr("bots.twitter.push._SHORTEST", 0.05)


@pytest.fixture
async def there() -> AsyncIterator[Bench]:
    emulator, edge = Emulator(), Edge()
    emulator.keep_alive = 0.1
    x, ours = Server(emulator.app), Server(edge.app)
    await x.start()
    await ours.start()
    bench = Bench(emulator, x.base, edge, ours.base)
    async with bench.host.in_use():
        yield bench
        await bench.stop()
    await ours.stop()
    await x.stop()
