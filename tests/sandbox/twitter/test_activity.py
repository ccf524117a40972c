"""The emulated X Activity API: webhooks, subscriptions and the stream, seen through tweepy."""

import asyncio
import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import tweepy
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.server import Server
from sandbox.cast import Person
from sandbox.twitter import Emulator

MEI, TOM = Person("mei_lin", "Mei Lin"), Person("tom", "Tom")


class App:
    """Somebody's web app: answers challenges with a secret and keeps what it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.secret = b""
        self.challenges = 0
        self.told: list[dict[str, Any]] = []
        self.status = 200
        self.app = Starlette(routes=[Route("/hook", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request: Request) -> Response:
        if request.method == "GET":
            self.challenges += 1
            token = request.query_params["crc_token"]
            return JSONResponse({"response_token": self.signature(token.encode())})
        body = await request.body()
        assert request.headers["x-twitter-webhooks-signature"] == self.signature(body)
        self.told.append(json.loads(body)["data"])
        return Response(status_code=self.status)

    def signature(self, message: bytes) -> str:
        digest = hmac.new(self.secret, message, hashlib.sha256).digest()
        return "sha256=" + b64encode(digest).decode()


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def emulator(clock: Clock) -> Emulator:
    return Emulator(now=clock)


@pytest.fixture
async def app(emulator: Emulator, base: str) -> AsyncIterator[App]:
    app = App()
    app.secret = emulator.environment(base)["X_CONSUMER_SECRET"].encode()
    server = Server(app.app)
    await server.start()
    app.url = f"{server.base}/hook"
    yield app
    await server.stop()


async def ask(client: Any, method: str, route: str, user: bool = False, **body: Any) -> Any:
    response = await client().request(method, route, params={}, json=body or None, user_auth=user)
    return (await response.json())["data"]


async def subscribe(emulator: Emulator, client: Any, kind: str, **more: Any) -> Any:
    about = {"user_id": emulator.account.id}
    route = "/2/activity/subscriptions"
    return await ask(client, "POST", route, True, event_type=kind, filter=about, **more)


async def until(done: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.01)


async def test_a_webhook_is_challenged_at_once(client, app):
    made = await ask(client, "POST", "/2/webhooks", url=app.url)
    assert made["valid"] is True
    assert app.challenges == 1
    assert await ask(client, "GET", "/2/webhooks") == [made]
    with pytest.raises(tweepy.BadRequest, match="DuplicateUrlFailed"):
        await ask(client, "POST", "/2/webhooks", url=app.url)
    assert await ask(client, "DELETE", f"/2/webhooks/{made['id']}") == {"deleted": True}
    app.secret = b"wrong"
    with pytest.raises(tweepy.BadRequest, match="CrcValidationFailed"):
        await ask(client, "POST", "/2/webhooks", url=app.url)
    for url in ("http://okpay.example/x", "https://okpay.example:8443/x", "nonsense"):
        with pytest.raises(tweepy.BadRequest, match="UrlValidationFailed"):
            await ask(client, "POST", "/2/webhooks", url=url)


async def test_who_may_ask_for_what(emulator, client, app):
    with pytest.raises(tweepy.Forbidden):
        await ask(client, "POST", "/2/webhooks", True, url=app.url)
    with pytest.raises(tweepy.Forbidden):
        await ask(client, "GET", "/2/activity/subscriptions", True)
    about = {"user_id": emulator.account.id}
    private = {"event_type": "dm.received", "filter": about}
    with pytest.raises(tweepy.Forbidden):
        await ask(client, "POST", "/2/activity/subscriptions", **private)
    made = (await subscribe(emulator, client, "dm.received"))["subscription"]
    assert await ask(client, "GET", "/2/activity/subscriptions") == [made]
    with pytest.raises(tweepy.BadRequest, match="DuplicateSubscription"):
        await subscribe(emulator, client, "dm.received")
    emulator.dm_forbidden = True
    with pytest.raises(tweepy.Forbidden, match="Direct Messages"):
        await subscribe(emulator, client, "dm.sent")
    emulator.push_forbidden = True
    with pytest.raises(tweepy.Forbidden, match="X Activity API"):
        await ask(client, "POST", "/2/webhooks", url=app.url)


async def test_a_webhook_is_told_what_was_subscribed_to(emulator, client, app):
    hook = (await ask(client, "POST", "/2/webhooks", url=app.url))["id"]
    await subscribe(emulator, client, "dm.received", webhook_id=hook)
    await subscribe(emulator, client, "post.mention.create", webhook_id=hook)
    await subscribe(emulator, client, "post.reply.create", webhook_id=hook)
    event = emulator.customer_says(MEI, "a < b", public=False)
    post = emulator.customer_says(MEI, "help", public=True)
    emulator.customer_chats(TOM, "me too", reply_to=post)  # names us only by its thread
    ours = await client().create_tweet(text="of course", in_reply_to_tweet_id=post)
    reply = emulator.customer_says(MEI, "thanks", public=True, reply_to=ours["data"]["id"])
    await until(lambda: len(app.told) >= 3)
    direct, mention, answer = app.told
    raw = direct["payload"]["direct_message_events"][0]
    assert f"dm:{raw['id']}" == event
    assert raw["message_create"]["message_data"]["text"] == "a &lt; b"
    assert raw["message_create"]["target"]["recipient_id"] == emulator.account.id
    assert (mention["event_type"], mention["payload"]["id"]) == ("post.mention.create", post)
    assert mention["includes"]["users"][0]["username"] == "mei_lin"
    assert (answer["event_type"], answer["payload"]["id"]) == ("post.reply.create", reply)
    assert emulator.billed["dm_push"] == 1


async def test_events_may_come_twice(emulator, client, app):
    hook = (await ask(client, "POST", "/2/webhooks", url=app.url))["id"]
    await subscribe(emulator, client, "dm.received", webhook_id=hook)
    emulator.doubling = True
    emulator.customer_says(MEI, "hello", public=False)
    await until(lambda: len(app.told) == 2)
    assert app.told[0]["payload"] == app.told[1]["payload"]


async def test_the_hourly_challenge_follows_the_clock(emulator, client, app, clock):
    hook = (await ask(client, "POST", "/2/webhooks", url=app.url))["id"]
    await subscribe(emulator, client, "dm.received", webhook_id=hook)
    clock.at += timedelta(hours=1)
    await until(lambda: app.challenges == 2)
    app.secret, right = b"wrong", app.secret
    clock.at += timedelta(hours=1)
    await until(lambda: not emulator.activity.webhooks[hook].valid)
    app.secret = right
    emulator.customer_says(MEI, "nobody hears this", public=False)
    assert await ask(client, "PUT", f"/2/webhooks/{hook}") == {"valid": True}
    emulator.customer_says(MEI, "but this", public=False)
    await until(lambda: app.told)
    (told,) = app.told
    (raw,) = told["payload"]["direct_message_events"]
    assert raw["message_create"]["message_data"]["text"] == "but this"


async def lines(client: Any, base: str, count: int) -> AsyncIterator[bytes]:
    token = client().bearer_token
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(
            f"{base}/2/activity/stream", headers={"Authorization": f"Bearer {token}"}
        ) as response,
    ):
        assert response.status == 200, await response.text()
        for _ in range(count):
            yield await response.content.readline()


async def test_the_stream_tells_what_happens_from_now_on(emulator, client, base):
    emulator.keep_alive = 0.05
    await subscribe(emulator, client, "dm.received")
    emulator.customer_says(MEI, "before", public=False)
    stream = lines(client, base, 100)
    assert await anext(stream) == b"\r\n"
    emulator.customer_says(MEI, "hello", public=False)
    while (line := await anext(stream)) == b"\r\n":
        pass
    (raw,) = json.loads(line)["data"]["payload"]["direct_message_events"]
    assert raw["message_create"]["message_data"]["text"] == "hello"
    emulator.down = True
    async with asyncio.timeout(5):
        assert [line async for line in stream if line.strip()] == []
    assert emulator.activity.streams == []


async def test_there_are_two_streams_at_most(emulator, client, base):
    emulator.keep_alive = 0.05
    streams = [lines(client, base, 100) for _ in range(2)]
    for each in streams:
        await anext(each)
    with pytest.raises(AssertionError, match="TooManyConnections"):
        await anext(lines(client, base, 1))
    emulator.activity.end_streams()
    for each in streams:
        assert [line async for line in each if line.strip()] == []
