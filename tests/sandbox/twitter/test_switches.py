"""What can be switched on the emulated X, and its clock and books: seen through tweepy alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import tweepy

from sandbox.cast import Person
from sandbox.faults import FaultKind
from sandbox.twitter import Emulator

MEI = Person("mei_lin", "Mei Lin")


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def emulator(clock: Clock) -> Emulator:
    return Emulator(now=clock)


async def refused(call: Any, error: type[tweepy.HTTPException]) -> tweepy.HTTPException:
    with pytest.raises(error) as caught:
        await call
    return caught.value


async def test_windows_and_resets_follow_the_clock(emulator, client, clock):
    for _ in range(15):
        await client().get_direct_message_events()
    error = await refused(client().get_direct_message_events(), tweepy.TooManyRequests)
    reset = clock.at + timedelta(minutes=15)
    assert 0 <= int(error.response.headers["x-rate-limit-reset"]) - reset.timestamp() <= 1
    clock.at += timedelta(minutes=14, seconds=59)
    await refused(client().get_direct_message_events(), tweepy.TooManyRequests)
    clock.at = reset
    await client().get_direct_message_events()


async def test_private_messages_have_a_day_s_limit_too(emulator, client, clock):
    emulator.customer_says(MEI, "hello", public=False)
    her, sent = MEI.id_on("twitter"), 0
    start = clock.at
    made = client()
    while True:
        try:
            await made.create_direct_message(participant_id=her, text=f"number {sent}")
            sent += 1
        except tweepy.TooManyRequests as error:
            headers = error.response.headers
            if headers["x-user-limit-24hour-remaining"] == "0":
                break
            assert sent % 15 == 0
            clock.at += timedelta(minutes=15)
    assert sent == 1440
    assert headers["x-user-limit-24hour-limit"] == "1440"
    reset = datetime.fromtimestamp(int(headers["x-user-limit-24hour-reset"]), UTC)
    assert timedelta() <= reset - (start + timedelta(days=1)) <= timedelta(seconds=1)
    clock.at = reset
    await made.create_direct_message(participant_id=her, text="a new day")


async def test_a_fault_s_reset_follows_the_clock(emulator, client, clock):
    clock.at += timedelta(days=30)
    emulator.faults.add(FaultKind.RATE_LIMITED, "GET /2/users/me", retry_after=60)
    error = await refused(client().get_me(), tweepy.TooManyRequests)
    assert int(error.response.headers["x-rate-limit-reset"]) == clock.at.timestamp() + 60


async def test_down_means_no_answer_and_no_effect(emulator, client):
    called = emulator.customer_says(MEI, "help", public=True)
    emulator.down = True
    for _ in range(3):
        with pytest.raises(aiohttp.ClientError):
            await client().create_tweet(text="of course", in_reply_to_tweet_id=called)
    emulator.down = False
    assert emulator.sent == []
    await client().create_tweet(text="of course", in_reply_to_tweet_id=called)


async def test_pages_may_repeat_and_lose_their_order(emulator, client):
    ids = [emulator.customer_says(MEI, f"number {n}", public=True) for n in range(60)]
    emulator.doubling = True
    page = await client().get_users_mentions(emulator.account.id, max_results=60)
    assert [post["id"] for post in page["data"]] == [i for i in ids[::-1] for _ in range(2)]
    emulator.doubling, emulator.shuffling = False, True
    page = await client().get_users_mentions(emulator.account.id, max_results=60)
    found = [post["id"] for post in page["data"]]
    assert found != ids[::-1]
    assert sorted(found) == sorted(ids)
    assert page["meta"]["newest_id"] == ids[-1]


async def test_posts_may_be_indexed_after_newer_ones(emulator, client, clock):
    emulator.late = timedelta(minutes=5)
    ids = []
    for n in range(4):
        clock.at += timedelta(seconds=1)
        ids.append(emulator.customer_says(MEI, f"number {n}", public=True))

    async def shown() -> list[str]:
        page = await client().get_users_mentions(emulator.account.id)
        return [post["id"] for post in page["data"]]

    assert await shown() == [ids[2], ids[0]]
    clock.at += emulator.late
    assert await shown() == ids[::-1]


async def test_encrypted_messages_are_nowhere(emulator, client):
    emulator.encrypted = True
    emulator.customer_says(MEI, "hello", public=False)
    assert [said.text for said in emulator.transcript(MEI)] == ["hello"]
    assert (await client().get_direct_message_events())["meta"]["result_count"] == 0
    her = MEI.id_on("twitter")
    await refused(client().create_direct_message(participant_id=her, text="hi"), tweepy.Forbidden)


async def test_the_right_to_private_messages_may_be_missing(emulator, client):
    emulator.customer_says(MEI, "hello", public=False)
    emulator.dm_forbidden = True
    await refused(client().get_direct_message_events(), tweepy.Forbidden)
    her = MEI.id_on("twitter")
    await refused(client().get_direct_message_events(participant_id=her), tweepy.Forbidden)
    await client().get_users_mentions(emulator.account.id)


async def test_what_we_said_can_be_taken_back(emulator, client):
    hers = emulator.customer_says(MEI, "hello", public=False)
    made = await client().create_direct_message(participant_id=MEI.id_on("twitter"), text="hi")
    route = f"/2/dm_events/{made['data']['dm_event_id']}"

    async def delete(route: str) -> aiohttp.ClientResponse:
        return await client().request("DELETE", route, params={}, user_auth=True)

    assert (await (await delete(route)).json())["data"] == {"deleted": True}
    assert [said.deleted for said in emulator.transcript(MEI)] == [False, True]
    page = await client().get_direct_message_events()
    assert [f"dm:{event['id']}" for event in page["data"]] == [hers]
    await refused(delete(route), tweepy.NotFound)
    await refused(delete(f"/2/dm_events/{hers[3:]}"), tweepy.Forbidden)
    called = emulator.customer_says(MEI, "help", public=True)
    post = await client().create_tweet(text="of course", in_reply_to_tweet_id=called)
    await client().delete_tweet(post["data"]["id"])
    await refused(client().delete_tweet(post["data"]["id"]), tweepy.NotFound)
    await refused(client().delete_tweet(called), tweepy.Forbidden)
    await client().create_tweet(text="of course", in_reply_to_tweet_id=called)


async def test_x_keeps_books(emulator, client, clock):
    us, her = emulator.account.id, MEI.id_on("twitter")
    called = emulator.customer_says(MEI, "help", public=True)
    emulator.customer_says(MEI, "hello", public=False)
    for _ in range(2):  # the same resource costs once a day
        await client().get_users_mentions(us)
        await client().get_direct_message_events()
    await client().create_tweet(text="of course", in_reply_to_tweet_id=called)
    await client().create_tweet(text="see https://okpay.example", in_reply_to_tweet_id=called)
    await client().create_tweet(text="we are open")
    await client().create_direct_message(participant_id=her, text="hi")
    await refused(client().create_tweet(text="we are open"), tweepy.Forbidden)
    once = {"mention_read": 1, "dm_read": 1, "reply": 1, "post_create_url": 1, "post_create": 1}
    assert emulator.billed == once | {"dm_send": 1}
    assert emulator.spent_micros == 1_000 + 10_000 + 10_000 + 200_000 + 15_000 + 15_000
    assert emulator.bill.returned["mention_read"] == 2
    clock.at += timedelta(days=1)
    await client().get_users_mentions(us)
    assert emulator.billed["mention_read"] == 2
