"""The emulated X refuses what X refuses: seen through tweepy alone."""

import contextlib
from typing import Any

import pytest
import tweepy

from sandbox.cast import Person
from sandbox.faults import FaultKind
from sandbox.twitter.weight import weight

MEI = Person("mei_lin", "Mei Lin")


async def refused(call: Any, error: type[tweepy.HTTPException]) -> tweepy.HTTPException:
    with pytest.raises(error) as caught:
        await call
    return caught.value


async def test_mentions_come_in_pages_newest_first(emulator, client):
    us = emulator.account.id
    ids = [emulator.customer_says(MEI, f"number {n}", public=True) for n in range(23)]
    found: list[str] = []
    token = None
    sizes = []
    while True:
        page = await client().get_users_mentions(us, max_results=10, pagination_token=token)
        found += [post["id"] for post in page["data"]]
        sizes.append(len(page["data"]))
        assert page["meta"]["newest_id"] == page["data"][0]["id"]
        token = page["meta"].get("next_token")
        if token is None:
            break
    assert found == ids[::-1]
    assert sizes == [10, 10, 3]
    after = await client().get_users_mentions(us, since_id=ids[-3])
    assert [post["id"] for post in after["data"]] == [ids[-1], ids[-2]]
    assert set(after["data"][0]) == {"id", "text", "edit_history_tweet_ids"}


async def test_only_the_800_newest_mentions(emulator, client):
    emulator.limits = False
    for n in range(850):
        emulator.customer_says(MEI, f"number {n}", public=True)
    token, count = None, 0
    while True:
        page = await client().get_users_mentions(
            emulator.account.id, max_results=100, pagination_token=token
        )
        count += page["meta"]["result_count"]
        token = page["meta"].get("next_token")
        if token is None:
            break
    assert count == 800


@pytest.mark.parametrize(
    "asked",
    [
        {"max_results": 4},
        {"max_results": 101},
        {"since_id": "abc"},
        {"pagination_token": "7140w"},
        {"start_time": "yesterday"},
    ],
)
async def test_wrong_questions_are_refused(emulator, client, asked):
    emulator.customer_says(MEI, "hello", public=True)
    await refused(client().get_users_mentions(emulator.account.id, **asked), tweepy.BadRequest)


async def test_fields_and_expansions(emulator, client):
    post = emulator.customer_says(MEI, "hello <b>", public=True)
    page = await client().get_users_mentions(
        emulator.account.id,
        expansions=["author_id"],
        tweet_fields=["author_id", "created_at", "conversation_id", "entities"],
        user_fields=["public_metrics"],
    )
    (item,) = page["data"]
    assert item["text"] == "@OKPaySupport hello &lt;b&gt;"
    assert item["conversation_id"] == post
    assert item["entities"]["mentions"][0]["id"] == emulator.account.id
    assert page["includes"]["users"][0]["public_metrics"]["followers_count"] == 7


async def test_message_events_newest_first(emulator, client):
    ids = [emulator.customer_says(MEI, f"number {n}", public=False) for n in range(3)]
    emulator.push_raw({"id": "1", "event_type": "ParticipantsJoin"}, private=True)
    page = await client().get_direct_message_events(event_types="MessageCreate", max_results=2)
    assert [f"dm:{event['id']}" for event in page["data"]] == [ids[2], ids[1]]
    rest = await client().get_direct_message_events(
        event_types="MessageCreate", max_results=2, pagination_token=page["meta"]["next_token"]
    )
    assert [f"dm:{event['id']}" for event in rest["data"]] == [ids[0]]
    with_her = await client().get_direct_message_events(participant_id=MEI.id_on("twitter"))
    assert len(with_her["data"]) == 3


async def test_replies_only_where_we_were_called(emulator, client):
    called = emulator.customer_says(MEI, "help", public=True)
    chat = emulator.customer_chats(MEI, "nice weather")
    await client().create_tweet(text="of course", in_reply_to_tweet_id=called)
    error = await refused(
        client().create_tweet(text="hello", in_reply_to_tweet_id=chat), tweepy.Forbidden
    )
    assert "not been mentioned or otherwise engaged" in str(error)
    await refused(client().create_tweet(text="hi", in_reply_to_tweet_id="5"), tweepy.Forbidden)


async def test_no_duplicates_and_nothing_too_long(emulator, client):
    called = emulator.customer_says(MEI, "help", public=True)
    made = await client().create_tweet(text="of course", in_reply_to_tweet_id=called)
    error = await refused(
        client().create_tweet(text="of course", in_reply_to_tweet_id=called), tweepy.Forbidden
    )
    assert "duplicate content" in str(error)
    await refused(client().create_tweet(text="字" * 141), tweepy.Forbidden)
    await refused(client().create_tweet(text=" "), tweepy.BadRequest)
    own = await client().get_users_tweets(emulator.account.id)
    assert [post["id"] for post in own["data"]] == [made["data"]["id"]]
    assert own["data"][0]["text"] == "@mei_lin of course"
    await client().delete_tweet(made["data"]["id"])
    assert (await client().get_users_tweets(emulator.account.id))["meta"]["result_count"] == 0
    (ours,) = (said for said in emulator.transcript(MEI) if said.mine)
    assert ours.deleted


async def test_messages_only_to_who_wrote_and_lets_us(emulator, client):
    her = MEI.id_on("twitter")
    await refused(client().create_direct_message(participant_id=her, text="hi"), tweepy.Forbidden)
    emulator.customer_says(MEI, "hello", public=False)
    await client().create_direct_message(participant_id=her, text="hi")
    await refused(
        client().create_direct_message(participant_id=her, text="x" * 10_001), tweepy.BadRequest
    )
    for change in (emulator.customer_closes, emulator.customer_blocks):
        change(MEI, True)
        await refused(
            client().create_direct_message(participant_id=her, text="hi"), tweepy.Forbidden
        )
        change(MEI, False)
    await client().create_direct_message(participant_id=her, text="again")


@pytest.mark.parametrize(
    ("allowed", "ask"),
    [
        (15, lambda client, us: client.get_direct_message_events()),
        (75, lambda client, us: client.get_me()),
        (15, lambda client, us: client.create_direct_message(participant_id="5", text="hi")),
        (100, lambda client, us: client.create_tweet(text=" ")),
    ],
)
async def test_published_limits(emulator, client, allowed, ask):
    made = client()
    for _ in range(allowed):
        with contextlib.suppress(tweepy.Forbidden, tweepy.BadRequest):
            await ask(made, emulator.account.id)
    error = await refused(ask(made, emulator.account.id), tweepy.TooManyRequests)
    assert isinstance(error, tweepy.TooManyRequests)
    assert error.reset_time
    assert error.response.headers["x-rate-limit-remaining"] == "0"


async def test_limits_can_be_off(emulator, client):
    emulator.limits = False
    for _ in range(20):
        await client().get_direct_message_events()
    error = await refused(client().create_tweet(text=" "), tweepy.BadRequest)
    assert "x-rate-limit-limit" not in error.response.headers


async def test_unknown_endpoints_in_x_s_form(emulator, client):
    await refused(client().get_user(username="okpay"), tweepy.NotFound)
    await refused(client().like(5), tweepy.NotFound)


async def test_faults_are_seen_by_the_library(emulator, client):
    emulator.faults.add(FaultKind.RATE_LIMITED, "GET /2/users/me", retry_after=30)
    await refused(client().get_me(), tweepy.TooManyRequests)
    emulator.faults.add(FaultKind.SERVER_ERROR, "GET /2/users/me")
    await refused(client().get_me(), tweepy.TwitterServerError)
    emulator.faults.add(FaultKind.FORBIDDEN, "GET /2/users/me")
    await refused(client().get_me(), tweepy.Forbidden)
    assert (await client().get_me())["data"]["id"] == emulator.account.id


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("hello", 5),
        ("你好", 4),
        ("👨‍👩‍👧‍👦", 2),
        ("🇨🇳", 2),
        ("https://x.com/abc def", 27),
        ("1️⃣", 2),
    ],
)
def test_weight(text, length):
    assert weight(text) == length
