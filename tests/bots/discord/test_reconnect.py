"""Lost connections, restarts, and starts that cannot succeed."""

import asyncio

import pytest

from core.channel import Message, NotAllowed
from sandbox.discord.emulator import TOKEN
from sandbox.faults import FaultKind


def texts(desk):
    return [each.text for each in desk.of(Message)]


async def test_a_cut_connection_is_resumed_and_nothing_is_lost(stage, eventually):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "one", public=False)
        await running.desk.until(1)
        stage.emulator.gateway.drop()
        stage.emulator.customer_says(stage.bao, "two", public=False)
        await running.desk.until(2, Message)
        assert texts(running.desk) == ["one", "two"]
        assert (stage.emulator.gateway.identified, stage.emulator.gateway.resumed) == (1, 1)
        await eventually(running.channel.listening.is_set)


async def test_a_reconnect_that_discord_asks_for_loses_nothing(stage):
    async with stage.running() as running:
        stage.emulator.gateway.ask_reconnect()
        stage.emulator.customer_says(stage.ann, "meanwhile", public=False)
        await running.desk.until(1, Message)
        assert stage.emulator.gateway.identified == 1


async def test_a_forgotten_session_is_caught_up_from_history(stage, monkeypatch):
    monkeypatch.setattr("bots.discord.patience.BETWEEN_STARTS", 0.0)
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "one", public=False)
        await running.desk.until(1)
        stage.emulator.gateway.invalidate()
        stage.emulator.customer_says(stage.ann, "two", public=False)
        stage.emulator.customer_says(stage.ann, "three", public=False)
        await running.desk.until(3, Message)
        assert list(dict.fromkeys(texts(running.desk))) == ["one", "two", "three"]
        assert stage.emulator.gateway.identified == 2


async def test_a_refused_resume_begins_a_new_session(stage, monkeypatch):
    monkeypatch.setattr("bots.discord.patience.BETWEEN_STARTS", 0.0)
    stage.emulator.gateway.refuse_resume = True
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "one", public=False)
        await running.desk.until(1)
        stage.emulator.gateway.drop()
        stage.emulator.customer_says(stage.ann, "two", public=False)
        await running.desk.until(2, Message)
        assert set(texts(running.desk)) == {"one", "two"}


async def test_a_restart_finds_what_was_written_meanwhile(stage):
    async with stage.running() as running:
        desk = running.desk
        stage.emulator.customer_says(stage.ann, "one", public=False)
        stage.emulator.customer_says(stage.bao, "help", public=True)
        await desk.until(2)
    for number in range(120):
        stage.emulator.customer_says(stage.ann, f"while away {number}", public=False)
    stage.emulator.customer_chats(stage.ann, "talk among us")
    stage.emulator.customer_says(stage.bao, "hello?", public=True)
    async with stage.running(desk):
        await desk.until(123, Message)
        private = [t for t in texts(desk) if t.startswith("while")]
        assert private == [f"while away {number}" for number in range(120)]
        assert "@okpay_support hello?" in texts(desk)
        assert "talk among us" not in texts(desk)
        stage.emulator.customer_says(stage.ann, "live", public=False)
        await desk.until(124, Message)
        assert texts(desk)[-1] == "live"


async def test_an_answer_to_a_private_message_we_began_is_found_after_a_restart(stage):
    async with stage.running() as running:
        desk = running.desk
        stage.emulator.customer_says(stage.ann, "help", public=True)
        await desk.until(1)
        desk.memory |= (await running.channel.send(stage.private(stage.ann, "Hi"))).memory
    stage.emulator.customer_says(stage.ann, "here I am", public=False)
    async with stage.running(desk):
        await desk.until(2, Message)
        assert texts(desk)[-1] == "here I am"


async def test_nothing_newer_is_stored_before_the_gap_is(stage, eventually):
    """Else a crash in between would leave a hole behind the mark."""
    async with stage.running() as running:
        desk = running.desk
        stage.emulator.customer_says(stage.ann, "one", public=False)
        await desk.until(1)
    stage.emulator.customer_says(stage.ann, "two", public=False)
    fault = stage.emulator.faults.add(FaultKind.DROP_BEFORE, "GET .*/messages", times=3)
    async with stage.running(desk):
        stage.emulator.customer_says(stage.ann, "three", public=False)
        await desk.until(3, Message)
        assert fault.hits == 3
        assert list(dict.fromkeys(texts(desk))) == ["one", "two", "three"]


async def test_a_channel_that_is_gone_does_not_hold_up_the_others(stage):
    memory = {"dm.1": "123456", "last.123456": "5", "dm.2": "99", "last.y": "z"}
    async with stage.running(memory=memory) as running:
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await running.desk.until(1, Message)


async def test_run_can_be_started_again_on_the_same_object(stage):
    channel = stage.channel()
    for number in range(2):
        async with stage.running(channel=channel) as running:
            stage.emulator.customer_says(stage.ann, f"message {number}", public=False)
            await running.desk.until(1, Message)
        assert not channel.listening.is_set()


async def test_what_was_heard_is_stored_before_a_stop(stage, eventually):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await running.desk.until(1)
        running.desk.failures = 1
        stage.emulator.customer_says(stage.ann, "goodbye", public=False)
        await eventually(lambda: len(running.desk.tried) == 2)
        running.task.cancel()
        await asyncio.gather(running.task, return_exceptions=True)
        assert texts(running.desk) == ["hello", "goodbye"]


async def test_a_wrong_token_says_what_to_do(stage, caplog):
    stage.emulator.rest.token = "another"
    with pytest.raises(NotAllowed, match="DISCORD_BOT_TOKEN") as caught:
        async with stage.running():
            pass
    assert TOKEN not in str(caught.value) + caplog.text


async def test_a_token_the_gateway_refuses_says_what_to_do(stage):
    stage.emulator.gateway.token = "another"
    with pytest.raises(NotAllowed, match="DISCORD_BOT_TOKEN"):
        async with stage.running():
            pass


@pytest.mark.parametrize("code", [4010, 4012])
async def test_a_gateway_that_is_too_new_for_us_says_so(stage, code):
    async with stage.running() as running:
        stage.emulator.gateway.close(code)
        with pytest.raises(NotAllowed, match=f"{code}.*update"):
            async with asyncio.timeout(5):
                await running.task


async def test_a_missing_intent_says_where_to_switch_it_on(stage):
    stage.emulator.gateway.message_content = False
    with pytest.raises(NotAllowed, match="Message Content Intent"):
        async with stage.running():
            pass


async def test_a_command_that_cannot_be_registered_does_not_stop_the_start(stage):
    stage.emulator.faults.add(FaultKind.FORBIDDEN, "PUT .*/commands")
    async with stage.running() as running:
        assert "/support" in running.channel.troubles["commands"]
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await running.desk.until(1, Message)


async def test_the_command_is_registered_later_where_it_first_could_not_be(
    stage, monkeypatch, eventually
):
    monkeypatch.setattr("bots.discord.channel._REGISTER_AGAIN", 0.05)
    stage.emulator.faults.add(FaultKind.FORBIDDEN, "PUT .*/commands", times=2)
    async with stage.running() as running:
        await eventually(lambda: not running.channel.troubles)
        stage.emulator.customer_commands(stage.ann, "help")
        await running.desk.until(1, Message)


async def test_proxies_of_the_environment_do_not_stand_before_loopback(stage, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with stage.running() as running:
        await running.channel.send(stage.private(_known(stage)))


def _known(stage):
    stage.emulator.world.meet(stage.ann)
    return stage.ann
