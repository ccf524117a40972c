"""The poll itself: stored before told, restarted, disturbed, refused."""

import asyncio

import pytest

from core.channel import NotAllowed
from sandbox.cast import Person
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_stored_before_telegram_is_told(channel, desk, emulator, person, until):
    desk.failures = 1
    emulator.customer_says(person, "first", public=False)
    emulator.customer_says(person, "second", public=False)
    await until(lambda: len(desk.inbox) >= 2)
    assert len(desk.offered) > 2
    assert [message.text for message in desk.inbox] == ["first", "second"]
    await until(lambda: len(emulator.updates) == 0)


async def test_not_listening_while_nothing_can_be_stored(channel, desk, emulator, person, until):
    desk.failures = 1
    emulator.customer_says(person, "hello", public=False)
    await until(lambda: not channel.listening.is_set())
    assert len(emulator.updates) == 1
    await until(channel.listening.is_set)
    assert len(desk.inbox) == 1


async def test_one_persons_trouble_stops_nobody_else(build, running, emulator, until):
    stored = []

    class Picky:
        async def receive(self, inbound):
            if inbound.author.handle == "an":
                raise OSError("disk full")
            stored.append(inbound)

    emulator.customer_says(Person("an"), "stuck", public=False)
    emulator.customer_says(Person("bo"), "fine", public=False)
    task = asyncio.create_task(build().run(Picky().receive, {}))
    await until(lambda: stored)
    assert stored[0].text == "fine"
    assert len(emulator.updates) == 2  # both come again: the first is still owed
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_restart_goes_on_where_it_stopped(build, running, desk, emulator, person, until):
    channel = build()
    async with running(channel, desk):
        emulator.customer_says(person, "one", public=False)
        await until(lambda: len(desk.inbox) == 1)
    assert not channel.listening.is_set()
    emulator.customer_says(person, "two", public=False)
    async with running(channel, desk):
        await until(lambda: any(message.text == "two" for message in desk.inbox))
    # Telegram may hand over again what was stored last; the desk knows it by its id.
    assert len({message.external_id for message in desk.inbox}) == 2


@pytest.mark.parametrize(
    "kind",
    [FaultKind.RATE_LIMITED, FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY,
     FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER],
)  # fmt: skip
async def test_polling_survives(channel, desk, emulator, person, until, kind):
    emulator.faults.add(kind, "getUpdates")
    emulator.customer_says(person, "first", public=False)
    emulator.customer_says(person, "second", public=False)
    await until(lambda: any(message.text == "second" for message in desk.inbox))
    await until(channel.listening.is_set)
    texts = [message.text for message in desk.inbox]
    assert list(dict.fromkeys(texts)) == ["first", "second"]


async def test_flood_limit_on_polling_is_kept(channel, emulator, person, until, caplog):
    emulator.faults.add(FaultKind.RATE_LIMITED, "getUpdates", retry_after=47)
    emulator.customer_says(person, "wakes the poll", public=False)
    await until(lambda: "trying again in 47.0 s" in caplog.text)
    assert not channel.listening.is_set()


async def test_server_down_at_start_is_waited_for(build, desk, emulator, person, until):
    emulator.faults.add(FaultKind.BAD_GATEWAY, "getMe")
    emulator.customer_says(person, "early", public=False)
    channel = build()
    task = asyncio.create_task(channel.run(desk.receive, {}))
    await until(lambda: desk.inbox)
    await until(channel.listening.is_set)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not channel.listening.is_set()


@pytest.mark.parametrize("token", ["100000001:WRONG", "no-token"])
async def test_wrong_token_says_what_to_do_and_not_the_token(build, desk, caplog, token):
    with pytest.raises(NotAllowed, match="BotFather") as caught:
        await build(TELEGRAM_BOT_TOKEN=token).run(desk.receive, {})
    assert token not in str(caught.value)
    assert token not in caplog.text


async def test_second_poller_is_reported_and_retried(
    build, channel, running, desk, emulator, person, until, caplog
):
    async with running(build(), desk):
        await until(lambda: "another program polls" in caplog.text)
    emulator.customer_says(person, "hello", public=False)
    await until(lambda: desk.inbox)
    await until(channel.listening.is_set)


async def test_webhook_of_somebody_else_is_taken_away(
    build, running, desk, emulator, person, until
):
    emulator.webhook = "https://old.example/hook"
    emulator.customer_says(person, "kept", public=False)
    async with running(build(), desk):
        await until(lambda: desk.inbox)
    assert emulator.webhook == ""


async def test_proxies_of_the_environment_are_not_asked(
    monkeypatch, build, running, desk, emulator, person, until
):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    async with running(build(), desk):
        emulator.customer_says(person, "hello", public=False)
        await until(lambda: desk.inbox)


async def test_hundreds_wait_and_come_once_in_order(build, running, desk, emulator, until):
    people = [Person(f"p{number}") for number in range(10)]
    for turn in range(25):
        for person in people:
            emulator.customer_says(person, f"{turn}", public=False)
    async with running(build(), desk):
        await until(lambda: len(desk.inbox) == 250)
    for person in people:
        texts = [m.text for m in desk.inbox if m.author.handle == person.handle]
        assert texts == [f"{turn}" for turn in range(25)]


async def test_neither_token_nor_text_reaches_the_log(
    build, running, desk, emulator, person, private, until, caplog
):
    caplog.set_level("DEBUG")
    desk.failures = 1
    emulator.customer_says(person, "my-private-words", public=False)
    emulator.faults.add(FaultKind.BAD_GATEWAY, "getUpdates")
    channel = build()
    async with running(channel, desk):
        await until(lambda: desk.inbox)
        await channel.send(private("answer-in-confidence"))
    written = [r.getMessage() for r in caplog.records if not r.name.startswith("asyncio")]
    assert written
    for secret in ("SANDBOX-not-a-real-token", "my-private-words", "answer-in-confidence"):
        assert not any(secret in line for line in written)
        assert secret not in caplog.text
