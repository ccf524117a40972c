"""How X is asked: after which mark, how often, and through which door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import tweepy

from bots.twitter.channel import TwitterChannel
from core.channel import Noted
from core.clock import now


def spy(channel: TwitterChannel, method: str) -> list[dict[str, Any]]:
    """What a method of the library is asked, while it goes on working."""
    asked: list[dict[str, Any]] = []
    real: Callable[..., Any] = getattr(channel._client, method)

    async def listening(*args: Any, **more: Any) -> Any:
        asked.append(more)
        return await real(*args, **more)

    setattr(channel._client, method, listening)
    return asked


def memory(days: float, since: str) -> dict[str, str]:
    at = (now() - timedelta(days=days)).isoformat()
    return {"mentions.since_id": since, "mentions.at": at, "dm.since_id": "5", "dm.at": at}


@pytest.mark.parametrize(("days", "by"), [(5, "since_id"), (7, "start_time")])
async def test_an_old_cursor_is_replaced_by_a_time(bench, mei, days, by):
    old = bench.emulator.customer_says(mei, "before", public=True)
    bench.desk.memory = memory(days, old)
    channel = bench.channel()
    asked = spy(channel, "get_users_mentions")
    new = bench.emulator.customer_says(mei, "after", public=True)
    await bench.run(channel)
    await bench.desk.until(lambda: new in bench.desk.messages())
    assert {"since_id", "start_time"} & set(asked[0]) == {by}
    assert old not in bench.desk.messages()


async def test_a_refused_cursor_is_replaced_by_a_time(bench, mei):
    bench.desk.memory = memory(1, "9" * 25)  # no id X would take
    channel = bench.channel()
    asked = spy(channel, "get_users_mentions")
    await bench.run(channel)
    assert "since_id" in asked[0]
    assert "start_time" in asked[1]


async def test_each_round_asks_for_what_is_newer_than_the_last(bench, mei):
    channel = bench.channel()
    asked = spy(channel, "get_users_mentions")
    await bench.run(channel)
    post = bench.emulator.customer_says(mei, "hello", public=True)
    await bench.desk.until(
        lambda: any(
            isinstance(each, Noted) and each.memory.get("mentions.since_id") == post
            for each in bench.desk.got
        )
    )
    assert asked[-1].get("since_id") in (None, post)
    assert post in {each.get("since_id") for each in asked}


async def test_a_proxy_is_not_asked_for_loopback(bench, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    channel = await bench.run()
    assert channel.account is not None


async def test_the_library_would_ask_the_public_host(bench):
    """The reason for `host.py`: when tweepy learns to take a host, this fails."""
    client = tweepy.asynchronous.AsyncClient("token")
    seen: list[str] = []

    class Session:
        def request(self, method: str, url: str, **more: Any) -> Any:
            seen.append(str(url))
            raise RuntimeError

    client.session = Session()
    with pytest.raises(RuntimeError):
        await client.get_user(username="okpay", user_auth=False)
    assert seen == ["https://api.twitter.com/2/users/by/username/okpay"]
