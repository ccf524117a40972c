"""Every way in which a message may fail to arrive, and what the desk is told."""

import asyncio
import logging
import socket

import pytest
from discord.http import Route

from core.channel import Refusal, TryLater, Undeliverable, Unknown
from sandbox.cast import Person
from sandbox.discord.emulator import TOKEN
from sandbox.faults import FaultKind

POST = "POST .*/messages$"


@pytest.fixture
async def talking(stage):
    async with stage.running(answer=1.5) as running:
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await running.desk.until(1)
        yield running


async def failure(running, outbound, kind):
    with pytest.raises(kind) as caught:
        await running.channel.send(outbound)
    assert type(caught.value) is kind
    assert TOKEN not in str(caught.value)
    return caught.value


async def test_a_short_rate_limit_is_sat_out(stage, talking):
    stage.emulator.faults.add(FaultKind.RATE_LIMITED, POST, retry_after=0.1)
    await talking.channel.send(stage.private(stage.ann))
    assert len(stage.emulator.sent) == 1


async def test_a_long_rate_limit_is_told_with_its_time(stage, talking):
    stage.emulator.faults.add(FaultKind.RATE_LIMITED, POST, retry_after=42.0)
    error = await failure(talking, stage.private(stage.ann), TryLater)
    assert error.after == 42.0
    assert stage.emulator.sent == []


async def test_one_server_error_is_tried_again_and_delivers_once(stage, talking):
    stage.emulator.faults.add(FaultKind.SERVER_ERROR, POST)
    talking.channel._line._host._patience = 5.0
    await talking.channel.send(stage.private(stage.ann))
    assert len(stage.emulator.sent) == 1


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY])
async def test_server_errors_that_go_on_leave_it_unknown(stage, talking, kind):
    stage.emulator.faults.add(kind, POST, times=9)
    await failure(talking, stage.private(stage.ann), Unknown)


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE, FaultKind.STALL])
async def test_no_answer_leaves_it_unknown_and_sending_again_arrives_once(stage, talking, kind):
    stage.emulator.faults.add(kind, POST)
    await failure(talking, stage.private(stage.ann), Unknown)
    sent = await talking.channel.send(stage.private(stage.ann))
    (taken,) = stage.emulator.sent
    assert sent.external_ids == (taken.message_id,)


async def test_a_refused_connection_surely_sent_nothing(stage, talking, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{port}/api/v10")
    error = await failure(talking, stage.private(stage.ann), TryLater)
    assert error.after > 0


async def test_closed_private_messages_are_told_as_such(stage, talking):
    stage.emulator.customer_blocks(stage.ann)
    error = await failure(talking, stage.private(stage.ann), Undeliverable)
    assert error.refusal is Refusal.CLOSED
    assert "50007" in error.reason
    stage.emulator.customer_blocks(stage.ann, False)
    await talking.channel.send(stage.private(stage.ann))


async def test_a_missing_right_is_told_as_such(stage, talking):
    mention = stage.emulator.customer_says(stage.ann, "help", public=True)
    stage.emulator.rest.may_speak = False
    error = await failure(talking, stage.public(stage.ann, mention), Undeliverable)
    assert error.refusal is Refusal.FORBIDDEN


async def test_a_person_who_does_not_exist_is_gone(stage, talking):
    error = await failure(talking, stage.private(Person("nobody")), Undeliverable)
    assert error.refusal is Refusal.GONE


async def test_an_id_of_another_platform_is_refused(stage, talking):
    class Elsewhere(Person):
        def id_on(self, platform):
            return "not-a-number"

    error = await failure(talking, stage.private(Elsewhere("x")), Undeliverable)
    assert error.refusal is Refusal.INVALID


async def test_a_revoked_token_holds_messages_back(stage, talking):
    stage.emulator.rest.token = "another"
    error = await failure(talking, stage.private(stage.ann), TryLater)
    assert "token" in error.reason


async def test_a_public_answer_to_a_deleted_message_is_still_posted(stage, talking):
    mention = stage.emulator.customer_says(stage.ann, "help", public=True)
    stage.emulator.customer_deletes(stage.ann, mention)
    await talking.channel.send(stage.public(stage.ann, mention))
    (taken,) = stage.emulator.sent
    assert taken.channel_id == "900000000000000003"


async def test_a_long_private_text_arrives_whole_in_order(stage, talking):
    text = "".join(f"句{number}。" for number in range(900))
    sent = await talking.channel.send(stage.private(stage.ann, text))
    screen = [said for said in stage.emulator.transcript(stage.ann) if said.mine]
    assert "".join(said.text for said in screen) == text
    assert sent.external_ids == tuple(said.id for said in screen)
    assert len(screen) > 1


async def test_a_text_that_broke_midway_is_unknown_and_completes_without_repeats(stage, talking):
    text = "".join(f"句{number}。" for number in range(900))
    posted = stage.emulator.faults.add(FaultKind.FORBIDDEN, POST)
    posted.times, posted.hits = 1, 1  # armed for the second part

    async def arm():
        while not stage.emulator.sent:
            await asyncio.sleep(0)
        posted.hits = 0

    arming = asyncio.create_task(arm())
    await failure(talking, stage.private(stage.ann, text), Unknown)
    await arming
    await talking.channel.send(stage.private(stage.ann, text))
    screen = [said.text for said in stage.emulator.transcript(stage.ann) if said.mine]
    assert "".join(screen) == text


async def test_markup_and_mentions_of_a_customer_stay_plain_and_ping_nobody(stage, talking):
    who = stage.bao
    stage.emulator.world.meet(who)
    text = f"<@{who.id_on('discord')}> @everyone **bold** [x](https://evil.example)"
    await talking.channel.send(stage.private(stage.ann, text))
    (taken,) = stage.emulator.sent
    record = stage.emulator.world.record(taken.message_id)
    assert record.message["mentions"] == []
    assert record.message["mention_everyone"] is False
    assert r"\*\*bold\*\*" in record.message["content"]
    assert record.message["content"].startswith(r"\<@")


async def test_a_private_channel_of_another_application_is_opened_anew(stage):
    who = stage.ann.id_on("discord")
    stage.emulator.world.meet(stage.ann)
    async with stage.running(memory={f"dm.{who}": "4242"}) as running:
        sent = await running.channel.send(stage.private(stage.ann))
    assert sent.memory[f"dm.{who}"] != "4242"


async def test_many_messages_at_once_stay_inside_discords_limits(stage, talking):
    people = [Person(f"p{number}") for number in range(12)]
    for person in people:
        stage.emulator.customer_says(person, "hi", public=False)
    await talking.desk.until(13)
    talking.channel._line._host._patience = 10.0
    await asyncio.gather(
        *(talking.channel.send(stage.private(p, id=f"m{n}")) for n, p in enumerate(people))
    )
    assert len(stage.emulator.sent) == 12


async def test_a_message_that_cannot_have_its_turn_in_a_channel_waits_outside(stage, talking):
    stalled = stage.emulator.faults.add(FaultKind.STALL, POST)
    first = asyncio.create_task(talking.channel.send(stage.private(stage.ann, id="a")))
    async with asyncio.timeout(5):
        while not stalled.hits:
            await asyncio.sleep(0.01)
    await failure(talking, stage.private(stage.ann, id="b"), TryLater)
    with pytest.raises(Unknown):
        await first
    await talking.channel.send(stage.private(stage.ann, id="b"))
    assert len(stage.emulator.sent) == 1


async def test_no_token_and_no_text_is_ever_logged(stage, caplog, choices):
    caplog.set_level(logging.DEBUG)
    stage.emulator.faults.add(FaultKind.RATE_LIMITED, "POST .*/callback", retry_after=0.1)
    stage.emulator.faults.add(FaultKind.RATE_LIMITED, POST, retry_after=0.1)
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "my sekret words", public=False)
        await running.desk.until(1)
        sent = await running.channel.send(stage.private(stage.ann, "answer", choices=choices))
        pressed = stage.emulator.customer_presses(stage.ann, sent.external_ids[0], "person")
        await running.desk.until(2)
        made = stage.emulator.hooks.interactions[pressed]
        async with asyncio.timeout(5):
            while made.answered is None:
                await asyncio.sleep(0.01)
    ours = "\n".join(
        r.getMessage() for r in caplog.records if r.name.startswith(("discord", "bots"))
    )
    assert "rate limited" in ours
    assert TOKEN not in ours
    assert made.token not in ours
    assert "sekret" not in ours
