"""Push as part of the channel: events of the emulated X beside the polling of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import Response
from starlette.routing import Route

from bots.twitter.channel import TwitterChannel
from console.server import Server
from core.channel import Message, Request

SLOW = {"X_POLL_INTERVAL": "1h"}  # what arrives was told
PATH = "/hooks/x"


class Edge:
    """Stands where the edge server stands."""

    def __init__(self) -> None:
        self.channel: TwitterChannel | None = None
        self.answers: list[int] = []
        app = Starlette(routes=[Route(PATH, self._pass_on, methods=["GET", "POST"])])
        self.server = Server(app)

    async def _pass_on(self, asked: Asked) -> Response:
        assert self.channel is not None
        (hook,) = self.channel.webhooks
        headers = {name.lower(): value for name, value in asked.headers.items()}
        request = Request(asked.method, headers, dict(asked.query_params), await asked.body())
        answer = await hook.handle(request)
        self.answers.append(answer.status)
        return Response(answer.body, answer.status, headers=dict(answer.headers))


@pytest.fixture
async def edge() -> AsyncIterator[Edge]:
    edge = Edge()
    await edge.server.start()
    yield edge
    await edge.server.stop()


async def until(done):
    async with asyncio.timeout(60):
        while not done():
            await asyncio.sleep(0.01)


async def told(bench, channel):
    """The channel, listening and being told."""
    await bench.run(channel)
    async with asyncio.timeout(10):
        await channel._intake._push.up.wait()
    return channel


def handed(bench):
    return [each for each in bench.desk.got if isinstance(each, Message)]


@pytest.fixture(params=["webhook", "stream"])
async def pushed(request, bench, edge):
    env = {"X_PUSH": request.param} | SLOW
    if request.param == "webhook":
        env["X_WEBHOOK_URL"] = edge.server.base + PATH
    edge.channel = bench.channel(**env)
    return await told(bench, edge.channel)


async def test_messages_and_mentions_arrive_without_asking(bench, pushed, mei):
    ids = [bench.emulator.customer_says(mei, "hello", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
    mention, direct = (bench.desk.messages()[each] for each in ids)
    assert mention.author == direct.author
    assert (mention.text, direct.text) == ("@OKPaySupport hello", "hello")
    assert bench.desk.memory["seen.direct"] == direct.sent_at.isoformat()
    assert pushed.troubles == {}


async def test_what_was_told_is_not_handed_over_again(bench, pushed, mei, clock):
    bench.emulator.doubling = True
    ids = [bench.emulator.customer_says(mei, "hello", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
    clock(timedelta(hours=2))  # both feeds are read now
    later = [bench.emulator.customer_says(mei, "again", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(later) <= set(bench.desk.messages()))
    assert len(handed(bench)) == len(bench.desk.messages()) == 4


async def test_what_could_not_be_stored_is_found_by_reading(bench, pushed, mei, clock):
    bench.desk.refusals = 1
    message = bench.emulator.customer_says(mei, "keep this", public=False)
    await until(lambda: bench.desk.refusals == 0)
    clock(timedelta(hours=2))
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_messages_are_read_seldom_while_they_are_told(bench, mei):
    channel = await told(bench, bench.channel(X_PUSH="stream"))
    messages, mentions = channel._intake._pollers
    assert (messages.wait(), mentions.wait()) == (300, 0.02)
    channel._intake._push.up.clear()
    assert messages.wait() == 0.02


async def test_without_access_to_push_reading_goes_on(bench, mei):
    bench.emulator.push_forbidden = True
    channel = await bench.run(bench.channel(X_PUSH="stream"))
    await until(lambda: "push" in channel.troubles)
    assert "X_PUSH=off" in channel.troubles["push"]
    message = bench.emulator.customer_says(mei, "hello", public=False)
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_push_reaches_us_while_messages_cannot_be_read(bench, mei, clock):
    channel = await told(bench, bench.channel(X_PUSH="stream"))
    bench.emulator.dm_forbidden = True
    async with asyncio.timeout(60):  # a reading may have been under way when the right was taken
        while "direct" not in channel.troubles:
            clock(timedelta(minutes=5))
            await asyncio.sleep(0.3)
    message = bench.emulator.customer_says(mei, "hello", public=False)
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_before_it_runs_a_webhook_is_not_answered(bench, edge):
    channel = bench.channel(X_PUSH="webhook", X_WEBHOOK_URL=edge.server.base + PATH)
    (hook,) = channel.webhooks
    assert hook.path == PATH
    answer = await hook.handle(Request("POST", {}, {}, b"{}"))
    assert answer.status in (403, 503)
    assert bench.channel().webhooks == ()
