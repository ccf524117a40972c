"""The feed behind live pages: nothing is missed, nothing piles up, and it ends when it must."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from console import live
from console.live import Feed
from core.desk import Desk
from core.queries.changes import last_change


@pytest.fixture
async def feed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Feed]:
    monkeypatch.setattr(live, "POLL", 0.01)
    feed = Feed(desk, asyncio.Event())
    following = asyncio.create_task(feed.run())
    yield feed
    following.cancel()


async def next_news(news: AsyncIterator[tuple[int, list[str]]]) -> list[str]:
    async with asyncio.timeout(10):
        return (await anext(news))[1]


async def test_what_changed_between_page_and_connection_is_told(
    feed: Feed, seeds: Any, desk: Desk
) -> None:
    seeds.ticket("before the page")
    after = last_change(desk)
    number = seeds.ticket("while the page travelled")
    assert await next_news(feed.listen(after)) == [number]


async def test_everybody_hears_what_comes(feed: Feed, seeds: Any, desk: Desk) -> None:
    after = last_change(desk)
    listeners = [feed.listen(after) for _ in range(3)]
    waiting = [asyncio.create_task(next_news(each)) for each in listeners]
    await asyncio.sleep(0)
    number = await asyncio.to_thread(seeds.ticket, "news")
    assert await asyncio.gather(*waiting) == [[number]] * 3


async def test_a_slow_listener_gets_all_news_in_one_letter(
    feed: Feed, seeds: Any, desk: Desk
) -> None:
    slow, quick = feed.listen(0), feed.listen(0)
    one = await asyncio.to_thread(seeds.ticket, "one")
    assert await next_news(slow) == [one]
    numbers = [await asyncio.to_thread(seeds.ticket, str(n)) for n in range(3)]
    heard: set[str] = set()
    while not heard >= set(numbers):
        heard |= set(await next_news(quick))
    got: set[str] = set()
    while not got >= set(numbers):
        got |= set(await next_news(slow))
    assert got - {one} == set(numbers)


async def test_an_id_that_commits_late_is_still_heard(feed: Feed, seeds: Any, desk: Desk) -> None:
    import core.models as m
    from core import clock

    first = seeds.ticket("early")
    with desk.db.transaction() as session:
        session.add(m.Change(id=900, ticket_id=1, conversation_id=1, kind="ticket", at=clock.now()))
    news = feed.listen(899)
    assert await next_news(news) == [first]
    late = await asyncio.to_thread(seeds.ticket, "late")
    with desk.db.transaction() as session:
        session.add(m.Change(id=850, ticket_id=2, conversation_id=2, kind="ticket", at=clock.now()))
    heard: list[str] = []
    while late not in heard:
        heard = await next_news(news)


async def test_streams_end_when_the_console_closes(desk: Desk, seeds: Any) -> None:
    closing = asyncio.Event()
    feed = Feed(desk, closing)
    following = asyncio.create_task(feed.run())
    listening = asyncio.create_task(next_news(feed.listen(last_change(desk))))
    await asyncio.sleep(0.05)
    closing.set()
    with pytest.raises(StopAsyncIteration):
        await listening
    following.cancel()


async def test_a_database_that_fails_for_a_moment_does_not_end_the_feed(
    feed: Feed, seeds: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    news = feed.listen(0)
    one = seeds.ticket("one")
    assert await next_news(news) == [one]
    real, failures = live.changes, iter([True])

    def flaky(*args: Any, **given: Any) -> Any:
        if next(failures, False):
            raise OSError("postgresql://desk:secret@db")
        return real(*args, **given)

    monkeypatch.setattr(live, "changes", flaky)
    async with asyncio.timeout(10):
        while "OSError" not in caplog.text:
            await asyncio.sleep(0.01)
    two = await asyncio.to_thread(seeds.ticket, "two")
    while two not in await next_news(news):  # news may be told twice, never not at all
        pass
    assert "secret" not in caplog.text


async def test_a_cursor_from_the_future_harms_nobody(feed: Feed, seeds: Any, desk: Desk) -> None:
    strange, honest = feed.listen(2**62 - 1), feed.listen(last_change(desk))
    waiting = [asyncio.create_task(next_news(each)) for each in (strange, honest)]
    await asyncio.sleep(0)
    number = await asyncio.to_thread(seeds.ticket, "news")
    assert await asyncio.gather(*waiting) == [[number]] * 2
    later = asyncio.create_task(next_news(feed.listen(4611686018427387903)))
    two = await asyncio.to_thread(seeds.ticket, "more news")
    assert await later == [two]
    assert two in await next_news(honest)


async def test_who_missed_very_much_looks_at_everything_again(
    feed: Feed, seeds: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST", 3)
    for count in range(3):
        seeds.ticket(str(count))
    long_away = feed.listen(0)
    async with asyncio.timeout(10):
        assert await anext(long_away) == (last_change(desk), [])
    number = await asyncio.to_thread(seeds.ticket, "new")
    assert await next_news(long_away) == [number]
