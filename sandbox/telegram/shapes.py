"""People, chats and messages as Telegram's JSON. https://core.telegram.org/bots/api#available-types"""

import re
from collections.abc import Iterator
from typing import Any

from core.vocabulary import AttachmentKind
from sandbox.cast import Person
from sandbox.telegram.world import BOT_HANDLE, BOT_ID, BOT_NAME, GROUP_TITLE, Chat, Posted, World

Json = dict[str, Any]

_MARKS = re.compile(
    r"(?<!\w)(?:(?P<command>/[a-zA-Z0-9_]+(?:@\w+)?)|(?P<mention>@[a-zA-Z]\w{3,31}))"
)


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def bot_user() -> Json:
    """The bot as others see it."""
    return {"id": BOT_ID, "is_bot": True, "first_name": BOT_NAME, "username": BOT_HANDLE}


def user(person: Person) -> Json:
    """A customer."""
    return {
        "id": int(person.id_on("telegram")),
        "is_bot": False,
        "first_name": person.name or person.handle,
        "username": person.handle,
        "language_code": person.language,
    }


def chat(one: Chat) -> Json:
    """A chat as it stands in a message."""
    if one.person is None:
        return {"id": one.id, "type": "supergroup", "title": GROUP_TITLE}
    known = user(one.person)
    names = {name: known[name] for name in ("first_name", "username")}
    return {"id": one.id, "type": "private", **names}


def message(posted: Posted, world: World, *, quoting: bool = True) -> Json:
    """A message; the one it answers is quoted once, as Telegram does."""
    place = world.chat(posted.chat)
    assert place is not None
    words, marks = ("caption", "caption_entities") if posted.media else ("text", "entities")
    shape: Json = {
        "message_id": posted.number,
        "from": user(posted.sender) if posted.sender else bot_user(),
        "chat": chat(place),
        "date": int(posted.at.timestamp()),
        **posted.media,
    }
    if posted.text:
        shape[words] = posted.text
    if posted.entities:
        shape[marks] = posted.entities
    if posted.edited_at:
        shape["edit_date"] = int(posted.edited_at.timestamp())
    if posted.keyboard:
        shape["reply_markup"] = {"inline_keyboard": posted.keyboard}
    quoted = place.posts.get(posted.reply_to) if posted.reply_to else None
    if quoting and quoted and not quoted.deleted:
        shape["reply_to_message"] = message(quoted, world, quoting=False)
    return shape


def entities(text: str) -> list[Json]:
    """The commands and mentions that Telegram's servers mark in a text."""
    return [
        {
            "type": "bot_command" if match["command"] else "mention",
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in _MARKS.finditer(text)
    ]


def media(kind: AttachmentKind, unique: str) -> Json:
    """The field of a message that carries an attachment."""
    file: Json = {"file_id": f"file-{unique}", "file_unique_id": unique, "file_size": 48_213}
    picture = {**file, "width": 800, "height": 600}
    if kind is AttachmentKind.IMAGE:
        thumb = {**picture, "file_id": f"thumb-{unique}", "width": 90, "height": 68}
        return {"photo": [thumb, picture]}
    place = {"latitude": 0.0, "longitude": 0.0}
    sticker = {**picture, "type": "regular", "is_animated": False, "is_video": False}
    poll = {
        "id": unique,
        "question": "?",
        "options": [],
        "type": "regular",
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    fields: dict[AttachmentKind, Json] = {
        AttachmentKind.VIDEO: {"video": {**picture, "duration": 3, "mime_type": "video/mp4"}},
        AttachmentKind.AUDIO: {"audio": {**file, "duration": 3, "mime_type": "audio/mpeg"}},
        AttachmentKind.VOICE: {"voice": {**file, "duration": 3, "mime_type": "audio/ogg"}},
        AttachmentKind.STICKER: {"sticker": sticker},
        AttachmentKind.LOCATION: {"location": place},
        AttachmentKind.CONTACT: {"contact": {"phone_number": "0", "first_name": "Somebody"}},
        AttachmentKind.POLL: {"poll": poll},
    }
    pdf = {**file, "file_name": "receipt.pdf", "mime_type": "application/pdf"}
    return fields.get(kind, {"document": pdf})


def names(text: str) -> Iterator[str]:
    """Every command and mention in a text, in lower case."""
    return (match[0].lower() for match in _MARKS.finditer(text))
