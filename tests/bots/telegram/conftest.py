"""The adapter against the emulated Telegram, served by a real web server on loopback."""

import asyncio
import contextlib
import time

import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route

from bots.telegram.channel import TelegramChannel
from bots.telegram.line import Waits
from bots.telegram.settings import TelegramSettings
from core.channel import Account, Choice, Outbound, Place, Request
from core.vocabulary import Visibility
from sandbox.cast import Person
from sandbox.telegram import Emulator

SECRET = "sandbox-secret"


class Desk:
    """Takes what the adapter hands over, and can fail at it."""

    def __init__(self):
        self.inbox = []
        self.offered = []
        self.failures = 0

    async def receive(self, inbound):
        self.offered.append(inbound)
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.inbox.append(inbound)


class Door:
    """The web server to which Telegram posts: hands requests to the first webhook of a channel."""

    def __init__(self):
        self.channel = None  #: none: the server behind the address is gone
        self.statuses = []

    async def serve(self, request):
        answer = None
        if self.channel is not None:
            (webhook,) = self.channel.webhooks
            assert request.url.path == webhook.path
            query, headers = dict(request.query_params), dict(request.headers)
            answer = await webhook.handle(
                Request(request.method, headers, query, await request.body())
            )
        status = answer.status if answer else 502
        self.statuses.append(status)
        return Response(status_code=status)


async def wait_until(condition):
    """Until the condition holds; fails after 8 seconds."""
    deadline = time.monotonic() + 8
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.005)


@pytest.fixture
def until():
    return wait_until


@pytest.fixture
def person():
    return Person("lan", "Lan Wei", "zh")


@pytest.fixture
def me():
    return Account("100000001", "okpay_sandbox_bot", "OKPay Support")


@pytest.fixture
def emulator():
    emulator = Emulator()
    yield emulator
    emulator.push.close()


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
def door():
    return Door()


@pytest.fixture
def base(stage, emulator, door):
    """The address under which the emulator is mounted."""
    posts = Route("/hook", door.serve, methods=["GET", "POST"])
    stage.app = Starlette(routes=[Mount("/telegram", emulator.app), posts])
    return f"{stage.url}/telegram"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def build(emulator, base):
    """A channel to the emulator; the seconds it waits can be named."""

    def build(waits=None, **changed):
        settings = TelegramSettings.read({**emulator.environment(base), **changed})
        usual = {"poll": 5, "answer": 10, "conflict": 0.5, "look": 0.1}
        return TelegramChannel(settings, Waits(**usual | (waits or {})))

    return build


@pytest.fixture
def build_webhook(build, stage, door):
    """A channel in webhook mode, which the door leads to."""

    def build_webhook(waits=None, **changed):
        url = f"{stage.url}/hook"
        mode = {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_URL": url}
        door.channel = build(waits, **{**mode, "TELEGRAM_WEBHOOK_SECRET": SECRET, **changed})
        return door.channel

    return build_webhook


@contextlib.asynccontextmanager
async def running_channel(channel, desk):
    task = asyncio.create_task(channel.run(desk.receive, {}))
    listening = asyncio.create_task(channel.listening.wait())
    await asyncio.wait((task, listening), return_when=asyncio.FIRST_COMPLETED, timeout=8)
    listening.cancel()
    if task.done():
        task.result()
    try:
        yield task
    finally:
        task.cancel()
        started = time.monotonic()
        await asyncio.gather(task, return_exceptions=True)
        assert time.monotonic() - started < 2, "stopping took too long"


@pytest.fixture
def running():
    """`async with running(channel, desk)`: the channel listens inside."""
    return running_channel


@pytest_asyncio.fixture(loop_scope="session")
async def channel(build, desk):
    """A channel that listens."""
    channel = build()
    async with running_channel(channel, desk):
        yield channel


@pytest.fixture
def private(person):
    """Builds a private message to the person."""

    def build(text="您好", choices=(), **more):
        number = person.id_on("telegram")
        place = Place(Visibility.DIRECT, number)
        choices = tuple(Choice(*choice) for choice in choices)
        return Outbound("d1", place, number, text, choices, **more)

    return build


@pytest.fixture
def public(person, emulator):
    """Builds a public answer in the group."""

    def build(text="Hello", **more):
        place = Place(Visibility.PUBLIC, str(emulator.world.group.id))
        return Outbound("d1", place, person.id_on("telegram"), text, **more)

    return build
