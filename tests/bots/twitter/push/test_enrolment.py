"""Webhook and subscriptions: made once, found again, and what is missing is named."""

import asyncio

import pytest

from sandbox.faults import FaultKind


@pytest.mark.parametrize("mode", ["webhook", "stream"])
async def test_a_second_start_finds_what_the_first_made(there, mei, mode):
    for n in range(3):
        await there.start(mode)
        there.emulator.customer_says(mei, f"number {n}", public=False)
        await there.until(lambda seen=n: len(there.got) == seen + 1)
        await there.stop()
    assert len(there.emulator.activity.subscriptions) == 3
    assert len(there.emulator.activity.webhooks) == (mode == "webhook")


async def test_a_subscription_of_the_stream_is_led_to_the_webhook(there, mei):
    await there.start("stream")
    await there.stop()
    await there.start("webhook")
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])
    assert len(there.emulator.activity.subscriptions) == 3


@pytest.mark.parametrize("mode", ["webhook", "stream"])
@pytest.mark.parametrize(
    ("switch", "told"),
    [
        ("push_forbidden", "give the app access to the X Activity API"),
        ("dm_forbidden", "Read and write and Direct message"),
    ],
)
async def test_a_missing_right_is_named_and_found_when_it_is_there(there, mei, mode, switch, told):
    setattr(there.emulator, switch, True)
    push = there.push(mode)
    there.running.append(asyncio.create_task(push.run()))
    await there.until(lambda: told in push.problem)
    assert not push.up.is_set()
    setattr(there.emulator, switch, False)
    await there.until(push.up.is_set)
    assert push.problem == ""
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])


async def test_an_address_that_x_cannot_reach_is_named(there):
    push = there.push("webhook", url="http://127.0.0.1:9/hooks/x")
    there.running.append(asyncio.create_task(push.run()))
    await there.until(lambda: "X_WEBHOOK_URL" in push.problem)
    assert "CrcValidationFailed" in push.problem


async def test_an_address_that_x_gave_up_is_looked_at_again(there, mei):
    await there.start("webhook")
    await there.stop()
    (courier,) = there.emulator.activity.webhooks.values()
    courier.valid = False
    await there.start("webhook")
    assert courier.valid
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])


async def test_mentions_alone_refused_are_named_while_messages_are_told(there, mei):
    await there.start("stream")
    await there.stop()
    known = there.emulator.activity.subscriptions
    for each in [each for each in known.values() if each.event_type.startswith("post.")]:
        del known[each.id]
    there.emulator.faults.add(FaultKind.FORBIDDEN, "POST /2/activity/subscriptions", times=2)
    push = await there.start("stream")
    for kind in ("post.mention.create", "post.reply.create"):
        assert f"X, {kind}: 403" in push.problem
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])


@pytest.mark.parametrize(
    "kind", [FaultKind.BAD_GATEWAY, FaultKind.SERVER_ERROR, FaultKind.DROP_BEFORE]
)
@pytest.mark.parametrize("mode", ["webhook", "stream"])
async def test_it_comes_up_whatever_went_wrong_before(there, mei, mode, kind):
    fault = there.emulator.faults.add(kind, "/2/(webhooks|activity)", times=3)
    await there.start(mode)
    assert fault.hits == 3
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])


async def test_off_does_nothing(there):
    push = there.push("off")
    await push.run()
    assert push.webhooks == ()
    assert there.emulator.activity.subscriptions == {}
