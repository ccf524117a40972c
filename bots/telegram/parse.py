"""What a Telegram update means to the desk. Pure, and never raises: the unreadable is a value."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import ValidationError

from bots.telegram import wire
from core.channel import (
    Account,
    Attachment,
    Blocked,
    Edited,
    Inbound,
    Message,
    Person,
    Place,
    Pressed,
    Unreadable,
    readable_copy,
)
from core.vocabulary import AttachmentKind, Visibility

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update we ask Telegram for."""

_FILES = {
    "video": AttachmentKind.VIDEO,
    "animation": AttachmentKind.VIDEO,
    "video_note": AttachmentKind.VIDEO,
    "voice": AttachmentKind.VOICE,
    "audio": AttachmentKind.AUDIO,
    "document": AttachmentKind.FILE,
    "sticker": AttachmentKind.STICKER,
}
_MARKS = {
    "venue": AttachmentKind.LOCATION,
    "location": AttachmentKind.LOCATION,
    "contact": AttachmentKind.CONTACT,
    "poll": AttachmentKind.POLL,
}
# Notices that Telegram writes in a person's name; nobody said anything to us.
# https://core.telegram.org/bots/api#message, "Service message: …"
_NOTICES = frozenset(
    [
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "successful_payment",
        "refunded_payment",
        "users_shared",
        "chat_shared",
        "gift",
        "unique_gift",
        "connected_website",
        "write_access_allowed",
        "passport_data",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "checklist_tasks_done",
        "checklist_tasks_added",
        "direct_message_price_changed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_completed",
        "paid_message_price_changed",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "web_app_data",
    ]
)


def parse(raw: object, me: Account, now: datetime) -> Inbound | None:
    """What this update says to us, or None if it is not for us.

    `now` is the moment of what carries no time of its own (a press). An update that says
    something in a form we cannot read comes back as `Unreadable`.
    """
    if isinstance(raw, dict) and isinstance(raw.get("update_id"), int):
        external_id = f"update:{raw['update_id']}"
        if not any(raw.get(kind) is not None for kind in KINDS):
            return None
    else:
        external_id = f"update:{hashlib.sha256(readable_copy(raw).encode()).hexdigest()[:16]}"
    try:
        return _meaning(wire.Update.model_validate(raw), raw, me, now)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return Unreadable(external_id, readable_copy(raw), f"{where or 'update'}: {first['msg']}")
    except Exception as error:  # whatever a stranger sends may not stop what comes behind it
        return Unreadable(external_id, readable_copy(raw), type(error).__name__)


def _meaning(update: wire.Update, raw: object, me: Account, now: datetime) -> Inbound | None:
    if update.message:
        return _message(update.message, _fields(raw, "message"), me)
    if update.edited_message:
        return _edited(update.edited_message, _fields(raw, "edited_message"), me)
    if update.callback_query:
        return _pressed(update.callback_query, now)
    if update.my_chat_member:
        return _blocked(update.my_chat_member)
    return None


def _message(message: wire.Message, fields: frozenset[str], me: Account) -> Message | None:
    if not _for_us(message, me) or fields & _NOTICES:
        return None
    assert message.sender is not None
    place = _place(message.chat, message.sender)
    text = message.text or message.caption
    opening = place.visibility is Visibility.DIRECT and _is_start(text, me)
    attachments = tuple(_attachments(message, fields))
    if not text and not attachments:
        # A kind that Telegram invented after this was written: an agent has to look at it there.
        attachments = (Attachment(AttachmentKind.OTHER, ""),)
    quoted = message.reply_to_message
    return Message(
        external_id=message_key(message.chat.id, message.message_id),
        author=_person(message.sender),
        place=place,
        text="" if opening else text,
        sent_at=_moment(message.date),
        attachments=attachments,
        reply_to=message_key(message.chat.id, quoted.message_id) if quoted else None,
        opening=opening,
    )


def _edited(message: wire.Message, fields: frozenset[str], me: Account) -> Edited | None:
    # A live location is edited every few seconds, and says nothing new to a support desk.
    if not _for_us(message, me) or "location" in fields:
        return None
    assert message.sender is not None
    return Edited(
        external_id=message_key(message.chat.id, message.message_id),
        author=_person(message.sender),
        place=_place(message.chat, message.sender),
        text=message.text or message.caption,
        edited_at=_moment(message.edit_date or message.date),
    )


def _pressed(query: wire.CallbackQuery, now: datetime) -> Pressed | None:
    if query.message is None or query.data is None or query.sender.is_bot:
        return None
    return Pressed(
        external_id=f"press:{query.id}",
        author=_person(query.sender),
        place=_place(query.message.chat, query.sender),
        choice=query.data,
        sent_at=now,
        message=message_key(query.message.chat.id, query.message.message_id),
    )


def _blocked(change: wire.ChatMemberUpdated) -> Blocked | None:
    if change.chat.type != "private":
        return None
    return Blocked(_person(change.sender), blocked=change.new_chat_member.status == "kicked")


def message_key(chat: int, message: int) -> str:
    """Our id of a message: Telegram counts messages per chat, the desk per channel."""
    return f"{chat}:{message}"


def split_key(key: str) -> tuple[int, int]:
    """Chat and message of a `message_key`. Raises ValueError for anything else."""
    chat, _, message = key.rpartition(":")
    return int(chat), int(message)


def _for_us(message: wire.Message, me: Account) -> bool:
    """Whether a person said this to us: privately, or in a group by name or as an answer."""
    sender = message.sender
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return False
    if message.chat.type == "private":
        return True
    if message.chat.type not in ("group", "supergroup"):
        return False
    quoted = message.reply_to_message
    if quoted and quoted.sender and str(quoted.sender.id) == me.external_id:
        return True
    marked = [(message.text, entity) for entity in message.entities]
    marked += [(message.caption, entity) for entity in message.caption_entities]
    return any(_names_us(text, entity, me) for text, entity in marked)


def _names_us(text: str, entity: wire.Entity, me: Account) -> bool:
    if entity.type == "text_mention":
        return entity.user is not None and str(entity.user.id) == me.external_id
    units = text.encode("utf-16-le")[entity.offset * 2 : (entity.offset + entity.length) * 2]
    name = units.decode("utf-16-le", "replace").casefold()
    handle = f"@{me.handle}".casefold()
    if entity.type == "mention":
        return name == handle
    return entity.type == "bot_command" and name.endswith(handle)


def _is_start(text: str, me: Account) -> bool:
    command = text.split(maxsplit=1)[0].casefold() if text.strip() else ""
    return command in ("/start", f"/start@{me.handle}".casefold())


def _person(user: wire.User) -> Person:
    return Person(
        external_id=str(user.id),
        name=f"{user.first_name} {user.last_name}".strip(),
        handle=user.username,
        language=user.language_code,
    )


def _place(chat: wire.Chat, person: wire.User) -> Place:
    if chat.type == "private":
        return Place(Visibility.DIRECT, str(person.id))
    return Place(Visibility.PUBLIC, str(chat.id))


def _attachments(message: wire.Message, fields: frozenset[str]) -> Iterator[Attachment]:
    if message.photo:
        # the same picture in several sizes, the largest last
        yield _file(AttachmentKind.IMAGE, message.photo[-1])
    for name, kind in _FILES.items():
        file = getattr(message, name)
        # a GIF comes as animation and, for old clients, as document once more
        if file and not (name == "document" and message.animation):
            yield _file(kind, file)
    for name, kind in _MARKS.items():
        if name in fields:
            yield Attachment(kind, "")
            break  # a venue carries its location a second time


def _file(kind: AttachmentKind, file: wire.File) -> Attachment:
    return Attachment(kind, file.file_id, file.file_name, file.file_size, file.mime_type)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _fields(raw: object, kind: str) -> frozenset[str]:
    """The names of the fields that are set, to see what `wire` does not read."""
    assert isinstance(raw, dict)
    return frozenset(name for name, value in raw[kind].items() if value is not None)
