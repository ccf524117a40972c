"""Messages of which an earlier attempt may have arrived: looked up first, said once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.channel import Refusal, TryLater, Undeliverable, Unknown
from core.clock import now
from sandbox.faults import FaultKind

MESSAGES = "POST .*/messages"
POSTS = "POST /2/tweets"
LOOKUP = "GET .*/with/"


def again(outbound, attempt=2):
    return replace(outbound, attempt=attempt)


@pytest.mark.parametrize("where", [MESSAGES, POSTS])
@pytest.mark.parametrize(
    ("kind", "arrived"),
    [
        (FaultKind.SERVER_ERROR, 0),
        (FaultKind.BAD_GATEWAY, 0),
        (FaultKind.DROP_BEFORE, 0),
        (FaultKind.DROP_AFTER, 1),
    ],
)
async def test_what_is_unknown_arrives_once(
    bench, ready, mei, privately, publicly, where, kind, arrived
):
    channel, post = ready
    outbound = privately(mei, "once") if where == MESSAGES else publicly(mei, "once", post)
    bench.emulator.faults.add(kind, where)
    with pytest.raises(Unknown):
        await channel.send(outbound)
    assert len(bench.emulator.sent) == arrived
    sent = await channel.send(again(outbound))
    assert [sent.external_ids] == [(accepted.id,) for accepted in bench.emulator.sent]


@pytest.mark.parametrize("where", [MESSAGES, POSTS])
async def test_it_is_found_by_another_process_that_does_not_listen(
    bench, ready, mei, privately, publicly, where
):
    channel, post = ready
    text = "see https://okpay.com/x & wait"
    outbound = privately(mei, text) if where == MESSAGES else publicly(mei, text, post)
    bench.emulator.faults.add(FaultKind.DROP_AFTER, where)
    with pytest.raises(Unknown):
        await channel.send(outbound)
    await bench.stop()
    successor = bench.channel()
    sent = await successor.send(again(outbound))
    assert [accepted.id for accepted in bench.emulator.sent] == list(sent.external_ids)


async def test_a_word_of_the_customer_in_between_hides_nothing(bench, ready, mei, privately):
    channel, _ = ready
    bench.emulator.faults.add(FaultKind.DROP_AFTER, MESSAGES)
    with pytest.raises(Unknown):
        await channel.send(privately(mei, "once"))
    for number in range(50):  # more than a page
        bench.emulator.customer_says(mei, f"hello? {number}", public=False)
    assert (await channel.send(again(privately(mei, "once")))).external_ids
    assert len(bench.emulator.sent) == 1


async def test_the_same_words_said_before_it_was_written_are_another_message(
    bench, ready, mei, privately, clock
):
    channel, _ = ready
    await channel.send(privately(mei, "Please wait."))
    clock(timedelta(minutes=10))
    bench.emulator.faults.add(FaultKind.DROP_BEFORE, MESSAGES)
    outbound = replace(privately(mei, "Please wait.", number=2), written_at=now())
    with pytest.raises(Unknown):
        await channel.send(outbound)
    await channel.send(again(outbound))
    assert len(bench.emulator.sent) == 2


async def test_a_first_attempt_looks_nothing_up(bench, ready, mei, privately, publicly):
    channel, post = ready
    for where in (LOOKUP, "GET .*/tweets"):
        bench.emulator.faults.add(FaultKind.FORBIDDEN, where)
    await channel.send(privately(mei, "hello"))
    await channel.send(publicly(mei, "hello", post))
    assert not any(fault.hits for fault in bench.emulator.faults.waiting)


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        (FaultKind.RATE_LIMITED, TryLater),
        (FaultKind.SERVER_ERROR, TryLater),
        (FaultKind.DROP_BEFORE, TryLater),
        (FaultKind.FORBIDDEN, Unknown),
    ],
)
async def test_what_cannot_be_looked_up_is_not_sent(bench, ready, mei, privately, kind, raised):
    channel, _ = ready
    bench.emulator.faults.add(kind, LOOKUP, times=2, retry_after=40)  # aiohttp asks once more
    with pytest.raises(raised, match="looked up") as caught:
        await channel.send(again(privately(mei, "once")))
    assert not bench.emulator.sent
    assert getattr(caught.value, "left", ()) == ()  # the limit of reading is not that of sending
    bench.emulator.faults.clear()
    assert (await channel.send(again(privately(mei, "once")))).external_ids


async def test_a_cancelled_lookup_sends_nothing(bench, ready, mei, privately):
    channel, _ = ready
    bench.emulator.faults.add(FaultKind.STALL, LOOKUP)
    task = asyncio.create_task(channel.send(again(privately(mei, "once"))))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not bench.emulator.sent


async def test_a_split_text_that_breaks_is_completed_without_repeating(
    bench, ready, mei, privately
):
    channel, _ = ready
    outbound = privately(mei, "\n".join(f"line {n} of a long text" for n in range(1500)))
    bench.emulator.limits = True  # 15 messages in 15 minutes
    for number in range(2, 16):
        await channel.send(privately(mei, f"message {number}", number=number))
    with pytest.raises(Unknown, match="part 2 of 4"):
        await channel.send(outbound)
    with pytest.raises(TryLater):  # a further attempt knows what arrived, and can wait
        await channel.send(again(outbound))
    bench.emulator.limits = False
    sent = await channel.send(again(outbound))
    assert [accepted.id for accepted in bench.emulator.sent[14:]] == list(sent.external_ids)
    assert len(sent.external_ids) == 4


async def test_a_duplicate_under_the_same_post_is_the_one_that_was_sent(
    bench, ready, mei, publicly
):
    channel, post = ready
    first = await channel.send(publicly(mei, "We look into it: https://okpay.com/x", post))
    second = publicly(mei, "We look into it: https://okpay.com/x", post, number=2)
    assert (await channel.send(second)).external_ids == first.external_ids
    assert len(bench.emulator.sent) == 1


async def test_a_duplicate_of_another_answer_is_not_called_sent(bench, ready, mei, publicly):
    channel, post = ready
    other = bench.emulator.customer_says(mei, "and again", public=True)
    await channel.send(publicly(mei, "We are looking into it.", post))
    outbound = publicly(mei, "We are looking into it.", other, number=2)
    with pytest.raises(Undeliverable, match="in others") as caught:
        await channel.send(outbound)
    assert caught.value.refusal is Refusal.INVALID
    # where an earlier attempt was made, X may have it and not show it yet
    assert (await channel.send(again(outbound))).external_ids == ()


async def test_no_answer_in_time_is_unknown(bench, mei, privately):
    channel = bench.channel(answer_seconds=0.5)
    await bench.run(channel)
    bench.emulator.customer_says(mei, "hello", public=False)
    bench.emulator.faults.add(FaultKind.STALL, MESSAGES)
    with pytest.raises(Unknown):
        await channel.send(privately(mei, "hello"))
