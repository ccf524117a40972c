"""Updates posted to us: taken only from Telegram, stored before 200, and watched over."""

import asyncio
import json

import pytest

from bots.telegram.webhook import LARGEST
from core.channel import Message, Pressed, Request, Shared, Unreadable
from sandbox.cast import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = {"x-telegram-bot-api-secret-token": "sandbox-secret"}
UPDATE = {"update_id": 7, "hologram": {}}


def posted(body=UPDATE, headers=SECRET, method="POST"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request(method, headers, {}, raw)


async def handle(channel, **more):
    (webhook,) = channel.webhooks
    return (await webhook.handle(posted(**more))).status


async def test_messages_come_by_webhook(build_webhook, running, desk, emulator, person, until):
    channel = build_webhook()
    async with running(channel, desk):
        assert emulator.webhook.endswith("/hook")
        assert channel.account.handle == emulator.handle
        key = emulator.customer_says(person, "提现还没到账", public=False)
        await until(lambda: desk.inbox)
        (message,) = desk.inbox
        assert isinstance(message, Message)
        assert (message.external_id, message.text) == (key, "提现还没到账")
        assert channel.listening.is_set()
        assert not channel.troubles
    assert emulator.webhook.endswith("/hook")  # another process may serve it
    assert not channel.listening.is_set()


async def test_what_waited_before_is_not_dropped(
    build_webhook, running, desk, emulator, person, until
):
    emulator.customer_says(person, "early", public=False)
    async with running(build_webhook(), desk):
        await until(lambda: [message.text for message in desk.inbox] == ["early"])
        await until(lambda: not len(emulator.updates))


async def test_one_persons_messages_keep_their_order(
    build_webhook, running, desk, emulator, person, until
):
    people = [person, Person("bo")]
    async with running(build_webhook(), desk):
        for turn in range(20):
            for one in people:
                emulator.customer_says(one, str(turn), public=False)
        await until(lambda: len(desk.inbox) == 40)
    for one in people:
        texts = [m.text for m in desk.inbox if m.author.handle == one.handle]
        assert texts == [str(turn) for turn in range(20)]


async def test_doubled_and_shuffled_posts_all_arrive(
    build_webhook, running, desk, emulator, person, until
):
    emulator.doubling = emulator.shuffling = True
    async with running(build_webhook(), desk):
        keys = [emulator.customer_says(person, str(n), public=False) for n in range(10)]
        await until(lambda: len(desk.inbox) == 20)
    assert {message.external_id for message in desk.inbox} == set(keys)
    assert [message.external_id for message in desk.inbox][::2] != keys


@pytest.mark.parametrize("headers", [{}, {"x-telegram-bot-api-secret-token": "sandbox-secreT"},
                                     {"x-telegram-bot-api-secret-token": "é\udcff"}])  # fmt: skip
async def test_only_telegram_knows_the_secret(build_webhook, running, desk, headers):
    channel = build_webhook()
    async with running(channel, desk):
        assert await handle(channel, headers=headers) == 403
        assert await handle(channel) == 200
    assert not desk.offered


async def test_wrong_method_too_large_and_too_early(build_webhook, running, desk):
    channel = build_webhook()
    assert await handle(channel) == 503
    async with running(channel, desk):
        assert await handle(channel, method="GET") == 405
        assert await handle(channel, body=b"x" * (LARGEST + 1)) == 413
        assert not desk.offered
    assert await handle(channel) == 503


async def test_what_could_not_be_stored_is_posted_again(
    build_webhook, running, desk, door, emulator, person, until
):
    desk.failures = 2
    async with running(build_webhook(), desk):
        emulator.customer_says(person, "first", public=False)
        emulator.customer_says(person, "second", public=False)
        await until(lambda: len(desk.inbox) == 2)
        await until(lambda: not len(emulator.updates))
    assert [message.text for message in desk.inbox] == ["first", "second"]
    assert door.statuses == [500, 500, 200, 200]


async def test_poison_is_quarantined_and_not_posted_again(
    build_webhook, running, desk, door, emulator, person, until
):
    async with running(build_webhook(), desk):
        number = emulator.push_raw({"message": "not an object"})
        emulator.customer_says(person, "still here", public=False)
        await until(lambda: len(desk.inbox) == 2)
        await until(lambda: not len(emulator.updates))
    (bad,) = [inbound for inbound in desk.inbox if isinstance(inbound, Unreadable)]
    assert bad.external_id == f"update:{number}"
    assert door.statuses == [200, 200]


@pytest.mark.parametrize("body", [b"", b"\xff{", b"[1]", b'"text"', b"[" * 100_000])
async def test_what_is_no_update_at_all_is_quarantined(build_webhook, running, desk, body):
    channel = build_webhook()
    async with running(channel, desk):
        assert await handle(channel, body=body) == 200
        (bad,) = desk.inbox
        assert isinstance(bad, Unreadable)
        bad.copy.encode()


async def test_another_process_shares_the_webhook(
    build_webhook, running, desk, door, emulator, person, private, until
):
    runner, other = build_webhook(), build_webhook()  # posts go to the second
    assert isinstance(other, Shared)
    elsewhere = type(desk)()
    async with running(runner, desk):
        emulator.customer_says(person, "first", public=False)
        await until(lambda: 503 in door.statuses)
        other.share(elsewhere.receive)
        await until(lambda: elsewhere.inbox)
        sent = await runner.send(private("Which?", choices=[("a", "A")]))
        emulator.customer_presses(person, sent.external_ids[0], "a")
        await until(lambda: emulator.answered)
    assert isinstance(elsewhere.inbox[1], Pressed)
    assert other.account == runner.account
    assert not desk.inbox
    assert not other.listening.is_set()


async def test_who_shares_but_cannot_reach_telegram_lets_it_come_again(
    build_webhook, desk, emulator
):
    channel = build_webhook()
    channel.share(desk.receive)
    emulator.down = True
    assert await handle(channel) == 503
    emulator.down = False
    assert await handle(channel) == 200


async def test_failing_posts_are_told_and_healed(
    build_webhook, running, desk, door, emulator, person, until
):
    channel = build_webhook()
    async with running(channel, desk):
        door.channel = None  # the proxy in front of us lost its way
        emulator.customer_says(person, "hello", public=False)
        await until(lambda: "push" in channel.troubles)
        assert (
            "TELEGRAM_WEBHOOK_URL fail (Wrong response from the webhook: 502"
            in (channel.troubles["push"])
        )
        await until(lambda: not channel.listening.is_set())
        door.channel = channel
        await until(channel.listening.is_set)
        assert not channel.troubles
    assert len(desk.inbox) == 1


async def test_a_webhook_that_somebody_else_set_is_set_again(
    build_webhook, running, desk, emulator, person, until, caplog
):
    async with running(build_webhook(), desk):
        emulator.webhook = "https://other.example/hook"
        emulator.customer_says(person, "hello", public=False)
        await until(lambda: desk.inbox)
        assert emulator.webhook.endswith("/hook")
    assert "somebody else changed" in caplog.text


async def test_a_refused_address_says_what_to_do(build_webhook, desk, until, caplog):
    channel = build_webhook(TELEGRAM_WEBHOOK_URL="https://desk.example/hook")
    task = asyncio.create_task(channel.run(desk.receive, {}))
    await until(lambda: "push" in channel.troubles)
    assert "failed to resolve host" in channel.troubles["push"]
    assert "correct TELEGRAM_WEBHOOK_URL" in caplog.text
    assert not channel.listening.is_set()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_outage_is_survived(build_webhook, running, desk, emulator, person, until):
    channel = build_webhook()
    async with running(channel, desk):
        emulator.down = True
        emulator.customer_says(person, "meanwhile", public=False)
        await until(lambda: "push" in channel.troubles)
        emulator.down = False
        await until(lambda: desk.inbox)
        await until(channel.listening.is_set)


async def test_back_to_polling_takes_the_webhook_away(
    build, build_webhook, running, desk, door, emulator, person, until
):
    async with running(build_webhook(), desk):
        pass
    door.channel = None
    emulator.customer_says(person, "between", public=False)
    async with running(build(), desk):
        assert emulator.webhook == ""
        await until(lambda: [message.text for message in desk.inbox] == ["between"])


async def test_polling_has_no_webhook(build):
    assert build().webhooks == ()
