"""What the emulator can play as a whole: down, half dead, doubled, shuffled, throttled."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from sandbox.cast import Person
from sandbox.discord.emulator import TOKEN
from sandbox.discord.limits import Limits

IDENTIFY = {"op": 2, "d": {"token": TOKEN, "intents": 4608, "properties": {}}}


async def begun(socket):
    """Identify; what READY says."""
    await socket.receive_json(timeout=5)
    await socket.send_json(IDENTIFY)
    ready = await socket.receive_json(timeout=5)
    assert (await socket.receive_json(timeout=5))["t"] == "GUILD_CREATE"
    return ready["d"]


async def told(socket, count):
    return [(await socket.receive_json(timeout=5)) for _ in range(count)]


async def test_down_cuts_everything_and_nothing_has_an_effect(platform):
    emulator = platform.emulator
    emulator.world.meet(platform.ann)
    body = {"recipient_id": platform.ann.id_on("discord")}
    async with platform.requests() as requests, platform.socket() as socket:
        await begun(socket)
        emulator.down = True
        assert (await socket.receive(timeout=5)).type.name in ("CLOSED", "CLOSE", "ERROR")
        with pytest.raises(aiohttp.ClientError):
            await requests.post("users/@me/channels", json=body)
        assert emulator.world.private == {}
        with pytest.raises(aiohttp.ClientError):
            async with platform.socket():
                pass
        emulator.down = False
        async with requests.post("users/@me/channels", json=body) as answer:
            assert answer.status == 200
        async with platform.socket() as again:
            await begun(again)


async def test_a_dead_resume_address_answers_503_and_the_default_one_resumes(platform):
    async with platform.socket() as socket:
        ready = await begun(socket)
        platform.emulator.resume_dead = True
        platform.emulator.gateway.drop()
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await session.ws_connect(ready["resume_gateway_url"] + "?v=10")
        assert caught.value.status == 503
    resume = {"token": TOKEN, "session_id": ready["session_id"], "seq": 2}
    async with platform.socket() as socket:
        await socket.receive_json(timeout=5)
        await socket.send_json({"op": 6, "d": resume})
        assert (await socket.receive_json(timeout=5))["t"] == "RESUMED"


async def test_a_zombie_talks_on_without_acknowledging(platform):
    platform.emulator.zombie = True
    async with platform.socket() as socket:
        await begun(socket)
        await socket.send_json({"op": 1, "d": None})
        await asyncio.sleep(0.1)
        platform.emulator.customer_says(platform.ann, "hello", public=False)
        assert (await socket.receive_json(timeout=5))["t"] == "MESSAGE_CREATE"


async def test_doubled_events_are_one_event_sent_twice(platform):
    async with platform.socket() as socket:
        await begun(socket)
        platform.emulator.doubling = True
        platform.emulator.customer_says(platform.ann, "hello", public=False)
        first, second = await told(socket, 2)
        assert first == second


async def test_shuffled_events_keep_their_order_within_a_channel_and_their_numbers(platform):
    async with platform.socket() as socket:
        await begun(socket)
        platform.emulator.shuffling = True
        people = [Person(name) for name in ("x", "y")]
        for number in range(3):
            for person in people:
                platform.emulator.customer_says(person, f"{person.handle}{number}", public=False)
        frames = await told(socket, 6)
        said = [frame["d"]["content"] for frame in frames]
        assert said == ["y0", "x0", "y1", "x1", "y2", "x2"]
        assert [frame["s"] for frame in frames] == list(range(3, 9))


@pytest.mark.parametrize(("condition", "via"), [("halted", True), ("banned", False)])
async def test_everybody_is_told_to_wait(platform, condition, via):
    setattr(platform.emulator, condition, 77.0)
    async with platform.requests() as requests, requests.get("users/@me") as answer:
        assert answer.status == 429
        assert float(answer.headers["Retry-After"]) == 77.0
        assert ("Via" in answer.headers) is via
        assert (answer.headers.get("X-RateLimit-Scope") == "global") is via


def test_limits_follow_the_clock_they_are_given():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    limits = Limits(lambda: now)
    taken = [limits.take("messages", "1").refused for _ in range(6)]
    assert taken == [False] * 5 + [True]
    assert not limits.take("messages", "2").refused
    now += timedelta(seconds=4)
    refused = limits.take("messages", "1")
    assert (refused.refused, refused.everywhere, round(refused.reset_after)) == (True, False, 1)
    now += timedelta(seconds=1)
    assert not limits.take("messages", "1").refused


async def test_only_our_own_messages_can_be_taken_back(platform):
    theirs = platform.emulator.customer_says(platform.ann, "hello", public=False)
    room = platform.emulator.world.room_of[theirs].id
    async with (
        platform.requests() as requests,
        requests.delete(f"channels/{room}/messages/{theirs}") as answer,
    ):
        assert (answer.status, (await answer.json())["code"]) == (403, 50003)
