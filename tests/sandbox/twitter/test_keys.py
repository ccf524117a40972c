"""Who may ask the emulated X: seen through both of tweepy's clients, and without any."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
import tweepy
from requests.adapters import HTTPAdapter


async def refused(call: Any, error: type[tweepy.HTTPException]) -> tweepy.HTTPException:
    with pytest.raises(error) as caught:
        await call
    return caught.value


@pytest.mark.parametrize(
    "wrong",
    ["X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET"],
)
async def test_every_user_key_counts(client, wrong):
    assert (await client().get_me())["data"]["username"] == "OKPaySupport"
    await refused(client(**{wrong: "wrong"}).get_me(), tweepy.Unauthorized)


async def test_a_bearer_token_reads_mentions_and_nothing_of_the_user(emulator, client):
    us = emulator.account.id
    assert (await client().get_users_mentions(us))["meta"] == {"result_count": 0}
    await refused(client(X_BEARER_TOKEN="no").get_users_mentions(us), tweepy.Unauthorized)
    await refused(client().get_me(user_auth=False), tweepy.Forbidden)
    await refused(client().get_direct_message_events(user_auth=False), tweepy.Forbidden)


async def test_signatures_cover_the_query(emulator, client):
    await client().get_users_mentions(
        emulator.account.id,
        user_auth=True,
        start_time="2026-01-01T00:00:00Z",
        tweet_fields=["created_at", "entities"],
    )


class _Elsewhere(HTTPAdapter):
    """Sends a request of the synchronous library to another host."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: Any, *args: Any, **more: Any) -> Any:
        request.url = request.url.replace("https://api.twitter.com", self._base)
        return super().send(request, *args, **more)


async def test_the_synchronous_library_is_served_too(emulator, base):
    env = emulator.environment(base)
    client = tweepy.Client(
        consumer_key=env["X_CONSUMER_KEY"],
        consumer_secret=env["X_CONSUMER_SECRET"],
        access_token=env["X_ACCESS_TOKEN"],
        access_token_secret=env["X_ACCESS_TOKEN_SECRET"],
    )
    client.session.trust_env = False
    client.session.mount("https://api.twitter.com", _Elsewhere(base))
    try:
        me = await asyncio.to_thread(client.get_me)
    finally:
        client.session.close()
    assert me.data.username == "OKPaySupport"


async def test_without_keys_there_is_no_answer(base):
    def ask() -> Any:
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{base}/2/users/me", timeout=5)
        with caught.value as error:
            return error.code, json.loads(error.read())

    code, said = await asyncio.to_thread(ask)
    assert (code, said["title"]) == (401, "Unauthorized")
