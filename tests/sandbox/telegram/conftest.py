"""The real library's bot, bare, on the emulated Telegram behind a real web server."""

import asyncio
import time

import pytest
import pytest_asyncio
import uvicorn
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox.cast import Person
from sandbox.telegram import Emulator


async def wait_until(condition):
    """Until the condition holds; fails after 8 seconds."""
    deadline = time.monotonic() + 8
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def time_spans(monkeypatch):
    """The library warns of numbers of seconds unless it is told to use time spans."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def until():
    return wait_until


@pytest.fixture
def person():
    return Person("lan", "Lan Wei", "zh")


@pytest.fixture
def emulator():
    return Emulator()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage():
    """One web server for all tests, which serves whatever application stands on its stage."""

    class Stage:
        app = None
        url = ""

        async def __call__(self, scope, receive, send):
            await self.app(scope, receive, send)

    stage = Stage()
    config = uvicorn.Config(stage, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await wait_until(lambda: server.started)
    stage.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield stage
    server.should_exit = True
    # No time limit of its own: a long poll whose bot is gone must not hold the server up.
    await asyncio.wait_for(serving, 5)


@pytest.fixture
def base(stage, emulator):
    """The address under which the emulator is mounted."""
    stage.app = emulator.app
    return stage.url


@pytest_asyncio.fixture(loop_scope="session")
async def bots(base, emulator):
    """Opens bots, by default with the right token."""
    opened = []

    def open_bot(token=emulator.token):
        options = {"httpx_kwargs": {"trust_env": False}, "read_timeout": 10}
        requests = [HTTPXRequest(**options), HTTPXRequest(**options)]
        opened.extend(requests)
        return Bot(token, f"{base}/bot", f"{base}/file/bot", *requests)

    yield open_bot
    for request in opened:
        await request.shutdown()


@pytest.fixture
def bot(bots):
    return bots()
