"""The emulated gateway: intents, close codes, replay."""

import asyncio
import time

import discord
import pytest

from sandbox.discord.emulator import TOKEN


async def heard(bot):
    return await asyncio.wait_for(bot.heard.get(), 5)


async def test_without_the_content_intent_only_what_concerns_us_has_text(platform):
    async with platform.bot() as bot:
        platform.emulator.customer_chats(platform.ann, "talk among us")
        platform.emulator.customer_says(platform.ann, "help", public=True)
        platform.emulator.customer_says(platform.ann, "in private", public=False)
        found = [(await heard(bot)).content for _ in range(3)]
        assert found == ["", "<@900000000000000001> help", "in private"]


async def test_with_the_content_intent_everything_has_text(platform):
    async with platform.bot(message_content=True) as bot:
        platform.emulator.customer_chats(platform.ann, "talk among us")
        assert (await heard(bot)).content == "talk among us"


async def test_only_events_that_were_asked_for_come(platform):
    async with platform.bot(guild_messages=False) as bot:
        platform.emulator.customer_says(platform.ann, "help", public=True)
        platform.emulator.customer_says(platform.ann, "in private", public=False)
        assert (await heard(bot)).content == "in private"
        assert bot.heard.empty()


async def test_the_content_intent_has_to_be_switched_on(platform):
    platform.emulator.gateway.message_content = False
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with platform.bot(message_content=True):
            pass


async def test_history_is_blank_too_without_the_content_intent(platform):
    platform.emulator.gateway.message_content = False
    async with platform.bot() as bot:
        platform.emulator.customer_chats(platform.ann, "talk among us")
        (message,) = await bot.http.logs_from(900000000000000003, 10)
        assert message["content"] == ""


async def test_the_library_resumes_after_a_cut_and_hears_what_it_missed(platform):
    async with platform.bot(message_content=True) as bot:
        platform.emulator.gateway.drop()
        for number in range(5):
            platform.emulator.customer_says(platform.ann, str(number), public=False)
        assert [(await heard(bot)).content for _ in range(5)] == list("01234")
        assert platform.emulator.gateway.resumed == 1


IDENTIFY = {"op": 2, "d": {"token": TOKEN, "intents": 513, "properties": {}}}


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (["no json"], 4002),
        ([{"nothing": 1}], 4002),
        ([{"op": 3, "d": {}}], 4003),
        ([IDENTIFY, {"op": 77, "d": {}}], 4001),
        ([IDENTIFY, IDENTIFY], 4005),
        ([{"op": 2, "d": {"token": "wrong", "intents": 1}}], 4004),
        ([{"op": 2, "d": {"token": TOKEN, "intents": 1 << 40}}], 4013),
        ([{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}], 4004),
    ],
)
async def test_what_breaks_the_protocol_is_closed_with_its_code(platform, frames, code):
    async with platform.socket() as socket:
        for frame in frames:
            await (socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame))
        async with asyncio.timeout(5):
            while not (await socket.receive()).type.name.startswith("CLOS"):
                pass
        assert socket.close_code == code


async def test_another_version_of_the_gateway_is_refused(platform):
    async with platform.socket("?v=6") as socket:
        await socket.receive(timeout=5)
        await socket.receive(timeout=5)
        assert socket.close_code == 4012


async def test_heartbeats_are_answered_and_an_unknown_session_is_invalid(platform):
    async with platform.socket() as socket:
        assert (await socket.receive_json(timeout=5))["op"] == 10
        asked = time.monotonic()
        await socket.send_json({"op": 1, "d": None})
        assert await socket.receive_json(timeout=5) == {"op": 11}
        assert time.monotonic() - asked >= 0.02  # as long as a network takes
        resume = {"token": TOKEN, "session_id": "unknown", "seq": 3}
        await socket.send_json({"op": 6, "d": resume})
        assert await socket.receive_json(timeout=5) == {"op": 9, "d": False}


async def test_a_session_that_was_closed_properly_cannot_be_resumed(platform):
    async with platform.socket() as socket:
        await socket.send_json(IDENTIFY)
        await socket.receive_json(timeout=5)
        ready = await socket.receive_json(timeout=5)
    async with platform.socket() as socket:
        await socket.receive_json(timeout=5)
        resume = {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": 1}
        await socket.send_json({"op": 6, "d": resume})
        assert (await socket.receive_json(timeout=5))["op"] == 9
