"""What customers do on the emulated Telegram arrives at the desk, through the real library."""

import pytest

from core.channel import Blocked, Edited, Message, Pressed, Unreadable
from core.vocabulary import AttachmentKind, Visibility
from sandbox.cast import Person
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_private_message_arrives(channel, desk, emulator, person, until):
    key = emulator.customer_says(person, "提现还没到账", public=False)
    await until(lambda: desk.inbox)
    (message,) = desk.inbox
    assert isinstance(message, Message)
    assert message.external_id == key
    assert message.text == "提现还没到账"
    assert message.author.external_id == person.id_on("telegram")
    assert (message.author.name, message.author.handle) == ("Lan Wei", "lan")
    assert message.author.language == "zh"
    assert message.place.visibility is Visibility.DIRECT
    assert message.place.key == person.id_on("telegram")
    assert channel.account.handle == emulator.handle


async def test_mention_in_a_group_arrives_raw_and_other_talk_does_not(
    channel, desk, emulator, person, until
):
    emulator.privacy = False  # the bot is sent everything, and has to tell what is for it
    emulator.customer_talks(person, "anyone else without a payout?")
    emulator.customer_talks(person, "/help")
    emulator.customer_talks(person, "@okpay_sandbox_bot_fan look")
    emulator.customer_talks(person, "mail okpay_sandbox_bot@example.com")
    key = emulator.customer_says(person, "where is my money?", public=True)
    command = emulator.customer_talks(person, f"/support@{emulator.handle} help")
    await until(lambda: len(desk.inbox) == 2)
    assert [message.external_id for message in desk.inbox] == [key, command]
    assert desk.inbox[0].text == f"@{emulator.handle} where is my money?"
    assert desk.inbox[0].place.visibility is Visibility.PUBLIC
    assert desk.inbox[0].place.key == str(emulator.world.group.id)


async def test_answer_to_our_public_message_is_for_us(
    channel, desk, emulator, person, public, until
):
    key = emulator.customer_says(person, "hello", public=True)
    sent = await channel.send(public("Hi!", reply_to=key))
    emulator.privacy = False
    emulator.customer_talks(Person("bo"), "me too", reply_to=key)  # answers a person, not us
    answer = emulator.customer_says(person, "thanks", public=True, reply_to=sent.external_ids[0])
    await until(lambda: len(desk.inbox) == 2)
    assert desk.inbox[1].external_id == answer
    assert desk.inbox[1].text == "thanks"
    assert desk.inbox[1].reply_to == sent.external_ids[0]


POISON = [
    {"message": {"message_id": "x", "date": 1, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"},
                 "from": {"id": 1, "is_bot": False, "first_name": "A"}, "text": "late"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": 7,
                 "from": {"id": 1, "is_bot": False, "first_name": "\ud83d half"}}},
    {"message": "not an object"},
    {"callback_query": {"id": 7}},
    {"edited_message": []},
]  # fmt: skip


@pytest.mark.parametrize("poison", POISON)
async def test_poison_is_quarantined_and_the_next_message_unharmed(
    channel, desk, emulator, person, until, poison
):
    number = emulator.push_raw(poison)
    emulator.customer_says(person, "still here", public=False)
    await until(lambda: len(desk.inbox) == 2)
    bad = next(inbound for inbound in desk.inbox if isinstance(inbound, Unreadable))
    assert bad.external_id == f"update:{number}"
    assert bad.reason
    bad.copy.encode()  # any database takes it
    assert str(number) in bad.copy
    assert any(getattr(inbound, "text", "") == "still here" for inbound in desk.inbox)
    assert channel.listening.is_set()


async def test_unknown_kinds_and_other_bots_are_passed_over(channel, desk, emulator, person, until):
    chat = {"id": int(person.id_on("telegram")), "type": "private"}
    robot = {"id": 5, "is_bot": True, "first_name": "Robot"}
    human = {"id": 6, "is_bot": False, "first_name": "Admin"}
    say = {"message_id": 900, "date": 1, "chat": chat, "text": "hi"}
    emulator.push_raw({"hologram": {"id": 1}})
    emulator.push_raw({"message": {**say, "from": robot}})
    emulator.push_raw({"message": {**say, "from": {**robot, "id": 100000001}}})
    emulator.push_raw(
        {"message": {**say, "from": human, "sender_chat": {"id": -5, "type": "channel"}}}
    )
    emulator.push_raw({"message": say})
    emulator.customer_says(person, "me", public=False)
    await until(lambda: desk.inbox)
    assert [message.text for message in desk.inbox] == ["me"]
    await until(lambda: len(emulator.updates) == 0)


@pytest.mark.parametrize(
    "text",
    [
        "长" * 10_000,
        "مرحبا \u202eabc\u202c",
        "a\u200bb\u200d\ufeff",
        " ",
        "👩‍👩‍👧‍👦" * 50,
        "<b>&amp;</b>",
    ],
)
async def test_text_passes_unharmed(channel, desk, emulator, person, until, text):
    emulator.customer_says(person, text, public=False)
    await until(lambda: desk.inbox)
    assert desk.inbox[0].text == text


async def test_empty_text_is_a_visible_result(channel, desk, emulator, person, until):
    emulator.customer_says(person, "", public=False)
    await until(lambda: desk.inbox)
    assert desk.inbox[0].text == ""
    assert [a.kind for a in desk.inbox[0].attachments] == [AttachmentKind.OTHER]


async def test_album_sticker_and_caption(channel, desk, emulator, person, until):
    album = (AttachmentKind.IMAGE, AttachmentKind.VIDEO, AttachmentKind.FILE)
    emulator.customer_says(person, "my receipts", public=False, attachments=album)
    emulator.customer_says(person, "", public=False, attachments=(AttachmentKind.STICKER,))
    await until(lambda: len(desk.inbox) == 4)
    assert [message.text for message in desk.inbox] == ["my receipts", "", "", ""]
    kinds = [message.attachments[0].kind for message in desk.inbox]
    assert kinds == [*album, AttachmentKind.STICKER]
    assert all(message.attachments[0].size == 48_213 for message in desk.inbox)
    assert desk.inbox[2].attachments[0].name == "receipt.pdf"


async def test_edit_block_and_start(channel, desk, emulator, person, until):
    key = emulator.customer_says(person, "/start support", public=False)
    emulator.customer_says(person, "helo", public=False)
    emulator.customer_edits(person, key, "hello")
    emulator.customer_blocks(person)
    emulator.customer_blocks(person, False)
    await until(lambda: len(desk.inbox) == 5)
    start, _, edit, block, unblock = desk.inbox
    assert (start.opening, start.text) == (True, "")
    assert isinstance(edit, Edited)
    assert (edit.external_id, edit.text) == (key, "hello")
    assert isinstance(block, Blocked)
    assert (block.blocked, unblock.blocked) == (True, False)
    assert block.author.external_id == person.id_on("telegram")


async def test_press_comes_back_and_the_buttons_go(channel, desk, emulator, person, private, until):
    emulator.customer_says(person, "hi", public=False)
    sent = await channel.send(
        private("Which?", choices=[("faq:limits", "Limits"), ("human", "人工")])
    )
    (shown,) = [said for said in emulator.transcript(person) if said.mine]
    assert shown.buttons == (("faq:limits", "Limits"), ("human", "人工"))
    press = emulator.customer_presses(person, sent.external_ids[0], "human")
    await until(lambda: len(desk.inbox) == 2)
    pressed = desk.inbox[1]
    assert isinstance(pressed, Pressed)
    assert (pressed.external_id, pressed.choice) == (press, "human")
    assert pressed.message == sent.external_ids[0]
    await until(lambda: emulator.answered == [press.removeprefix("press:")])
    await until(lambda: not emulator.transcript(person)[-1].buttons)
    # Pressed again on a phone that had not heard yet: known buttons only.
    with pytest.raises(LookupError):
        emulator.customer_presses(person, sent.external_ids[0], "human")


async def test_unacknowledged_press_stops_nothing(channel, desk, emulator, person, private, until):
    emulator.customer_says(person, "hi", public=False)
    sent = await channel.send(private("Which?", choices=[("a", "A")]))
    emulator.faults.add(FaultKind.SERVER_ERROR, "answerCallbackQuery")
    emulator.customer_presses(person, sent.external_ids[0], "a")
    await until(lambda: len(desk.inbox) == 2)
    emulator.customer_says(person, "next", public=False)
    await until(lambda: len(desk.inbox) == 3)
    assert channel.listening.is_set()
