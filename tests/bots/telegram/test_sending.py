"""What the desk says reaches the customer, or the desk learns exactly why not."""

import asyncio
import json
import socket

import pytest

from core.channel import Outbound, Place, Refusal, TryLater, Undeliverable, Unknown
from core.vocabulary import Visibility
from sandbox.cast import Person
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def opened(emulator, person):
    """The customer wrote first, as Telegram demands."""
    return emulator.customer_says(person, "hi", public=False)


def heard(emulator, person):
    return [said for said in emulator.transcript(person) if said.mine]


async def test_private_text_arrives_as_it_is(channel, emulator, person, private):
    sent = await channel.send(private("*转账* <b>&</b> _a_ https://okpay.example @someone"))
    (said,) = heard(emulator, person)
    assert sent.external_ids == (said.id,)
    assert said.text == "*转账* <b>&</b> _a_ https://okpay.example @someone"
    assert not said.public
    assert '"is_disabled": true' in emulator.sent[0]["link_preview_options"]
    assert "parse_mode" not in emulator.sent[0]


async def test_public_answer_quotes_and_pings_nobody(channel, emulator, person, public):
    key = emulator.customer_says(person, "help me @victim", public=True)
    text = "Hi @victim, write to @okpay_sandbox_bot or help@okpay.example"
    await channel.send(public(text, reply_to=key))
    (said,) = heard(emulator, person)
    assert said.reply_to == key
    assert said.text == text.replace("@victim", "@\u200bvictim")


@pytest.mark.parametrize(
    ("text", "label"), [("Please write to us", "Message us privately"), ("请私信我们", "私聊客服")]
)
async def test_invitation_opens_a_private_chat(channel, emulator, person, public, text, label):
    key = emulator.customer_says(person, "help", public=True)
    await channel.send(public(text, reply_to=key, invite=True))
    (said,) = heard(emulator, person)
    assert said.link == "https://t.me/okpay_sandbox_bot?start=support"
    (row,) = json.loads(emulator.sent[0]["reply_markup"])["inline_keyboard"]
    assert row[0]["text"] == label


async def test_long_private_text_comes_whole_in_order(channel, emulator, person, private):
    words = " ".join(f"word{number}" for number in range(1500))
    sent = await channel.send(private(words, choices=[("ok", "OK")]))
    said = heard(emulator, person)
    assert len(sent.external_ids) == len(said) > 2
    assert " ".join(one.text for one in said) == words
    assert [bool(one.buttons) for one in said] == [False] * (len(said) - 1) + [True]


async def test_half_sent_long_text_is_unknown(channel, emulator, person, private):
    emulator.limits = False
    task = asyncio.create_task(channel.send(private("长" * 9000)))
    while not emulator.sent:
        await asyncio.sleep(0)
    emulator.customer_blocks(person)
    with pytest.raises(Unknown, match="1 part"):
        await task
    assert len(heard(emulator, person)) == 1


async def test_too_long_in_public_and_empty(channel, public, private, emulator):
    with pytest.raises(Undeliverable) as caught:
        await channel.send(public("长" * 4097))
    assert caught.value.refusal is Refusal.TOO_LONG
    with pytest.raises(Undeliverable) as caught:
        await channel.send(private(" \n "))
    assert caught.value.refusal is Refusal.INVALID
    assert not emulator.sent


async def test_blocked_closed_gone_and_forbidden(channel, emulator, person, private, public):
    def to(number, reply_to=None):
        return Outbound("d", Place(Visibility.DIRECT, number), number, "hi", reply_to=reply_to)

    async def refusal(outbound):
        with pytest.raises(Undeliverable) as caught:
            await channel.send(outbound)
        assert caught.value.reason
        return caught.value.refusal

    stranger = Person("stranger")
    key = emulator.customer_says(stranger, "public only", public=True)
    assert await refusal(to(stranger.id_on("telegram"))) is Refusal.CLOSED
    assert await refusal(to("424242")) is Refusal.GONE
    assert await refusal(to("not a number")) is Refusal.INVALID
    assert await refusal(public(reply_to="5:x")) is Refusal.INVALID
    emulator.customer_deletes(stranger, key)
    assert await refusal(public(reply_to=key)) is Refusal.GONE
    emulator.customer_blocks(person)
    assert await refusal(private()) is Refusal.BLOCKED
    emulator.world.bot_is_member = False
    assert await refusal(public()) is Refusal.FORBIDDEN
    assert not emulator.sent


async def test_flood_limit_says_when(channel, emulator, private):
    emulator.faults.add(FaultKind.RATE_LIMITED, "sendMessage", retry_after=17)
    with pytest.raises(TryLater) as caught:
        await channel.send(private())
    assert caught.value.after == 17
    await channel.send(private())
    assert len(emulator.sent) == 1


async def test_telegrams_own_limit_is_met(channel, emulator, private):
    async def flood():
        for _ in range(10):
            await channel.send(private())

    with pytest.raises(TryLater) as caught:
        await flood()
    assert caught.value.after >= 1
    assert 0 < len(emulator.sent) < 10


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [
        (FaultKind.SERVER_ERROR, 0),
        (FaultKind.BAD_GATEWAY, 0),
        (FaultKind.DROP_BEFORE, 0),
        (FaultKind.DROP_AFTER, 1),
        (FaultKind.STALL, 0),
    ],
)
async def test_no_answer_is_unknown(build, desk, running, emulator, person, private, kind, arrived):
    channel = build({"answer": 0.5 if kind is FaultKind.STALL else 10})
    async with running(channel, desk):
        emulator.faults.add(kind, "sendMessage")
        with pytest.raises(Unknown) as caught:
            await channel.send(private())
    assert "SANDBOX" not in caught.value.reason
    assert caught.value.__suppress_context__
    assert len(heard(emulator, person)) == arrived


@pytest.mark.parametrize("known", [True, False])
async def test_refused_connection_is_surely_not_sent(build, private, me, known):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        channel = build(TELEGRAM_API_BASE_URL=f"http://127.0.0.1:{port}")
        channel.account = me if known else None
        with pytest.raises(TryLater) as caught:
            await channel.send(private())
    assert caught.value.after > 0


async def test_forbidden_by_fault_is_final(channel, emulator, private):
    emulator.faults.add(FaultKind.FORBIDDEN, "sendMessage")
    with pytest.raises(Undeliverable) as caught:
        await channel.send(private())
    assert caught.value.refusal is Refusal.BLOCKED


async def test_refused_token_loses_no_message(build, private):
    channel = build(TELEGRAM_BOT_TOKEN="100000001:OLD")
    with pytest.raises(TryLater, match="BotFather") as caught:
        await channel.send(private())
    assert "OLD" not in caught.value.reason


async def test_sends_without_listening(build, emulator, person, private):
    channel = build()
    await channel.send(private("from another process"))
    await channel.send(private("again"))
    assert [said.text for said in heard(emulator, person)] == ["from another process", "again"]


async def test_stopping_does_not_cut_off_what_is_being_sent(
    build, running, desk, emulator, person, private
):
    channel = build()
    async with running(channel, desk):
        sending = asyncio.create_task(channel.send(private("on its way")))
        await asyncio.sleep(0)
    assert (await sending).external_ids == (heard(emulator, person)[0].id,)


async def test_many_at_once(channel, emulator, private):
    emulator.limits = False
    results = await asyncio.gather(*(channel.send(private(str(n))) for n in range(100)))
    assert len({key for sent in results for key in sent.external_ids}) == 100
    assert len(emulator.sent) == 100


async def test_half_characters_are_mended(channel, emulator, person, private):
    await channel.send(private("a\ud83db \ud83d\ude00"))
    assert heard(emulator, person)[0].text == "a\ufffdb 😀"
