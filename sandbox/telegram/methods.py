"""The Bot API methods that a support bot calls, with the refusals it must live with.

https://core.telegram.org/bots/api#available-methods. Texts of refusals are not documented there;
these are the ones that Telegram's server answers.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sandbox.telegram import shapes, webhook
from sandbox.telegram.refusals import Refused
from sandbox.telegram.state import State
from sandbox.telegram.world import Chat, Posted

Json = dict[str, Any]
Method = Callable[[State, Json], Awaitable[Any]]

TEXT_LIMIT = 4096  # UTF-16 units
DATA_LIMIT = 64  # bytes
DELETABLE = timedelta(hours=48)


class RawJson(str):
    """A result that is JSON text already."""

    __slots__ = ()


async def get_me(world: State, _: Json) -> Json:
    """Who the bot is."""
    rights = {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
    }
    return {**shapes.bot_user(), **rights}


async def get_updates(emulator: State, asked: Json) -> RawJson:
    """The next updates."""
    if emulator.webhook:
        raise Refused(
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
        )
    if "allowed_updates" in asked:
        emulator.updates.set_kinds(asked["allowed_updates"])
    offset = int(asked["offset"]) if "offset" in asked else None
    wait = min(float(asked.get("timeout", 0)), 50)
    found = await emulator.updates.fetch(offset, int(asked.get("limit", 100)), wait)
    return RawJson(f"[{','.join(found)}]")


async def send_message(emulator: State, asked: Json) -> Json:
    """Send a text."""
    chat = _writable(emulator, asked)
    if "parse_mode" in asked:
        raise Refused(400, "Bad Request: unsupported parse_mode (the sandbox takes plain text)")
    text = str(asked.get("text", "")).strip()
    if not text:
        raise Refused(400, "Bad Request: message text is empty")
    if shapes.units(text) > TEXT_LIMIT:
        raise Refused(400, "Bad Request: message is too long")
    quoted = _quoted(chat, asked.get("reply_parameters"))
    keyboard = _keyboard(asked.get("reply_markup"))
    if emulator.limits and (wait := emulator.rates.retry_after(chat.id)):
        raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    posted = emulator.bot_posts(chat, text, quoted, keyboard)
    emulator.sent.append(asked)
    return shapes.message(posted, emulator.world)


async def edit_message_reply_markup(emulator: State, asked: Json) -> Json:
    """Change or take away the buttons under one of the bot's messages."""
    posted = _own(emulator, asked, "edit")
    keyboard = _keyboard(asked.get("reply_markup"))
    if keyboard == posted.keyboard:
        raise Refused(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup"
            " are exactly the same as a current content and reply markup of the message",
        )
    posted.keyboard = keyboard
    return shapes.message(posted, emulator.world)


async def delete_message(emulator: State, asked: Json) -> bool:
    """Take one of the bot's messages back."""
    posted = _own(emulator, asked, "delete")
    if emulator.now() - posted.at > DELETABLE:
        raise Refused(400, "Bad Request: message can't be deleted for everyone")
    posted.deleted = True
    return True


async def answer_callback_query(emulator: State, asked: Json) -> bool:
    """Tell the customer's phone that the press arrived."""
    if asked.get("callback_query_id") not in emulator.presses:
        raise Refused(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    emulator.answered.append(asked["callback_query_id"])
    return True


async def set_my_commands(_: State, asked: Json) -> bool:
    """Set the menu of commands."""
    for command in _parsed(asked.get("commands"), list):
        if not 1 <= len(command.get("command", "")) <= 32:
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
    return True


async def get_chat(emulator: State, asked: Json) -> Json:
    """A chat at length."""
    gifts = ("unlimited", "limited", "unique", "premium_subscription")
    gifts_taken = {f"{kind}_gifts": True for kind in gifts[:3]} | {gifts[3]: True}
    return {
        **shapes.chat(_chat(emulator, asked)),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**gifts_taken, "gifts_from_channels": True},
    }


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getupdates": get_updates,
    "sendmessage": send_message,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "setmycommands": set_my_commands,
    "setwebhook": webhook.set_webhook,
    "deletewebhook": webhook.delete_webhook,
    "getwebhookinfo": webhook.get_webhook_info,
    "getchat": get_chat,
}
"""By name in lower case: Telegram does not mind how a method is written."""


def _chat(emulator: State, asked: Json) -> Chat:
    try:
        chat = emulator.world.chat(int(asked.get("chat_id", "")))
    except ValueError:
        chat = None
    if chat is None:
        raise Refused(400, "Bad Request: chat not found")
    return chat


def _writable(emulator: State, asked: Json) -> Chat:
    chat = _chat(emulator, asked)
    if chat.person is None:
        if not emulator.world.bot_is_member:
            raise Refused(403, "Forbidden: bot was kicked from the supergroup chat")
    elif chat.blocked:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    elif not chat.started:
        raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _own(emulator: State, asked: Json, verb: str) -> Posted:
    posted = _chat(emulator, asked).posts.get(int(asked.get("message_id", 0)))
    if posted is None or posted.deleted:
        raise Refused(400, f"Bad Request: message to {verb} not found")
    if posted.sender is not None:
        raise Refused(400, f"Bad Request: message can't be {verb.removesuffix('e')}ed")
    return posted


def _quoted(chat: Chat, asked: Any) -> int | None:
    if asked is None:
        return None
    reply = _parsed(asked, dict)
    posted = chat.posts.get(int(reply.get("message_id", 0)))
    if posted is not None and not posted.deleted:
        return posted.number
    if reply.get("allow_sending_without_reply"):
        return None
    raise Refused(400, "Bad Request: message to be replied not found")


def _keyboard(asked: Any) -> list[list[Json]]:
    if asked is None:
        return []
    rows: list[list[Json]] = _parsed(asked, dict).get("inline_keyboard", [])
    for cell in (cell for row in rows for cell in row):
        if not str(cell.get("text", "")).strip():
            raise Refused(400, "Bad Request: inline keyboard button text must be non-empty")
        if "callback_data" in cell and not 1 <= len(cell["callback_data"].encode()) <= DATA_LIMIT:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in cell and not cell["url"].startswith(("https://", "http://", "tg://")):
            raise Refused(400, "Bad Request: BUTTON_URL_INVALID")
        if not {"callback_data", "url"} & cell.keys():
            raise Refused(400, "Bad Request: BUTTON_TYPE_INVALID")
    return rows


def _parsed(value: Any, form: type) -> Any:
    try:
        parsed = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        parsed = None
    if not isinstance(parsed, form):
        raise Refused(400, f"Bad Request: can't parse {form.__name__} JSON object")
    return parsed
