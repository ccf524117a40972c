"""A feed that X refuses: the other goes on, people are told why, and it comes back by itself."""

import asyncio
from datetime import datetime, timedelta

import pytest

from core.channel import NotAllowed
from sandbox.faults import FaultKind


async def until(done):
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.01)


async def test_without_the_right_to_messages_mentions_go_on(bench, mei, clock):
    bench.emulator.dm_forbidden = True
    channel = await bench.run()
    assert channel.listening.is_set()
    assert set(channel.troubles) == {"direct"}
    assert "Read and write and Direct message" in channel.troubles["direct"]
    post = bench.emulator.customer_says(mei, "hello", public=True)
    await bench.desk.until(lambda: post in bench.desk.messages())
    bench.emulator.dm_forbidden = False
    clock(timedelta(hours=1))  # it is probed again from time to time
    await until(lambda: not channel.troubles)
    message = bench.emulator.customer_says(mei, "and in private", public=False)
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_a_right_that_is_lost_loses_no_message(bench, mei, clock):
    channel = await bench.run()
    bench.emulator.dm_forbidden = True
    message = bench.emulator.customer_says(mei, "are you there?", public=False)
    await until(lambda: "direct" in channel.troubles)
    assert channel.listening.is_set()
    bench.emulator.dm_forbidden = False
    clock(timedelta(hours=1))
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_a_wrong_bearer_token_stops_mentions_only(bench, mei):
    channel = await bench.run(bench.channel(X_BEARER_TOKEN="wrong-and-secret"))
    assert set(channel.troubles) == {"mentions"}
    assert "X_BEARER_TOKEN" in channel.troubles["mentions"]
    assert "wrong-and-secret" not in str(channel.troubles)
    message = bench.emulator.customer_says(mei, "hello", public=False)
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_wrong_user_keys_are_told_and_not_shown(bench):
    with pytest.raises(NotAllowed) as caught:
        await bench.run(bench.channel(X_ACCESS_TOKEN_SECRET="wrong-and-secret"))
    assert "X_ACCESS_TOKEN_SECRET" in str(caught.value)
    assert "wrong-and-secret" not in repr(caught.value)


async def test_where_everything_is_refused_the_channel_stops(bench):
    bench.emulator.dm_forbidden = True
    with pytest.raises(NotAllowed, match=r"X_BEARER_TOKEN|Direct message"):
        await bench.run(bench.channel(X_BEARER_TOKEN="wrong"))


async def test_a_blip_is_no_trouble_and_a_long_failure_is_one(bench):
    channel = await bench.run()
    fault = bench.emulator.faults.add(FaultKind.SERVER_ERROR, "GET .*dm_events", times=2)
    await until(lambda: fault.hits == 2)
    assert channel.troubles == {}
    bench.emulator.faults.add(FaultKind.SERVER_ERROR, "GET .*dm_events", times=3)
    await until(lambda: "direct" in channel.troubles)
    await until(lambda: not channel.troubles)


async def test_while_x_is_down_nothing_listens_and_afterwards_nothing_is_missing(bench, mei):
    channel = await bench.run()
    bench.emulator.down = True
    await until(lambda: not channel.listening.is_set())
    ids = [bench.emulator.customer_says(mei, "hello", public=p) for p in (True, False)]
    bench.emulator.down = False
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
    await until(channel.listening.is_set)


async def test_the_last_private_message_seen_is_remembered(bench, mei):
    await bench.run()
    assert "seen.direct" not in bench.desk.memory
    bench.emulator.encrypted = True  # X does not show such messages to anybody
    bench.emulator.customer_says(mei, "secret", public=False)
    bench.emulator.encrypted = False
    message = bench.emulator.customer_says(mei, "hello", public=False)
    await bench.desk.until(lambda: message in bench.desk.messages())
    got = bench.desk.messages()
    assert list(got) == [message]
    assert datetime.fromisoformat(bench.desk.memory["seen.direct"]) == got[message].sent_at


@pytest.mark.parametrize("mischief", ["doubling", "shuffling"])
async def test_pages_in_disorder_change_nothing(bench, mei, mischief):
    setattr(bench.emulator, mischief, True)
    await bench.run()
    ids = [
        bench.emulator.customer_says(mei, f"number {n} {p}", public=p)
        for n in range(120)
        for p in (True, False)
    ]
    await bench.desk.until(lambda: len(bench.desk.messages()) == 240)
    assert sorted(bench.desk.messages()) == sorted(ids)
    assert len([each for each in bench.desk.got if each.__class__.__name__ == "Message"]) == 240


async def test_posts_that_are_indexed_late_are_not_missed(bench, mei):
    await bench.run()
    bench.emulator.late = timedelta(seconds=0.1)
    ids = []
    for number in range(10):
        ids.append(bench.emulator.customer_says(mei, f"number {number}", public=True))
        await asyncio.sleep(0.02)
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
