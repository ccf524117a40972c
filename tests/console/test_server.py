import asyncio
import signal
import time

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from console.server import Server


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    while True:
        await socket.send_text(await socket.receive_text())


async def stall(request: Request) -> PlainTextResponse:
    await asyncio.sleep(60)
    return PlainTextResponse("late")


@pytest.fixture
def server() -> Server:
    routes = [Route("/", hello), Route("/stall", stall), WebSocketRoute("/ws", echo)]
    return Server(Starlette(routes=routes))


async def test_it_answers_over_http_and_websocket(server: Server) -> None:
    await server.start()
    assert server.base.startswith("http://127.0.0.1:")
    async with httpx2.AsyncClient(trust_env=False) as client:
        assert (await client.get(server.base)).text == "hello"
    async with connect(server.base.replace("http", "ws") + "/ws", proxy=None) as socket:
        await socket.send("ping")
        assert await socket.recv() == "ping"
    base = server.base
    await server.stop()
    async with httpx2.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(base)


async def test_it_leaves_signals_to_the_program(server: Server) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    await server.start()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    await server.stop()


async def test_a_taken_port_is_told(server: Server) -> None:
    await server.start()
    port = int(server.base.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        await Server(Starlette()).start(port=port)
    await server.stop()


async def test_open_requests_and_sockets_do_not_hold_it_up(server: Server) -> None:
    await server.start()
    async with (
        httpx2.AsyncClient(trust_env=False) as client,
        connect(server.base.replace("http", "ws") + "/ws", proxy=None) as socket,
    ):
        waiting = asyncio.create_task(client.get(server.base + "/stall", timeout=30))
        await socket.send("ping")
        await socket.recv()
        began = time.monotonic()
        await server.stop()
        assert time.monotonic() - began < 5
        with pytest.raises(httpx2.HTTPError):
            (await waiting).raise_for_status()


async def test_it_can_start_again_and_stopping_twice_is_no_harm(server: Server) -> None:
    for _ in range(2):
        await server.start()
        async with httpx2.AsyncClient(trust_env=False) as client:
            assert (await client.get(server.base)).text == "hello"
        await server.stop()
        await server.stop()


async def test_nobody_chooses_the_address_they_come_from() -> None:
    async def who(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{request.client and request.client.host} {request.url.scheme}")

    server = Server(Starlette(routes=[Route("/", who)]))
    await server.start()
    spoofed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    async with httpx2.AsyncClient(trust_env=False) as client:
        assert (await client.get(server.base, headers=spoofed)).text == "127.0.0.1 http"
    await server.stop()
