"""What Telegram refuses, the emulator refuses, as the real library sees it."""

import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from sandbox.cast import Person
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def chat(emulator, person):
    emulator.customer_says(person, "hi", public=False)
    return int(person.id_on("telegram"))


def keyboard(**button):
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", **button)]])


async def test_get_me(bot, emulator):
    me = await bot.get_me()
    assert me.is_bot
    assert me.username == emulator.handle
    assert me.can_read_all_group_messages is False


@pytest.mark.parametrize("token", ["100000001:WRONG", "malformed"])
async def test_wrong_token(bots, token):
    with pytest.raises(InvalidToken):
        await bots(token).get_me()


async def test_unknown_method_and_path(bot, base):
    with pytest.raises(InvalidToken, match="Not Found"):  # the library's reading of a 404
        await bot.get_star_transactions()
    with pytest.raises(InvalidToken, match="Not Found"):
        await bot.request.post(f"{base}/elsewhere")


@pytest.mark.parametrize(
    ("text", "why"), [("长" * 4097, "too long"), ("😀" * 2049, "too long"), (" ", "empty")]
)
async def test_length_of_a_text(bot, chat, emulator, text, why):
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_message(chat, text)
    assert not emulator.sent


async def test_longest_text(bot, chat, emulator):
    message = await bot.send_message(chat, "😀" * 2048)
    assert message.text == "😀" * 2048
    assert len(emulator.sent) == 1


@pytest.mark.parametrize(
    ("button", "why"),
    [
        ({"callback_data": "长" * 22}, "BUTTON_DATA_INVALID"),
        ({"url": "nowhere"}, "BUTTON_URL_INVALID"),
    ],
)
async def test_wrong_buttons(bot, chat, button, why):
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_message(chat, "x", reply_markup=keyboard(**button))


async def test_person_must_have_started(bot, emulator):
    stranger = Person("stranger")
    number = int(stranger.id_on("telegram"))
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(number, "x")
    emulator.customer_talks(stranger, "hello all")
    with pytest.raises(Forbidden, match=r"(?i)can't initiate conversation"):
        await bot.send_message(number, "x")
    emulator.customer_says(stranger, "/start", public=False)
    assert (await bot.send_message(number, "x")).chat.username == "stranger"


async def test_blocked_and_let_in_again(bot, chat, emulator, person):
    emulator.customer_blocks(person)
    with pytest.raises(Forbidden, match=r"(?i)blocked by the user"):
        await bot.send_message(chat, "x")
    emulator.customer_blocks(person, False)
    await bot.send_message(chat, "x")
    emulator.customer_blocks(person)
    emulator.customer_says(person, "me again", public=False)
    await bot.send_message(chat, "x")


async def test_reply_needs_its_message(bot, chat, emulator, person):
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(chat, "x", reply_parameters=ReplyParameters(99))
    loose = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(chat, "x", reply_parameters=loose)).reply_to_message is None
    message = await bot.send_message(chat, "x", reply_parameters=ReplyParameters(1))
    assert message.reply_to_message.text == "hi"


async def test_burst_in_one_chat_is_limited(bot, chat, emulator):
    emulator.rates._clock = lambda: 1e9  # time stands still
    for _ in range(5):
        await bot.send_message(chat, "x")
    with pytest.raises(RetryAfter) as limit:
        await bot.send_message(chat, "x")
    assert limit.value.retry_after.total_seconds() == 1
    assert len(emulator.sent) == 5
    emulator.rates._clock = lambda: 1e9 + 1
    await bot.send_message(chat, "x")


async def test_twenty_a_minute_in_a_group(bot, emulator):
    emulator.rates._clock = lambda: 1e9
    for _ in range(20):
        await bot.send_message(emulator.world.group.id, "x")
    with pytest.raises(RetryAfter) as limit:
        await bot.send_message(emulator.world.group.id, "x")
    assert limit.value.retry_after.total_seconds() == 3
    assert len(emulator.sent) == 20


async def test_thirty_a_second_over_all(bot, emulator):
    emulator.rates._clock = lambda: 1e9
    people = [Person(f"p{number}") for number in range(31)]
    for person in people:
        emulator.customer_says(person, "hi", public=False)
    for person in people[:30]:
        await bot.send_message(int(person.id_on("telegram")), "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(int(people[30].id_on("telegram")), "x")
    emulator.limits = False
    await bot.send_message(int(people[30].id_on("telegram")), "x")


async def test_buttons_can_be_taken_away_once(bot, chat, emulator, person):
    message = await bot.send_message(chat, "x", reply_markup=keyboard(callback_data="a"))
    edited = await bot.edit_message_reply_markup(chat, message.message_id)
    assert edited.reply_markup is None
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.edit_message_reply_markup(chat, message.message_id)
    with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
        await bot.edit_message_reply_markup(chat, 1)  # the customer's own message
    with pytest.raises(BadRequest, match=r"(?i)not found"):
        await bot.edit_message_reply_markup(chat, 99)


async def test_delete(bot, chat, emulator, person):
    message = await bot.send_message(chat, "x")
    assert await bot.delete_message(chat, message.message_id)
    assert emulator.transcript(person)[-1].deleted
    with pytest.raises(BadRequest, match=r"(?i)not found"):
        await bot.delete_message(chat, message.message_id)


async def test_only_known_presses_can_be_answered(bot, chat, emulator, person):
    message = await bot.send_message(chat, "x", reply_markup=keyboard(callback_data="a"))
    press = emulator.customer_presses(person, f"{chat}:{message.message_id}", "a")
    assert await bot.answer_callback_query(press.removeprefix("press:"))
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query("99")


async def test_chat_commands_and_webhook(bot, chat, emulator):
    assert (await bot.get_chat(chat)).first_name == "Lan Wei"
    assert (await bot.get_chat(emulator.world.group.id)).type == "supergroup"
    assert await bot.set_my_commands([BotCommand("start", "Begin")])
    emulator.webhook = "https://old.example/hook"
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://old.example/hook", 1)
    assert await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


@pytest.mark.parametrize(
    ("kind", "error", "effect"),
    [
        (FaultKind.RATE_LIMITED, RetryAfter, 0),
        (FaultKind.SERVER_ERROR, NetworkError, 0),
        (FaultKind.BAD_GATEWAY, NetworkError, 0),
        (FaultKind.FORBIDDEN, Forbidden, 0),
        (FaultKind.DROP_BEFORE, NetworkError, 0),
        (FaultKind.DROP_AFTER, NetworkError, 1),
        (FaultKind.STALL, TimedOut, 0),
    ],
)
async def test_faults(bot, chat, emulator, kind, error, effect):
    emulator.faults.add(kind, "^POST /sendMessage$")
    with pytest.raises(error):
        await bot.send_message(chat, "x", read_timeout=0.2)
    assert len(emulator.sent) == effect
    await bot.send_message(chat, "x")
    assert len(emulator.sent) == effect + 1
