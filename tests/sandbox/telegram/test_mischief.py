"""What tests do to the whole platform, as the real library sees it; and limits on its clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter

from sandbox.telegram import Emulator

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nothing_has_an_effect_while_it_is_down(bot, emulator, person):
    emulator.customer_says(person, "hi", public=False)
    emulator.down = True
    for call in (bot.get_me, bot.get_updates):
        with pytest.raises(NetworkError):
            await call()
    with pytest.raises(NetworkError):
        await bot.send_message(int(person.id_on("telegram")), "lost")
    emulator.down = False
    assert not emulator.sent
    assert len(await bot.get_updates()) == 1


async def test_going_down_cuts_a_waiting_poll(bot, emulator, until):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: emulator.updates._poll)
    emulator.down = True
    with pytest.raises(NetworkError):
        await poll


async def test_deaf_polls_wait_and_bring_nothing(bot, emulator, person):
    emulator.customer_says(person, "hi", public=False)
    emulator.deaf = True
    assert await bot.get_updates(timeout=1) == ()
    assert (await bot.get_webhook_info()).pending_update_count == 1
    emulator.deaf = False
    assert len(await bot.get_updates()) == 1


async def test_doubled_updates_come_once_more_and_no_further(bot, emulator, person):
    emulator.doubling = True
    for text in "ab":
        emulator.customer_says(person, text, public=False)
    first = [update.update_id for update in await bot.get_updates()]
    emulator.customer_says(person, "c", public=False)
    again = [update.update_id for update in await bot.get_updates(offset=first[-1] + 1)]
    assert again == [*first, first[-1] + 1]
    assert len(await bot.get_updates(offset=again[-1] + 1)) == 1  # the second copy of c
    assert await bot.get_updates(offset=again[-1] + 1) == ()


@pytest.fixture
def now():
    """A clock that tests move."""

    class Clock:
        at = datetime(2026, 11, 22, tzinfo=UTC)

        def __call__(self):
            return self.at

    return Clock()


@pytest.fixture
def emulator(now):
    return Emulator(now)


async def test_limits_follow_the_clock(bot, emulator, person, now):
    emulator.customer_says(person, "hi", public=False)
    chat = int(person.id_on("telegram"))
    for _ in range(5):
        await bot.send_message(chat, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(chat, "x")
    now.at += timedelta(seconds=1)
    await bot.send_message(chat, "x")
    now.at -= timedelta(hours=1)  # set back
    with pytest.raises(RetryAfter) as limit:
        await bot.send_message(chat, "x")
    assert limit.value.retry_after.total_seconds() == 1


async def test_messages_can_be_deleted_for_two_days(bot, emulator, person, now):
    emulator.customer_says(person, "hi", public=False)
    chat = int(person.id_on("telegram"))
    sent = [await bot.send_message(chat, "x") for _ in range(2)]
    now.at += timedelta(hours=48)
    assert await bot.delete_message(chat, sent[0].message_id)
    now.at += timedelta(seconds=1)
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        await bot.delete_message(chat, sent[1].message_id)
