"""What the desk sends, through tweepy, to the emulated X; and what comes of it."""

import asyncio
import time

import pytest

from bots.twitter.channel import open_channel
from bots.twitter.render import DIRECT_LIMIT
from core.channel import Choice, Refusal, TryLater, Undeliverable, Unknown
from sandbox.cast import Person
from sandbox.faults import FaultKind

CHOICES = (Choice("faq.a", "查询进度"), Choice("human", "人工客服"))
MESSAGES = "POST .*/messages"
POSTS = "POST /2/tweets"


@pytest.fixture
async def ready(bench, mei):
    """A channel that listens, and a customer who wrote in private and in public."""
    channel = await bench.run()
    bench.emulator.customer_says(mei, "hello", public=False)
    post = bench.emulator.customer_says(mei, "hello all", public=True)
    await bench.desk.until(lambda: len(bench.desk.messages()) == 2)
    return channel, post


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


async def test_the_same_reply_again_counts_as_sent(bench, ready, mei, publicly):
    channel, post = ready
    first = await channel.send(publicly(mei, "We are looking into it: https://okpay.com/x", post))
    again = await channel.send(
        publicly(mei, "We are looking into it: https://okpay.com/x", post, number=2)
    )
    assert again.external_ids == first.external_ids
    assert len(bench.emulator.sent) == 1


async def test_a_duplicate_that_cannot_be_found_counts_as_sent(bench, ready, mei, publicly):
    channel, post = ready
    other = bench.emulator.customer_says(mei, "and again", public=True)
    await channel.send(publicly(mei, "We are looking into it.", post))
    again = await channel.send(publicly(mei, "We are looking into it.", other, number=2))
    assert again.external_ids == ()


@pytest.mark.parametrize("where", [MESSAGES, POSTS])
async def test_rate_limits_say_when(bench, ready, mei, privately, publicly, where):
    channel, post = ready
    outbound = privately(mei, "later") if where == MESSAGES else publicly(mei, "later", post)
    bench.emulator.faults.add(FaultKind.RATE_LIMITED, where, retry_after=120)
    with pytest.raises(TryLater) as caught:
        await channel.send(outbound)
    assert 118 <= caught.value.after <= 122
    assert (await channel.send(outbound)).external_ids


@pytest.mark.parametrize("where", [MESSAGES, POSTS])
@pytest.mark.parametrize(
    ("kind", "arrived"),
    [
        (FaultKind.SERVER_ERROR, 0),
        (FaultKind.BAD_GATEWAY, 0),
        (FaultKind.DROP_BEFORE, 0),
        (FaultKind.DROP_AFTER, 1),
    ],
)
async def test_what_is_unknown_arrives_once(
    bench, ready, mei, privately, publicly, where, kind, arrived
):
    channel, post = ready
    outbound = privately(mei, "once") if where == MESSAGES else publicly(mei, "once", post)
    bench.emulator.faults.add(kind, where)
    with pytest.raises(Unknown):
        await channel.send(outbound)
    assert len(bench.emulator.sent) == arrived
    sent = await channel.send(outbound)
    assert [sent.external_ids] == [(accepted.id,) for accepted in bench.emulator.sent]


async def test_no_answer_in_time_is_unknown(bench, mei, privately):
    channel = bench.channel(answer_seconds=0.5)
    await bench.run(channel)
    bench.emulator.customer_says(mei, "hello", public=False)
    bench.emulator.faults.add(FaultKind.STALL, MESSAGES)
    with pytest.raises(Unknown):
        await channel.send(privately(mei, "hello"))


async def test_a_message_of_a_killed_process_is_not_sent_again(bench, ready, mei, privately):
    channel, _ = ready
    bench.emulator.faults.add(FaultKind.DROP_AFTER, MESSAGES)
    with pytest.raises(Unknown):
        await channel.send(privately(mei, "are you there?"))
    await bench.stop()
    successor = await bench.run()
    sent = await successor.send(privately(mei, "are you there?"))
    assert [accepted.id for accepted in bench.emulator.sent] == list(sent.external_ids)
    await successor.send(privately(mei, "are you there?", number=2))
    assert len(bench.emulator.sent) == 2  # a second one is meant


async def test_a_split_text_that_breaks_is_completed_without_repeating(
    bench, ready, mei, privately
):
    channel, _ = ready
    outbound = privately(mei, "\n".join(f"line {n} of a long text" for n in range(1500)))
    bench.emulator.limits = True  # 15 messages in 15 minutes
    for number in range(2, 16):
        await channel.send(privately(mei, f"message {number}", number=number))
    with pytest.raises(Unknown, match="part 2 of 4"):
        await channel.send(outbound)
    bench.emulator.limits = False
    sent = await channel.send(outbound)
    assert [accepted.id for accepted in bench.emulator.sent[14:]] == list(sent.external_ids)
    assert len(sent.external_ids) == 4


async def test_refused_connections_are_tried_later(bench, mei, privately, publicly):
    channel = bench.channel(X_API_BASE_URL="http://127.0.0.1:9")
    for outbound in (privately(mei, "hello"), publicly(mei, "hello", "1")):
        with pytest.raises(TryLater) as caught:
            await channel.send(outbound)
        assert caught.value.after > 0


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


async def test_a_cancelled_send_is_looked_up_next_time(bench, ready, mei, privately):
    channel, _ = ready
    bench.emulator.faults.add(FaultKind.DROP_AFTER, MESSAGES)
    bench.emulator.faults.add(FaultKind.STALL, "GET .*/with/")
    with pytest.raises(Unknown):
        await channel.send(privately(mei, "once"))
    task = asyncio.create_task(channel.send(privately(mei, "once")))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await channel.send(privately(mei, "once"))).external_ids
    assert len(bench.emulator.sent) == 1


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
