"""What reaches the desk, through tweepy, from the emulated X."""

import asyncio

import pytest

from core.channel import COPY_AT_MOST, Edited, Message, Noted, Unreadable
from core.vocabulary import AttachmentKind, Visibility
from sandbox.faults import FaultKind


async def test_a_mention_and_a_message_arrive(bench, mei):
    channel = await bench.run()
    post = bench.emulator.customer_says(mei, "@OKPaySupport 转账失败了 a<b", public=True)
    event = bench.emulator.customer_says(mei, "我的转账失败了", public=False)
    await bench.desk.until(lambda: len(bench.desk.messages()) == 2)
    mention, direct = (bench.desk.messages()[each] for each in (post, event))
    assert mention.text == "@OKPaySupport 转账失败了 a<b"
    assert mention.place.visibility is Visibility.PUBLIC
    assert (mention.place.key, mention.place.thread) == ("posts", post)
    assert mention.author.handle == "mei_lin"
    assert mention.author.followers == 7
    assert direct.place.visibility is Visibility.DIRECT
    assert direct.place.key == direct.author.external_id == mention.author.external_id
    assert event.startswith("dm:")
    assert channel.account is not None
    assert channel.account.handle == "OKPaySupport"
    assert not channel.capabilities.buttons


async def test_the_first_start_begins_at_now(bench, mei):
    bench.emulator.customer_says(mei, "old mention", public=True)
    bench.emulator.customer_says(mei, "old message", public=False)
    await bench.run()
    assert {type(each) for each in bench.desk.got} == {Noted}
    assert set(bench.desk.memory) == {
        *("mentions.since_id", "mentions.at", "dm.since_id", "dm.at"),
    }
    new = bench.emulator.customer_says(mei, "new message", public=False)
    await bench.desk.until(lambda: new in bench.desk.messages())
    assert list(bench.desk.messages()) == [new]


async def test_a_new_start_goes_on_where_the_last_stopped(bench, mei):
    await bench.run()
    before = [bench.emulator.customer_says(mei, f"one {p}", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(before) <= set(bench.desk.messages()))
    await bench.stop()
    missed = [bench.emulator.customer_says(mei, f"two {p}", public=p) for p in (True, False)]
    await bench.run()
    await bench.desk.until(lambda: set(missed) <= set(bench.desk.messages()))
    assert set(bench.desk.messages()) == {*before, *missed}


async def test_the_same_channel_can_run_again_with_stale_memory(bench, mei):
    channel = await bench.run()
    await bench.stop()
    assert not channel.listening.is_set()
    missed = bench.emulator.customer_says(mei, "while you were away", public=False)
    bench.desk.memory.clear()
    await bench.run(channel)
    await bench.desk.until(lambda: missed in bench.desk.messages())


@pytest.mark.parametrize("public", [True, False])
async def test_what_was_not_stored_comes_again(bench, mei, public):
    channel = await bench.run()
    bench.desk.refusals = 1
    message = bench.emulator.customer_says(mei, "keep this", public=public)
    await bench.desk.until(lambda: message in bench.desk.messages())
    assert bench.desk.refusals == 0
    async with asyncio.timeout(5):
        await channel.listening.wait()


async def test_the_cursor_never_passes_what_is_not_stored(bench, mei):
    await bench.run()
    ids = [bench.emulator.customer_says(mei, f"message {n}", public=False) for n in range(5)]
    bench.desk.refusals = 3
    await bench.desk.until(lambda: len(bench.desk.messages()) == 5)
    assert list(bench.desk.messages()) == ids
    # whoever starts with what was remembered by any moment gets all that came after it
    with_memory = [each for each in bench.desk.got if "dm.since_id" in each.memory]
    assert all(
        int(each.memory["dm.since_id"]) < int(ids[0][3:])
        for each in with_memory
        if isinstance(each, Message)
    )


@pytest.mark.parametrize("public", [True, False])
async def test_more_than_a_page_arrives_oldest_first(bench, mei, public):
    await bench.run()
    ids = [bench.emulator.customer_says(mei, f"number {n}", public=public) for n in range(250)]
    await bench.desk.until(lambda: len(bench.desk.messages()) == 250)
    assert list(bench.desk.messages()) == ids


async def test_a_post_that_shows_up_late_is_not_missed(bench, mei, tom):
    await bench.run()
    first = bench.emulator.customer_says(mei, "first", public=True)
    await bench.desk.until(lambda: first in bench.desk.messages())
    await asyncio.sleep(0.005)  # ids hold milliseconds; leave room for one between
    second = bench.emulator.customer_says(mei, "second", public=True)
    await bench.desk.until(lambda: second in bench.desk.messages())
    late = str(int(second) - 1)
    assert int(first) < int(late)
    bench.emulator.push_raw(
        {
            "id": late,
            "text": "@OKPaySupport late",
            "author_id": tom.id_on("twitter"),
            "created_at": "2026-01-01T00:00:00.000Z",
        }
    )
    await bench.desk.until(lambda: late in bench.desk.messages())


async def test_what_is_not_for_us_opens_nothing(bench, mei, tom):
    await bench.run()
    us = bench.emulator.account.id
    post = bench.emulator.customer_says(mei, "my payment failed", public=True)
    bench.emulator.customer_chats(tom, "same here, they never answer", reply_to=post)
    bench.emulator.push_raw(
        {
            "id": str(int(post) + 10),
            "text": "RT @mei_lin: @OKPaySupport my payment failed",
            "author_id": tom.id_on("twitter"),
            "referenced_tweets": [{"type": "retweeted", "id": post}],
        }
    )
    bench.emulator.push_raw(
        {"id": str(int(post) + 11), "text": "our own @OKPaySupport", "author_id": us}
    )
    for number, event in enumerate(
        (
            {"event_type": "ParticipantsJoin", "participant_ids": [us]},
            {"event_type": "MessageCreate", "sender_id": us, "text": "ours"},
            {
                "event_type": "MessageCreate",
                "sender_id": tom.id_on("twitter"),
                "dm_conversation_id": "1585094756761149440",
                "text": "in a group",
            },
        )
    ):
        bench.emulator.push_raw({"id": str(int(post) + number), **event}, private=True)
    last = [bench.emulator.customer_says(tom, "and me too", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(last) <= set(bench.desk.messages()))
    assert set(bench.desk.messages()) == {post, *last}


async def test_an_answer_to_our_post_is_for_us(bench, mei, publicly):
    channel = await bench.run()
    post = bench.emulator.customer_says(mei, "my payment failed", public=True)
    (ours,) = (await channel.send(publicly(mei, "We are sorry.", post))).external_ids
    answer = bench.emulator.customer_says(mei, "thanks", public=True, reply_to=ours)
    await bench.desk.until(lambda: answer in bench.desk.messages())
    got = bench.desk.messages()[answer]
    assert (got.reply_to, got.place.thread) == (ours, post)


async def test_poison_is_put_aside_and_harms_nobody(bench, mei):
    await bench.run()
    poison = [
        {"id": "1", "text": ["no", "text"], "author_id": "5"},
        {"text": "no id, no author"},
        {"id": 7, "text": "a number for an id", "author_id": "5"},
        {"id": "x" * 1000, "text": "long id", "author_id": "5"},
        {
            "id": "99999999999999999999",
            "text": "@OKPaySupport",
            "author_id": "5",
            "created_at": "yesterday",
        },
        {"entities": {"mentions": None}, "referenced_tweets": "none", "includes": [[]]},
    ]
    start = int(bench.emulator.customer_says(mei, "before", public=True))
    poison[0]["id"] = str(start + 1)
    poison[4]["id"] = str(start + 2)
    for raw in poison:
        bench.emulator.push_raw(raw)
        bench.emulator.push_raw({**raw, "event_type": "MessageCreate"}, private=True)
    good = [bench.emulator.customer_says(mei, "still here", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(good) <= set(bench.desk.messages()))
    put_aside = {each.external_id for each in bench.desk.got if isinstance(each, Unreadable)}
    assert len(put_aside) == 2 * len(poison)
    assert all(
        each.reason and len(each.copy) <= COPY_AT_MOST
        for each in bench.desk.got
        if isinstance(each, Unreadable)
    )


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "你好" * 5_000, "\u202eمرحبا بالعالم\u200b\u2066", "a\u0301\ufeff\x00 <b>&amp;"],
    ids=["long", "long-cjk", "rtl", "odd"],
)
async def test_any_text_arrives_unharmed(bench, mei, public, text):
    await bench.run()
    said = f"@OKPaySupport {text}" if public else text
    message = bench.emulator.customer_says(mei, said, public=public)
    await bench.desk.until(lambda: message in bench.desk.messages())
    assert bench.desk.messages()[message].text == said


async def test_attachments_and_empty_text(bench, mei):
    await bench.run()
    kinds = (AttachmentKind.IMAGE, AttachmentKind.VIDEO)
    ids = [
        bench.emulator.customer_says(mei, "", public=p, attachments=kinds) for p in (True, False)
    ]
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()))
    for each in ids:
        assert tuple(a.kind for a in bench.desk.messages()[each].attachments) == kinds


async def test_an_edit_changes_what_was_said(bench, mei):
    await bench.run()
    post = bench.emulator.customer_says(mei, "@OKPaySupport my payement", public=True)
    await bench.desk.until(lambda: post in bench.desk.messages())
    bench.emulator.customer_edits(mei, post, "@OKPaySupport my payment")
    await bench.desk.until(lambda: any(isinstance(each, Edited) for each in bench.desk.got))
    (edited,) = (each for each in bench.desk.got if isinstance(each, Edited))
    assert (edited.external_id, edited.text) == (post, "@OKPaySupport my payment")


@pytest.mark.parametrize(
    "kind",
    [FaultKind.BAD_GATEWAY, FaultKind.SERVER_ERROR, FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER],
)
@pytest.mark.parametrize("where", ["mentions", "dm_events"])
async def test_reading_survives_what_goes_wrong(bench, mei, kind, where):
    channel = await bench.run()
    fault = bench.emulator.faults.add(kind, f"GET .*{where}", times=3)
    ids = [bench.emulator.customer_says(mei, "hello", public=p) for p in (True, False)]
    await bench.desk.until(lambda: set(ids) <= set(bench.desk.messages()) and fault.hits == 3)
    async with asyncio.timeout(5):
        await channel.listening.wait()


async def test_a_limited_feed_waits_and_does_not_stop_the_other(bench, mei):
    await bench.run()
    limit = bench.emulator.faults.add(
        FaultKind.RATE_LIMITED, "GET .*dm_events", times=1000, retry_after=1
    )
    direct = bench.emulator.customer_says(mei, "private", public=False)
    for number in range(5):
        post = bench.emulator.customer_says(mei, f"public {number}", public=True)
        await bench.desk.until(lambda there=post: there in bench.desk.messages())
    assert limit.hits == 1
    bench.emulator.faults.clear()
    await bench.desk.until(lambda: direct in bench.desk.messages())


async def test_a_stalled_feed_is_given_up(bench, mei):
    channel = bench.channel(answer_seconds=0.3)
    await bench.run(channel)
    fault = bench.emulator.faults.add(FaultKind.STALL, "GET .*mentions")
    post = bench.emulator.customer_says(mei, "hello", public=True)
    await bench.desk.until(lambda: post in bench.desk.messages())
    assert fault.hits == 1
    assert channel.listening.is_set()


async def test_without_a_bearer_token_mentions_are_read_as_our_user(bench, mei):
    await bench.run(bench.channel(X_BEARER_TOKEN=""))
    post = bench.emulator.customer_says(mei, "hello", public=True)
    await bench.desk.until(lambda: post in bench.desk.messages())
