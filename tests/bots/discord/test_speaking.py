"""Sending without listening, sending twice, taking back, and what concerns everybody."""

import asyncio
import logging

import pytest

from core.channel import NotAllowed, Place, TryLater, Unknown, Withdrawal, Withdrawing
from core.vocabulary import Visibility
from sandbox.faults import FaultKind

POST = "POST .*/messages$"


def withdrawal(outbound, *ids):
    return Withdrawal(outbound.place, outbound.recipient, ids)


@pytest.fixture
def ann(stage):
    """Known to Discord, but has not written."""
    stage.emulator.world.meet(stage.ann)
    return stage.ann


async def test_who_we_are_is_learnt_without_the_gateway(stage):
    channel = stage.channel()
    assert (await channel.connect()).handle == "okpay_support"
    assert channel.account == await channel.connect()
    assert stage.emulator.gateway.identified == 0
    assert channel.webhooks == ()


async def test_a_wrong_token_is_told_by_connect_and_holds_every_message_back(stage, ann):
    stage.emulator.rest.token = "another"
    channel = stage.channel()
    with pytest.raises(NotAllowed, match="DISCORD_BOT_TOKEN"):
        await channel.connect()
    with pytest.raises(TryLater, match="token") as caught:
        await channel.send(stage.private(ann))
    assert caught.value.everyone


async def test_a_process_that_only_sends_opens_the_private_channel_itself(stage, ann):
    channel = stage.channel()
    sent = await channel.send(stage.private(ann, "Hi"))
    assert stage.emulator.transcript(ann)[-1].id == sent.external_ids[0]
    room = stage.emulator.sent[0].channel_id
    assert sent.memory == {f"dm.{ann.id_on('discord')}": room}
    opened = stage.emulator.faults.add(FaultKind.FORBIDDEN, "POST /.*users/@me/channels")
    await channel.send(stage.private(ann, "again", id="d2"))  # it remembers the channel
    assert opened.hits == 0
    assert stage.emulator.gateway.identified == 0
    assert not channel.listening.is_set()


async def test_many_first_messages_share_one_login(stage, ann, caplog):
    caplog.set_level(logging.INFO, logger="discord.client")
    channel = stage.channel()
    await asyncio.gather(*(channel.send(stage.private(ann, id=f"d{n}")) for n in range(4)))
    assert len(stage.emulator.sent) == 4
    assert caplog.text.count("logging in") == 1


async def test_an_idle_login_ends_and_another_follows(stage, ann, eventually):
    channel = stage.channel(idle=0.05)
    await channel.send(stage.private(ann))
    host = channel._line._host
    await eventually(lambda: channel._line._host is None)
    await eventually(host.is_closed)
    await channel.send(stage.private(ann, id="d2"))
    assert len(stage.emulator.sent) == 2


async def test_the_login_of_a_listener_is_not_idle_and_is_shared(stage, ann):
    async with stage.running(idle=0.02) as running:
        host = running.channel._line._host
        await asyncio.sleep(0.2)
        await running.channel.send(stage.private(ann))
        assert running.channel._line._host is host
        assert not host.is_closed()


async def test_what_is_on_its_way_survives_the_end_of_listening(stage, ann):
    async with stage.running() as running:
        stage.emulator.faults.add(FaultKind.RATE_LIMITED, POST, retry_after=1.0)
        sending = asyncio.create_task(running.channel.send(stage.private(ann)))
        await asyncio.sleep(0.1)
    assert (await sending).external_ids == (stage.emulator.sent[0].message_id,)


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.SERVER_ERROR])
async def test_a_login_that_fails_surely_sent_nothing(stage, ann, kind, monkeypatch):
    monkeypatch.setattr("bots.discord.line.LOGIN", 0.5)
    fault = stage.emulator.faults.add(kind, "GET .*/users/@me$", times=9)
    channel = stage.channel()
    with pytest.raises(TryLater) as caught:
        await channel.send(stage.private(ann))
    assert caught.value.everyone
    fault.times = 0
    await channel.send(stage.private(ann))


async def test_a_private_channel_that_could_not_be_opened_surely_sent_nothing(stage, ann):
    stage.emulator.faults.add(FaultKind.DROP_AFTER, "POST .*/users/@me/channels")
    channel = stage.channel()
    with pytest.raises(TryLater):
        await channel.send(stage.private(ann))
    await channel.send(stage.private(ann))
    assert len(stage.emulator.sent) == 1


async def test_another_process_sending_the_same_again_delivers_once(stage, ann):
    stage.emulator.limits = False
    text = "".join(f"句{number}。" for number in range(900))
    stage.emulator.faults.add(FaultKind.DROP_AFTER, POST)
    with pytest.raises(Unknown):
        await stage.channel().send(stage.private(ann, text, id="d77"))
    first = await stage.channel().send(stage.private(ann, text, id="d77"))
    second = await stage.channel().send(stage.private(ann, text, id="d77", attempt=3))
    assert first.external_ids == second.external_ids
    screen = [said.text for said in stage.emulator.transcript(ann)]
    assert "".join(screen) == text


async def test_a_global_limit_holds_everybody_back_and_is_not_run_into_again(stage, ann):
    channel = stage.channel()
    await channel.connect()
    stage.emulator.halted = 42.0
    with pytest.raises(TryLater) as caught:
        await channel.send(stage.private(ann))
    assert caught.value.everyone
    assert 41.0 < caught.value.after <= 42.0
    stage.emulator.halted = 0.0
    with pytest.raises(TryLater) as again:
        await channel.send(stage.private(stage.bao, id="d2"))
    assert again.value.everyone
    assert stage.emulator.sent == []


async def test_a_ban_holds_everybody_back_for_its_time(stage, ann):
    channel = stage.channel()
    await channel.connect()
    stage.emulator.banned = 600.0
    with pytest.raises(TryLater) as caught:
        await channel.send(stage.private(ann))
    assert caught.value.everyone
    assert 595.0 < caught.value.after <= 600.0


async def test_a_ban_at_the_login_is_told_with_its_time(stage, ann):
    stage.emulator.banned = 600.0
    with pytest.raises(TryLater) as caught:
        await stage.channel().send(stage.private(ann))
    assert caught.value.everyone
    assert caught.value.after == 600.0


async def test_one_channels_limit_is_nobody_elses(stage, ann):
    channel = stage.channel()
    await channel.connect()
    stage.emulator.faults.add(FaultKind.RATE_LIMITED, POST, retry_after=42.0)
    with pytest.raises(TryLater) as caught:
        await channel.send(stage.private(ann))
    assert not caught.value.everyone
    mention = stage.emulator.customer_says(stage.bao, "help", public=True)
    await channel.send(stage.public(stage.bao, mention))


async def test_a_sent_message_is_taken_back_whole_and_again(stage, ann):
    channel = stage.channel()
    assert isinstance(channel, Withdrawing)
    assert channel.capabilities.withdraws
    outbound = stage.private(ann, "字" * 3000)
    sent = await channel.send(outbound)
    assert len(sent.external_ids) == 2
    for fresh in (channel, stage.channel(), stage.channel()):
        await fresh.withdraw(withdrawal(outbound, *sent.external_ids))
        assert all(said.deleted for said in stage.emulator.transcript(ann))


async def test_a_public_message_is_taken_back(stage):
    channel = stage.channel()
    mention = stage.emulator.customer_says(stage.ann, "help", public=True)
    outbound = stage.public(stage.ann, mention)
    sent = await channel.send(outbound)
    await channel.withdraw(withdrawal(outbound, *sent.external_ids))
    assert stage.emulator.transcript(stage.ann)[-1].deleted


async def test_a_withdrawal_that_fails_is_told_as_a_send_error(stage, ann):
    channel = stage.channel(answer=0.5)
    outbound = stage.private(ann)
    sent = await channel.send(outbound)
    stage.emulator.faults.add(FaultKind.STALL, "DELETE .*/messages/.*")
    with pytest.raises(Unknown):
        await channel.withdraw(withdrawal(outbound, *sent.external_ids))
    stage.emulator.faults.add(FaultKind.RATE_LIMITED, "DELETE .*/messages/.*", retry_after=60.0)
    with pytest.raises(TryLater):
        await channel.withdraw(withdrawal(outbound, *sent.external_ids))
    assert not stage.emulator.transcript(ann)[-1].deleted


async def test_a_message_of_a_channel_that_is_gone_is_gone_too(stage):
    place = Place(Visibility.PUBLIC, "4242")
    await stage.channel().withdraw(Withdrawal(place, "1", ("77",)))


def test_what_the_desk_may_send_is_below_what_discord_takes(stage):
    by_name = {each.name: each for each in stage.channel().capabilities.allowances}
    assert (by_name["all"].count, by_name["all"].seconds) == (45, 1.0)
    assert (by_name["chat"].count, by_name["chat"].each_place) == (5, True)
