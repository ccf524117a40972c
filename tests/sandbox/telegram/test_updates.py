"""How updates wait, are confirmed and are fought over, as the real library sees it."""

import asyncio

import pytest
from telegram import ReplyParameters
from telegram.error import Conflict, TelegramError

from core.vocabulary import AttachmentKind
from sandbox.cast import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def say(emulator, person, *texts):
    return [emulator.customer_says(person, text, public=False) for text in texts]


async def test_the_next_offset_confirms(bot, emulator, person):
    say(emulator, person, "a", "b", "c")
    first = await bot.get_updates()
    assert [update.message.text for update in first] == ["a", "b", "c"]
    again = await bot.get_updates(offset=first[1].update_id)
    assert [update.message.text for update in again] == ["b", "c"]
    assert await bot.get_updates(offset=first[-1].update_id + 1) == ()
    assert len(emulator.updates) == 0


async def test_at_most_a_hundred(bot, emulator, person):
    say(emulator, person, *map(str, range(130)))
    assert len(await bot.get_updates()) == 100
    assert len(await bot.get_updates(limit=7)) == 7


async def test_negative_offset_keeps_the_newest(bot, emulator, person):
    say(emulator, person, "a", "b", "c")
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["c"]


async def test_long_poll_ends_with_the_first_update(bot, emulator, person, until):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: emulator.updates._poll)
    await asyncio.to_thread(say, emulator, person, "a")  # played from another thread
    (update,) = await asyncio.wait_for(poll, 5)
    assert update.message.text == "a"


async def test_a_second_poller_ends_the_first(bot, bots, emulator, person, until):
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: emulator.updates._poll)
    second = asyncio.create_task(bots().get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first
    say(emulator, person, "a")
    assert len(await second) == 1


async def test_a_webhook_forbids_polling(bot, emulator):
    emulator.webhook = "https://old.example/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


async def test_a_poll_whose_bot_is_gone_ends(bot, emulator, until):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: emulator.updates._poll)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await until(lambda: emulator.updates._poll is None)


async def test_only_the_kinds_asked_for(bot, emulator, person):
    await bot.get_updates(allowed_updates=["message"])
    (key,) = say(emulator, person, "a")
    emulator.customer_edits(person, key, "b")
    await bot.get_updates()  # naming none keeps what was asked for last
    emulator.customer_edits(person, key, "c")
    assert [bool(update.message) for update in await bot.get_updates()] == [True]
    await bot.get_updates(allowed_updates=[])
    emulator.customer_edits(person, key, "d")
    assert (await bot.get_updates())[-1].edited_message.text == "d"


async def test_privacy_mode(bot, emulator, person):
    emulator.customer_talks(person, "nice weather")
    emulator.customer_talks(person, "/help")
    key = emulator.customer_says(person, "money?", public=True)
    answered = await bot.send_message(emulator.world.group.id, "hello")
    emulator.customer_talks(person, "yes", reply_to=key)
    emulator.customer_talks(person, "thanks", reply_to=f"{answered.chat.id}:{answered.message_id}")
    texts = [update.message.text for update in await bot.get_updates()]
    assert texts == ["/help", f"@{emulator.handle} money?", "thanks"]
    emulator.privacy = False
    emulator.customer_talks(person, "nice weather")
    assert (await bot.get_updates())[-1].message.text == "nice weather"


async def test_every_kind_is_what_the_library_reads(bot, emulator, person):
    for kind in AttachmentKind:
        emulator.customer_says(person, "look", public=False, attachments=[kind])
    sent = await bot.send_message(int(person.id_on("telegram")), "hello")
    key = emulator.customer_says(
        person, "x", public=False, reply_to=f"{sent.chat.id}:{sent.message_id}"
    )
    emulator.customer_edits(person, key, "y")
    emulator.customer_blocks(person)
    updates = await bot.get_updates()
    attached = [update.message for update in updates if update.message and update.message.caption]
    assert len(attached) == len(AttachmentKind)
    assert all(message.effective_attachment for message in attached)
    assert updates[-3].message.reply_to_message.from_user.is_bot
    assert updates[-2].edited_message.edit_date
    assert updates[-1].my_chat_member.new_chat_member.status == "kicked"


async def test_mention_is_marked_in_utf16(bot, emulator, person):
    emulator.customer_says(person, f"😀 @{emulator.handle} hi", public=True)
    (update,) = await bot.get_updates()
    (entity,) = update.message.entities
    assert update.message.parse_entity(entity) == f"@{emulator.handle}"


async def test_raw_updates_go_through_as_they_are(bot, emulator):
    emulator.push_raw({"hologram": {"id": 1}})
    emulator.push_raw({"update_id": 700, "message": "broken"})
    with pytest.raises((TelegramError, AttributeError, TypeError)):
        await bot.get_updates()  # the library itself cannot read a broken one
    assert len(emulator.updates) == 2
    assert len(await bot.get_updates(offset=701)) == 0


async def test_transcripts_are_each_persons_own(bot, emulator, person):
    other = Person("bo")
    key = emulator.customer_says(person, "mine", public=True)
    emulator.customer_says(other, "theirs", public=True)
    number = int(key.rpartition(":")[2])
    await bot.send_message(
        emulator.world.group.id, "answer", reply_parameters=ReplyParameters(number)
    )
    said = emulator.transcript(person)
    assert [(one.mine, one.public) for one in said] == [(False, True), (True, True)]
    assert said[1].reply_to == key
    assert [one.mine for one in emulator.transcript(other)] == [False]


async def test_only_own_messages_can_be_changed(emulator, person):
    (key,) = say(emulator, person, "a")
    with pytest.raises(LookupError):
        emulator.customer_edits(Person("bo"), key, "b")
    with pytest.raises(LookupError):
        emulator.customer_deletes(Person("bo"), key)
    emulator.customer_deletes(person, key)
    assert emulator.transcript(person)[0].deleted


async def test_thousands_of_messages_are_cheap(bot, emulator):
    people = [Person(f"p{number}") for number in range(100)]
    for turn in range(50):
        for one in people:
            emulator.customer_says(one, str(turn), public=turn % 2 == 0)
    assert len(emulator.updates) == 5000
    assert len(emulator.transcript(people[0])) == 50
    offset = 0
    while updates := await bot.get_updates(offset=offset):
        offset = updates[-1].update_id + 1
    assert offset == 5001
