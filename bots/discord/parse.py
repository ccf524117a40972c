"""Discord gateway event -> Inbound, or None where it is not for us. Pure.

Works on the plain JSON of the event (docs: Gateway Events, Receive Events), not on the library's
objects, so that one odd message cannot break the library, and so that fixtures are JSON.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bots.discord.attachments import attachments_of
from core.channel import (
    Deleted,
    Edited,
    Inbound,
    Message,
    Person,
    Place,
    Pressed,
    Unreadable,
    readable_copy,
)
from core.vocabulary import Visibility

Payload = Mapping[str, Any]

COMMAND = "support"
"""The slash command we register and answer."""

_EPOCH_MS = 1_420_070_400_000  # docs: Snowflakes; the first second of 2015
_PLAIN, _REPLY = 0, 19  # docs: Message Types; every other type is Discord's own notice
_FORWARD = 1  # docs: Message Reference Types
_COMMAND, _COMPONENT = 2, 3  # docs: Interaction Types
_BUTTON = 2  # docs: Component Types
_SLASH = 1  # docs: Application Command Types, CHAT_INPUT
_MENTION = re.compile(r"<@!?(\d+)>")


def parse(kind: str, payload: Any, us: str) -> Inbound | None:
    """What an event means to the desk. `us` is the id of our own account.

    Never raises: what should be for us and cannot be read becomes `Unreadable`.
    """
    read = _READERS.get(kind)
    if read is None:
        return None
    payload = _storable(payload)
    try:
        return read(payload, us)
    except Exception as error:
        return _unreadable(kind, payload, error)


def channel_of(payload: Any) -> str:
    """The channel an event belongs to, or an empty string."""
    found = payload.get("channel_id") if isinstance(payload, Mapping) else None
    return str(found) if isinstance(found, str | int) else ""


def is_private(payload: Payload) -> bool:
    """Whether an event stands in a private conversation with us."""
    return payload.get("guild_id") is None


def sent_at(snowflake: str) -> datetime:
    """The moment an id was made (docs: Reference, Snowflakes). Raises ValueError, OverflowError."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + _EPOCH_MS) / 1000, UTC)


def _message(payload: Payload, us: str) -> Message | None:
    if not _for_us(payload, us) or payload.get("type", _PLAIN) not in (_PLAIN, _REPLY):
        return None
    message_id, channel = _id(payload["id"]), _id(payload["channel_id"])
    author = _person(payload)
    said, reference = payload, payload.get("message_reference") or {}
    if reference.get("type") == _FORWARD and payload.get("message_snapshots"):
        said = payload["message_snapshots"][0]["message"]
        reference = {}
    timestamp = payload.get("timestamp")
    memory = {f"last.{channel}": message_id}
    if is_private(payload):
        memory[f"dm.{author.external_id}"] = channel
    replied = reference.get("message_id")
    return Message(
        external_id=message_id,
        author=author,
        place=_place(payload, author.external_id, channel),
        text=_text(said),
        sent_at=_moment(timestamp) if timestamp is not None else sent_at(message_id),
        attachments=attachments_of(said),
        reply_to=None if replied is None else _id(replied),
        memory=memory,
    )


def _edited(payload: Payload, us: str) -> Edited | None:
    # Discord sends an update also when it adds a preview to a link: nobody edited anything then.
    edited = payload.get("edited_timestamp")
    if edited is None or "content" not in payload or not _for_us(payload, us):
        return None
    author, channel = _person(payload), _id(payload["channel_id"])
    return Edited(
        external_id=_id(payload["id"]),
        author=author,
        place=_place(payload, author.external_id, channel),
        text=_text(payload),
        edited_at=_moment(edited),
    )


def _deleted(payload: Payload, us: str) -> Deleted:
    return Deleted(external_id=_id(payload["id"]))


def _interaction(payload: Payload, us: str) -> Message | Pressed | None:
    match payload["type"]:
        case 2 if _is_support(payload["data"]):
            return _command(payload)
        case 3 if payload["data"].get("component_type") == _BUTTON:
            return _pressed(payload)
    return None


def _is_support(command: Payload) -> bool:
    return command.get("type", _SLASH) == _SLASH and command.get("name") == COMMAND


def _command(payload: Payload) -> Message:
    """`/support [text]`: whoever asks so is answered in private, wherever they typed it."""
    author, interaction = _person(payload), _id(payload["id"])
    options = payload["data"].get("options") or []
    text = next((str(o["value"]) for o in options if o.get("name") == "text"), "").strip()
    return Message(
        external_id=interaction,
        author=author,
        place=Place(Visibility.DIRECT, author.external_id),
        text=text,
        sent_at=sent_at(interaction),
        opening=not text,
        memory=_private_channel(payload, author),
    )


def _pressed(payload: Payload) -> Pressed:
    author, interaction = _person(payload), _id(payload["id"])
    message = (payload.get("message") or {}).get("id")
    return Pressed(
        external_id=interaction,
        author=author,
        place=_place(payload, author.external_id, _id(payload["channel_id"])),
        choice=str(payload["data"]["custom_id"]),
        sent_at=sent_at(interaction),
        message=None if message is None else _id(message),
        memory=_private_channel(payload, author),
    )


_READERS: dict[str, Callable[[Payload, str], Inbound | None]] = {
    "MESSAGE_CREATE": _message,
    "MESSAGE_UPDATE": _edited,
    "MESSAGE_DELETE": _deleted,
    "INTERACTION_CREATE": _interaction,
}


def _for_us(payload: Payload, us: str) -> bool:
    """A person wrote it, and wrote it to us: in private, naming us, or answering us."""
    if payload.get("webhook_id") is not None or _not_a_person(payload.get("author"), us):
        return False
    if is_private(payload):
        return True
    answered = payload.get("referenced_message")
    return _names(payload.get("mentions"), us) or (
        isinstance(answered, Mapping) and _is(answered.get("author"), us)
    )


def _not_a_person(author: Any, us: str) -> bool:
    return isinstance(author, Mapping) and bool(
        author.get("bot") or author.get("system") or _is(author, us)
    )


def _names(mentions: Any, us: str) -> bool:
    return isinstance(mentions, list) and any(_is(mentioned, us) for mentioned in mentions)


def _is(user: Any, us: str) -> bool:
    return isinstance(user, Mapping) and str(user.get("id")) == us


def _person(payload: Payload) -> Person:
    member = payload.get("member") or {}
    user = payload.get("author") or payload.get("user") or member["user"]
    handle = str(user.get("username") or "")
    locale = payload.get("locale")
    return Person(
        external_id=_id(user["id"]),
        name=str(member.get("nick") or user.get("global_name") or handle),
        handle=handle,
        language=locale if isinstance(locale, str) else None,
    )


def _place(payload: Payload, person: str, channel: str) -> Place:
    if is_private(payload):
        return Place(Visibility.DIRECT, person)
    return Place(Visibility.PUBLIC, channel)


def _private_channel(payload: Payload, author: Person) -> dict[str, str]:
    """Context 1 is a private conversation with us, 2 one with somebody else (docs: Interaction
    Context Types)."""
    if is_private(payload) and payload.get("context", 1) == 1 and channel_of(payload):
        return {f"dm.{author.external_id}": _id(payload["channel_id"])}
    return {}


def _text(payload: Payload) -> str:
    """The text as written, mentions as `@handle`: a bare `<@123…>` reads like a number of ours."""
    content = payload["content"]
    if not isinstance(content, str):
        raise TypeError("content is no text")
    handles = {
        str(user.get("id")): str(user.get("username") or "")
        for user in payload.get("mentions") or ()
        if isinstance(user, Mapping)
    }
    return _MENTION.sub(lambda m: f"@{handles[m[1]]}" if handles.get(m[1]) else m[0], content)


def _id(value: Any) -> str:
    """An id as text. Raises ValueError: a cursor made of anything else would break the next."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise ValueError("an id is no number")
    return text


def _moment(timestamp: str) -> datetime:
    moment = datetime.fromisoformat(timestamp)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _storable(value: Any) -> Any:
    """The same JSON with U+FFFD for half a surrogate pair and for NUL: no database takes them."""
    if isinstance(value, str):
        return (
            value.replace("\0", "\ufffd")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )
    if isinstance(value, Mapping):
        return {key: _storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value


def _unreadable(kind: str, payload: Any, error: Exception) -> Unreadable:
    copy = readable_copy(payload)
    known = payload.get("id") if isinstance(payload, Mapping) else None
    if kind == "MESSAGE_CREATE" and isinstance(known, str | int):
        external_id = str(known)[:100]
    else:
        # An edit must not hide behind the message it edits, nor one nameless event behind another.
        digest = hashlib.sha256(f"{kind}{copy}".encode("utf-8", "replace")).hexdigest()
        external_id = f"unreadable.{digest[:24]}"
    reason = f"{kind} could not be read: {type(error).__name__}"
    return Unreadable(external_id, _without_token(payload, copy), reason)


def _without_token(payload: Any, copy: str) -> str:
    """An interaction carries a token that lets its holder answer in our name for 15 minutes."""
    token = payload.get("token") if isinstance(payload, Mapping) else None
    return copy.replace(token, "…") if isinstance(token, str) and token else copy
