"""Discord away, half away, and saying things twice or in another order: nothing is lost, and the
first message after its return is heard within seconds."""

import asyncio
import socket
import time

import pytest

from bots.discord.gateway import PROBES
from bots.discord.gateway import _probe as gateway_probe
from bots.discord.patience import LONGEST_PAUSE, pause
from core.channel import Message, Pressed
from sandbox.cast import Person
from sandbox.faults import FaultKind


def texts(desk):
    """What was said, each once as the core keeps it, in the order in which it came."""
    once = {each.external_id: each.text for each in desk.of(Message)}
    return list(once.values())


@pytest.fixture
def no_rules(monkeypatch):
    """Sessions may be begun at once: the emulator does not mind."""
    monkeypatch.setattr("bots.discord.patience.BETWEEN_STARTS", 0.0)


@pytest.fixture
def recovery(stage):
    """Seconds until a message that was written from now on is heard."""

    async def measured(running):
        began = time.monotonic()
        stage.emulator.customer_says(stage.ann, "back?", public=False)
        async with asyncio.timeout(15):
            while "back?" not in texts(running.desk):
                await asyncio.sleep(0.01)
        return time.monotonic() - began

    return measured


async def test_a_dead_resume_address_is_passed_by_and_the_session_goes_on(stage, recovery):
    async with stage.running() as running:
        stage.emulator.resume_dead = True
        stage.emulator.gateway.drop()
        stage.emulator.customer_says(stage.bao, "meanwhile", public=False)
        assert await recovery(running) < 5
        assert texts(running.desk) == ["meanwhile", "back?"]
        assert (stage.emulator.gateway.identified, stage.emulator.gateway.resumed) == (1, 1)


async def test_a_dead_resume_address_of_a_forgotten_session_leads_to_a_new_one(
    stage, recovery, no_rules
):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "before", public=False)
        stage.emulator.customer_says(stage.bao, "before", public=True)
        await running.desk.until(2, Message)
        stage.emulator.resume_dead = True
        stage.emulator.gateway.drop()
        stage.emulator.gateway.sessions.clear()
        stage.emulator.customer_says(stage.bao, "a mention", public=True)
        stage.emulator.customer_chats(stage.bao, "talk among us")
        await recovery(running)
        await running.desk.until(4, Message)
        assert {"@okpay_support a mention", "back?"} < set(texts(running.desk))
        assert "talk among us" not in texts(running.desk)
        assert stage.emulator.gateway.identified == 2


async def test_an_address_that_never_answers_is_passed_by(stage, recovery, monkeypatch):
    monkeypatch.setattr("bots.discord.gateway.REACH", 0.2)
    async with stage.running() as running:
        stalled = stage.emulator.faults.add(FaultKind.STALL, "GET /resume", times=99)
        stage.emulator.gateway.drop()
        await recovery(running)
        assert stalled.hits == 1
        assert stage.emulator.gateway.resumed == 1


async def test_a_session_that_nobody_goes_on_with_is_given_up(
    stage, recovery, monkeypatch, no_rules
):
    monkeypatch.setattr("bots.discord.gateway.ANSWER", 0.2)
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "before", public=False)
        await running.desk.until(1, Message)
        asked = []
        monkeypatch.setattr(stage.emulator.gateway, "_resume", lambda *_: asked.append(1))
        stage.emulator.gateway.drop()
        await recovery(running)
        assert len(asked) == 2
        assert stage.emulator.gateway.identified == 2


async def test_after_hundreds_of_failures_it_is_still_back_in_seconds(
    stage, recovery, monkeypatch, eventually
):
    would_wait = []

    def shortened(failures):
        would_wait.append(pause(failures))
        return 0.001

    async with stage.running() as running:
        monkeypatch.setattr("bots.discord.gateway.pause", shortened)
        stage.emulator.down = True
        await eventually(lambda: len(would_wait) > 200)
        assert not running.channel.listening.is_set()
        assert "connection" in running.channel.troubles
        assert max(would_wait) <= LONGEST_PAUSE <= 5
        stage.emulator.customer_says(stage.bao, "meanwhile", public=False)
        monkeypatch.setattr("bots.discord.gateway.pause", pause)
        stage.emulator.down = False
        assert await recovery(running) < 10
        assert texts(running.desk) == ["meanwhile", "back?"]
        assert running.channel.listening.is_set()
        assert running.channel.troubles == {}
        assert not running.task.done()


async def test_a_start_during_an_outage_waits_for_its_end(stage, eventually):
    stage.emulator.down = True
    desk_channel = stage.channel()
    opening = asyncio.create_task(_until_heard(stage, desk_channel))
    await eventually(lambda: "connection" in desk_channel.troubles)
    assert not desk_channel.listening.is_set()
    stage.emulator.down = False
    async with asyncio.timeout(10):
        await opening


async def _until_heard(stage, channel):
    async with stage.running(channel=channel) as running:
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await running.desk.until(1, Message)


async def test_history_that_cannot_be_read_yet_holds_nothing_back_for_long(
    stage, recovery, no_rules, eventually
):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "before", public=False)
        await running.desk.until(1, Message)
        fault = stage.emulator.faults.add(FaultKind.DROP_BEFORE, "GET .*/messages", times=6)
        stage.emulator.gateway.invalidate()
        stage.emulator.gateway.drop()
        stage.emulator.customer_says(stage.ann, "meanwhile", public=False)
        await recovery(running)
        assert fault.hits == 6
        assert texts(running.desk) == ["before", "meanwhile", "back?"]


async def test_a_connection_without_acknowledged_heartbeats_is_given_up(stage, eventually):
    stage.emulator.gateway.heartbeat = 0.1
    async with stage.running(grace=0.3) as running:
        await asyncio.sleep(1.0)
        assert (stage.emulator.gateway.identified, stage.emulator.gateway.resumed) == (1, 0)
        stage.emulator.zombie = True
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await eventually(lambda: stage.emulator.gateway.resumed > 0)
        stage.emulator.zombie = False
        await eventually(running.channel.listening.is_set)
        stage.emulator.customer_says(stage.ann, "again", public=False)
        await running.desk.until(2, Message)
        assert texts(running.desk) == ["hello", "again"]
        assert stage.emulator.gateway.identified == 1


async def test_doubled_and_shuffled_events_keep_their_order_in_each_channel(stage, eventually):
    stage.emulator.doubling = stage.emulator.shuffling = True
    people = [Person(f"p{number}") for number in range(4)]
    async with stage.running() as running:
        for number in range(10):
            for person in people:
                stage.emulator.customer_says(person, f"{person.handle} {number}", public=False)
        await running.desk.until(80, Message)
        heard = texts(running.desk)
        assert len(heard) == 40
        assert heard[0].startswith("p3")
        for person in people:
            own = [text for text in heard if text.startswith(person.handle)]
            assert own == [f"{person.handle} {number}" for number in range(10)]


async def test_a_doubled_press_is_one_press_and_answered(stage, choices, eventually):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "hi", public=False)
        await running.desk.until(1, Message)
        sent = await running.channel.send(stage.private(stage.ann, choices=choices))
        stage.emulator.doubling = True
        pressed = stage.emulator.customer_presses(stage.ann, sent.external_ids[0], "person")
        first, second = await running.desk.until(2, Pressed)
        assert first == second
        await eventually(lambda: stage.emulator.hooks.interactions[pressed].answered == 7)


async def test_the_kernel_is_asked_to_notice_a_dead_line(stage, monkeypatch):
    connections = []

    def spied(connection):
        gateway_probe(connection)
        connections.append(connection)

    monkeypatch.setattr("bots.discord.gateway._probe", spied)
    async with stage.running():
        (connection,) = connections
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        for name in PROBES.keys() & vars(socket):
            option = getattr(socket, name)
            assert connection.getsockopt(socket.IPPROTO_TCP, option) == PROBES[name]


async def test_one_trouble_after_another_loses_and_disorders_nothing(stage, no_rules):
    people = [Person(f"p{number}") for number in range(4)]
    said = {person.handle: [] for person in people}
    emulator, gateway = stage.emulator, stage.emulator.gateway

    def talk(public=False):
        for person in people:
            said[person.handle].append(f"{person.handle} {len(said[person.handle])}")
            emulator.customer_says(person, said[person.handle][-1], public=public)

    async with stage.running() as running:
        talk()
        talk(public=True)
        await running.desk.until(8, Message)
        emulator.doubling = emulator.shuffling = True
        for trouble in (
            gateway.drop,
            lambda: setattr(emulator, "resume_dead", True),
            gateway.drop,
            lambda: (gateway.drop(), gateway.sessions.clear()),
            gateway.ask_reconnect,
            lambda: gateway.invalidate(resumable=True),
            lambda: setattr(emulator, "down", True),
            lambda: setattr(emulator, "down", False),
            gateway.invalidate,
        ):
            trouble()
            talk()
            await asyncio.sleep(0.2)
            talk()
        total = sum(len(each) for each in said.values())
        async with asyncio.timeout(15):
            while len(heard := texts(running.desk)) < total:
                await asyncio.sleep(0.01)
    for handle, expected in said.items():
        private = [text for text in heard if text.startswith(handle)]
        assert [expected[0], *expected[2:]] == private
    assert sum("@okpay_support" in text for text in heard) == 4
