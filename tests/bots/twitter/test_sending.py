"""What the desk sends, through tweepy, to the emulated X; and what comes of it."""

import asyncio
import time

import pytest

from bots.twitter.channel import open_channel
from bots.twitter.render import DIRECT_LIMIT
from core.channel import Choice, Refusal, TryLater, Undeliverable
from sandbox.cast import Person
from sandbox.faults import FaultKind

CHOICES = (Choice("faq.a", "查询进度"), Choice("human", "人工客服"))
MESSAGES = "POST .*/messages"


async def test_a_private_message(bench, ready, mei, privately):
    channel, _ = ready
    sent = await channel.send(privately(mei, "您好 <b>&amp;"))
    (shown,) = (said for said in bench.emulator.transcript(mei) if said.mine)
    assert sent.external_ids == (shown.id,)
    assert shown.id.startswith("dm:")
    assert (shown.text, shown.public) == ("您好 <b>&amp;", False)


async def test_choices_are_numbered(bench, ready, mei, privately):
    channel, _ = ready
    await channel.send(privately(mei, "请选择", choices=CHOICES))
    assert bench.emulator.sent[-1].text == "请选择\n\n1. 查询进度\n2. 人工客服"


async def test_a_long_private_text_is_split_and_whole(bench, ready, mei, privately):
    channel, _ = ready
    text = "\n".join(f"line {n} of a long text" for n in range(1500))
    sent = await channel.send(privately(mei, text))
    parts = [accepted.text for accepted in bench.emulator.sent]
    assert len(sent.external_ids) == len(parts) == 4
    assert "\n".join(parts) == text
    assert all(len(part) <= DIRECT_LIMIT for part in parts)


async def test_a_reply_with_an_invitation(bench, ready, mei, publicly):
    channel, post = ready
    sent = await channel.send(publicly(mei, "请私信我们。", post, invite=True))
    (shown,) = (said for said in bench.emulator.transcript(mei) if said.mine)
    assert sent.external_ids == (shown.id,)
    assert (shown.public, shown.reply_to) == (True, post)
    account = bench.emulator.account.id
    assert shown.link == f"https://twitter.com/messages/compose?recipient_id={account}"


async def test_nobody_is_pinged(bench, ready, mei, publicly):
    channel, post = ready
    await channel.send(publicly(mei, "not @elon nor ＠bob, only @OKPaySupport a@b.com", post))
    told = bench.emulator.sent[-1].text
    assert told == "not @\u200belon nor ＠\u200bbob, only @OKPaySupport a@b.com"


@pytest.mark.parametrize("text", ["x" * 281, "字" * 141])
async def test_a_reply_that_is_too_long(bench, ready, mei, publicly, text):
    channel, post = ready
    with pytest.raises(Undeliverable) as caught:
        await channel.send(publicly(mei, text, post))
    assert caught.value.refusal is Refusal.TOO_LONG
    assert not bench.emulator.sent


@pytest.mark.parametrize("text", ["x" * 280, "字" * 140, "👨‍👩‍👧‍👦" * 140])
async def test_the_longest_reply(bench, ready, mei, publicly, text):
    channel, post = ready
    assert (await channel.send(publicly(mei, text, post))).external_ids


async def test_empty_texts_are_refused(ready, mei, privately, publicly):
    channel, post = ready
    for outbound in (privately(mei, " \n"), publicly(mei, "", post)):
        with pytest.raises(Undeliverable):
            await channel.send(outbound)


async def test_refused_connections_are_tried_later(bench, mei, privately, publicly):
    channel = bench.channel(X_API_BASE_URL="http://127.0.0.1:9")
    for outbound in (privately(mei, "hello"), publicly(mei, "hello", "1")):
        with pytest.raises(TryLater) as caught:
            await channel.send(outbound)
        assert caught.value.after > 0
        assert caught.value.everyone


async def test_sending_works_before_listening(bench, mei, privately, publicly):
    channel = bench.channel()
    bench.emulator.customer_says(mei, "hello", public=False)
    post = bench.emulator.customer_says(mei, "hello", public=True)
    await channel.send(privately(mei, "hi"))
    await channel.send(publicly(mei, "hi all", post))
    assert len(bench.emulator.sent) == 2


@pytest.mark.parametrize("state", ["never wrote", "closed", "blocked"])
async def test_private_refusals(bench, ready, mei, privately, state):
    channel, _ = ready
    person = Person("stranger") if state == "never wrote" else mei
    if state == "closed":
        bench.emulator.customer_closes(mei)
    if state == "blocked":
        bench.emulator.customer_blocks(mei)
    with pytest.raises(Undeliverable) as caught:
        await channel.send(privately(person, "hello"))
    assert caught.value.refusal is (Refusal.BLOCKED if state == "blocked" else Refusal.CLOSED)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("deleted", Refusal.GONE),
        ("blocked", Refusal.BLOCKED),
        ("not addressed", Refusal.FORBIDDEN),
    ],
)
async def test_public_refusals(bench, ready, mei, publicly, state, refusal):
    channel, post = ready
    if state == "deleted":
        bench.emulator.customer_deletes(mei, post)
    if state == "blocked":
        bench.emulator.customer_blocks(mei)
    if state == "not addressed":
        post = bench.emulator.customer_chats(mei, "nice weather")
    with pytest.raises(Undeliverable) as caught:
        await channel.send(publicly(mei, "hello", post))
    assert caught.value.refusal is refusal


async def test_withdrawn_keys_keep_the_message_for_later(bench, mei, privately):
    channel = bench.channel(X_ACCESS_TOKEN="withdrawn")
    with pytest.raises(TryLater, match="X_ACCESS_TOKEN"):
        await channel.send(privately(mei, "hello"))


async def test_keys_and_texts_never_reach_the_log(bench, ready, mei, privately, caplog):
    channel, _ = ready
    with caplog.at_level("DEBUG"):
        open_channel(bench.env)  # as the command does
        bench.emulator.faults.add(FaultKind.BAD_GATEWAY, "GET", times=4)
        bench.emulator.faults.add(FaultKind.FORBIDDEN, MESSAGES)
        with pytest.raises(Undeliverable):
            await channel.send(privately(mei, "very private words"))
        start = time.monotonic()
        while "mentions" not in caplog.text and time.monotonic() - start < 5:
            await asyncio.sleep(0.01)
    secrets = [value for name, value in bench.env.items() if "TOKEN" in name or "SECRET" in name]
    assert "mentions" in caplog.text
    assert not [secret for secret in (*secrets, "very private words") if secret in caplog.text]
    assert "oauth_signature" not in caplog.text
