"""X's limits: told to the desk from every answer, kept in reading, counted in business time."""

import asyncio
from datetime import timedelta

import pytest

from core.channel import TryLater
from core.clock import now
from sandbox.faults import FaultKind

MESSAGES = "POST .*/messages"
POSTS = "POST /2/tweets"


async def test_every_answer_tells_what_is_left(bench, ready, mei, privately, publicly):
    channel, post = ready
    bench.emulator.limits = True
    private = await channel.send(privately(mei, "one"))
    assert [(each.name, each.count, each.remaining) for each in private.left] == [
        ("direct", 15, 14),
        ("direct_day", 1440, 1439),
    ]
    public = await channel.send(publicly(mei, "two", post))
    assert [(each.name, each.count, each.remaining) for each in public.left] == [
        ("posts", 100, 99),
        ("posts_day", 10_000, 9_999),
    ]
    assert {each.name for each in channel.capabilities.allowances} == {
        each.name for each in (*private.left, *public.left)
    }
    window, day = private.left
    assert timedelta(minutes=14) < window.resets_at - now() <= timedelta(minutes=15)
    assert timedelta(hours=23) < day.resets_at - now() <= timedelta(hours=24)


async def test_the_sixteenth_message_waits_for_the_window_to_end(
    bench, ready, mei, privately, clock
):
    channel, _ = ready
    bench.emulator.limits = True
    for number in range(15):
        await channel.send(privately(mei, f"message {number}", number=number))
    with pytest.raises(TryLater) as caught:
        await channel.send(privately(mei, "one more"))
    assert 890 < caught.value.after <= 902
    assert [(each.name, each.remaining) for each in caught.value.left] == [
        ("direct", 0),
        ("direct_day", 1425),
    ]
    clock(timedelta(seconds=caught.value.after))
    assert (await channel.send(privately(mei, "one more"))).left[0].remaining == 14


@pytest.mark.parametrize("where", [MESSAGES, POSTS])
async def test_rate_limits_say_when(bench, ready, mei, privately, publicly, where):
    channel, post = ready
    outbound = privately(mei, "later") if where == MESSAGES else publicly(mei, "later", post)
    bench.emulator.faults.add(FaultKind.RATE_LIMITED, where, retry_after=120)
    with pytest.raises(TryLater) as caught:
        await channel.send(outbound)
    assert 118 <= caught.value.after <= 122
    assert not caught.value.everyone
    assert (await channel.send(outbound)).external_ids


async def test_reading_is_stretched_to_what_x_allows(bench):
    bench.emulator.limits = True
    channel = await bench.run()
    messages, mentions = channel._intake._pollers
    # 15 and 450 requests in 15 minutes, one each used
    assert 60 < messages.wait() < 65
    assert 1.9 < mentions.wait() < 2.1
    bench.emulator.limits = False
    mentions._budget = None
    assert mentions.wait() == pytest.approx(0.02)


async def test_a_jump_of_the_clock_ends_the_waiting_for_a_window(bench, mei, clock):
    bench.emulator.limits = True
    await bench.run()
    await asyncio.sleep(0.05)  # the feed now waits about a minute
    message = bench.emulator.customer_says(mei, "hello", public=False)
    clock(timedelta(minutes=16))
    await bench.desk.until(lambda: message in bench.desk.messages())


async def test_a_jump_of_the_clock_ends_the_waiting_after_a_refusal(bench, mei, clock):
    await bench.run()
    limit = bench.emulator.faults.add(FaultKind.RATE_LIMITED, "GET .*dm_events", retry_after=800)
    async with asyncio.timeout(5):
        while not limit.hits:
            await asyncio.sleep(0.01)
    message = bench.emulator.customer_says(mei, "hello", public=False)
    clock(timedelta(minutes=15))
    await bench.desk.until(lambda: message in bench.desk.messages())
