"""A poller that is alive but hears nothing, and a platform that goes away and comes back."""

import asyncio
import time

import pytest
from telegram.error import Conflict, NetworkError, RetryAfter, TimedOut

from bots.telegram.channel import TelegramChannel
from bots.telegram.line import Request, Waits
from bots.telegram.patience import NotReached, Patience
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")

WATCHFUL = {"poll": 1, "silence": 0.2}


def polls(scope):
    return scope["path"].endswith("/getUpdates")


async def test_deafness_is_noticed_and_told(build, running, desk, emulator, person, until, caplog):
    channel = build(WATCHFUL)
    async with running(channel, desk):
        emulator.deaf = True
        emulator.customer_says(person, "do you hear me?", public=False)
        await until(lambda: "poll" in channel.troubles)
        assert "1 update(s) wait" in channel.troubles["poll"]
        assert not channel.listening.is_set()
        assert "brings nothing" in caplog.text
        emulator.deaf = False
        await until(lambda: desk.inbox)
        await until(channel.listening.is_set)
        assert not channel.troubles


async def test_a_deaf_connection_is_replaced(build, running, stage, desk, emulator, person, until):
    served, deaf = stage.app, set()

    async def only_new_connections_hear(scope, receive, send):
        if polls(scope):
            deaf.add(deaf.pop() if deaf else scope["client"])
            emulator.deaf = scope["client"] in deaf
        await served(scope, receive, send)

    async with running(build(WATCHFUL), desk):
        await asyncio.sleep(0)
        stage.app = only_new_connections_hear
        emulator.deaf = True
        emulator.customer_says(person, "hello", public=False)
        await until(lambda: desk.inbox)
    assert deaf


async def test_quiet_is_not_taken_for_deafness(build, running, desk, emulator, until, caplog):
    asked = emulator.faults.add(FaultKind.SERVER_ERROR, "getWebhookInfo", times=2)
    channel = build(WATCHFUL)
    async with running(channel, desk):
        await until(lambda: asked.hits == 2)  # a probe that fails says nothing
        assert channel.listening.is_set()
        assert not channel.troubles
    assert "not listening" not in caplog.text


async def test_an_answer_that_only_trickles_is_given_up(
    build, running, stage, desk, emulator, person, until
):
    served, trickled = stage.app, []

    async def trickle(scope, receive, send):
        if not polls(scope) or len(trickled) >= 2:
            await served(scope, receive, send)
            return
        trickled.append(scope["client"])
        headers = [(b"content-length", b"100000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for _ in range(100):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.05)

    stage.app = trickle
    emulator.customer_says(person, "hello", public=False)
    task = asyncio.create_task(build({"margin": 0.3}).run(desk.receive, {}))
    await until(lambda: desk.inbox)
    assert len(trickled) == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_wedged_connections_are_opened_anew(
    monkeypatch, build, running, desk, emulator, person, until
):
    wedged, sound = [], Request.do_request

    async def wedge(self, url, **named):
        if url.endswith("getUpdates") and (not wedged or self is wedged[0]):
            wedged.append(self)
            await asyncio.Event().wait()
        return await sound(self, url=url, **named)

    monkeypatch.setattr(Request, "do_request", wedge)
    emulator.customer_says(person, "hello", public=False)
    task = asyncio.create_task(build({"margin": 0.3}).run(desk.receive, {}))
    await until(lambda: desk.inbox)
    assert len(wedged) == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_outage_is_survived_and_its_end_noticed_soon(
    build, running, desk, emulator, person, until
):
    channel = build()
    async with running(channel, desk):
        await until(lambda: emulator.updates._poll)
        emulator.down = True
        await until(lambda: not channel.listening.is_set())
        emulator.customer_says(person, "meanwhile", public=False)
        await asyncio.sleep(4)  # until its pauses are the longest
        assert "no answer from Telegram" in channel.troubles["poll"]
        assert not desk.offered
        emulator.down = False
        returned = time.monotonic()
        await until(lambda: desk.inbox)
        print(f"heard {time.monotonic() - returned:.2f} s after the platform's return")
        await until(channel.listening.is_set)
        assert not channel.troubles


async def test_no_outage_makes_pauses_long(caplog):
    patience = Patience(conflict=30)
    for error in (NetworkError("502"), TimedOut(), NotReached("deaf")):
        assert max(patience.pause(error) for _ in range(1000)) <= 5
    assert len(caplog.records) == 3  # a line for each trouble, not for each attempt
    assert patience.pause(Conflict("two")) == 30
    assert patience.pause(NotReached("refused", lasting=True)) == 30
    assert patience.pause(RetryAfter(47)) == 47
    waits, quiet = Waits(), 4
    longest = max(patience.pause(TimedOut()) for _ in range(9))
    assert waits.poll + waits.margin + longest + quiet <= 15


async def test_doubled_updates_stop_nothing(channel, desk, emulator, person, until):
    emulator.doubling = True
    keys = [emulator.customer_says(person, str(number), public=False) for number in range(150)]
    await until(lambda: len(desk.inbox) == 300)
    assert {message.external_id for message in desk.inbox} == set(keys)
    await until(lambda: not len(emulator.updates))
    assert list(dict.fromkeys(message.text for message in desk.inbox)) == [
        str(number) for number in range(150)
    ]


async def test_a_rival_is_a_trouble_until_it_is_gone(build, running, desk, until):
    channel = build()
    async with running(channel, desk):
        async with running(build(), desk):
            await until(lambda: "poll" in channel.troubles)
            assert "another program polls" in channel.troubles["poll"]
        await until(channel.listening.is_set)
        assert not channel.troubles


async def test_a_webhook_set_meanwhile_is_taken_away(
    channel, desk, emulator, person, until, caplog
):
    await until(lambda: emulator.updates._poll)
    emulator.webhook = "https://other.example/hook"
    emulator.customer_says(person, "hello", public=False)
    await until(lambda: desk.inbox)
    assert emulator.webhook == ""
    assert "has set a webhook" in caplog.text


async def test_connect_says_who_we_are(build, me):
    channel = build()
    assert isinstance(channel, TelegramChannel)
    account = await channel.connect()
    assert (account.external_id, account.handle) == (me.external_id, me.handle)
    assert channel.account == account
    assert not channel.listening.is_set()
