"""What X tells, as values of the port.

Posts: https://docs.x.com/x-api/fundamentals/data-dictionary and
https://docs.x.com/x-api/posts/timelines/introduction. Direct messages:
https://docs.x.com/x-api/direct-messages/lookup/introduction. Everything here is pure; an item
that is not as documented becomes `Unreadable` and hurts nobody else.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.channel import (
    Account,
    Attachment,
    Edited,
    Inbound,
    Message,
    Person,
    Place,
    Unreadable,
    readable_copy,
)
from core.vocabulary import AttachmentKind, Visibility

POSTS = "posts"
"""The one public place of X."""

DIRECT_PREFIX = "dm:"
"""Posts and message events number apart; this keeps their external ids apart."""

_REPLY_PREFIX = re.compile(r"\s*(?:@\w{1,20}\s+)*@\w{1,20}(?:\s+|$)")
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_MEDIA = {
    "photo": AttachmentKind.IMAGE,
    "video": AttachmentKind.VIDEO,
    "animated_gif": AttachmentKind.VIDEO,
}
_MEDIA_KEYS = {"3": "photo", "7": "video", "13": "video", "16": "animated_gif"}
# X escapes exactly these three in the text of posts
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Malformed(Exception):
    """A field is missing or of the wrong kind; the text names it."""


def nothing_known(external_id: str) -> bool:
    """Before anything was handed over."""
    return False


@dataclass(frozen=True, slots=True)
class Reading:
    """What surrounds an item: who we are, what came with it, and when it was read."""

    account: Account
    read_at: datetime
    includes: Mapping[str, Any] = field(default_factory=dict)
    known: Callable[[str], bool] = nothing_known  #: whether an id was handed over before


def parse_mention(raw: object, reading: Reading) -> Inbound | None:
    """A post from the mentions timeline; None where it does not address us."""
    try:
        return _mention(_object(raw), reading)
    except Malformed as problem:
        return unreadable(raw, str(problem))


def parse_direct(raw: object, reading: Reading) -> Inbound | None:
    """An event of our private conversations; None where it is not a customer's message."""
    try:
        return _direct(_object(raw), reading)
    except Malformed as problem:
        return unreadable(raw, str(problem), DIRECT_PREFIX)


def unreadable(raw: object, reason: str, prefix: str = "") -> Unreadable:
    """An item put aside. Without an id of its own it is named by what it says."""
    copy = readable_copy(raw)
    given = identity(raw)
    name = given or "unreadable:" + hashlib.sha256(copy.encode()).hexdigest()[:24]
    return Unreadable(prefix + name, copy, reason)


def identity(raw: object) -> str | None:
    """The item's own id, if it has a usable one."""
    given = raw.get("id") if isinstance(raw, Mapping) else None
    return given if isinstance(given, str) and _ID.fullmatch(given) else None


def created_at(raw: object) -> datetime | None:
    """When the item was made, if it says so."""
    try:
        return _time(_object(raw), None)
    except Malformed:
        return None


def one_to_one_partner(raw: Mapping[str, Any], ours: str) -> str | None:
    """The other person of a one-to-one conversation: its id is both people's ids with a dash."""
    people = str(raw.get("dm_conversation_id", "")).split("-")
    if len(people) != 2 or ours not in people:
        return None
    return people[1] if people[0] == ours else people[0]


def _mention(raw: Mapping[str, Any], reading: Reading) -> Inbound | None:
    post_id, author = _word(raw, "id"), _word(raw, "author_id")
    links = _references(raw)
    if author == reading.account.external_id or any(kind == "retweeted" for kind, _ in links):
        return None
    text = _post_text(raw)
    parent = next((there for kind, there in links if kind == "replied_to"), None)
    to_us = raw.get("in_reply_to_user_id") == reading.account.external_id
    if parent is not None and not to_us and _only_inherited(text, parent, reading):
        return None
    person, at = _person(author, reading.includes), _time(raw, reading.read_at)
    place = Place(Visibility.PUBLIC, POSTS, _optional(raw, "conversation_id") or post_id)
    history = [each for each in _list(raw, "edit_history_tweet_ids") if isinstance(each, str)]
    first = history[0] if history else post_id
    if first != post_id and reading.known(first):
        return Edited(first, person, place, text, at)
    return Message(
        external_id=first,
        author=person,
        place=place,
        text=text,
        sent_at=at,
        attachments=_attachments(raw, reading.includes),
        reply_to=parent,
    )


def _direct(raw: Mapping[str, Any], reading: Reading) -> Inbound | None:
    if _word(raw, "event_type") != "MessageCreate":
        return None
    event_id, sender = _word(raw, "id"), _word(raw, "sender_id")
    if sender == reading.account.external_id:
        return None
    conversation = _optional(raw, "dm_conversation_id")
    if conversation is not None and one_to_one_partner(raw, reading.account.external_id) is None:
        return None  # a group
    shared = [Attachment(AttachmentKind.LINK, there) for _, there in _references(raw)]
    return Message(
        external_id=DIRECT_PREFIX + event_id,
        author=_person(sender, reading.includes),
        place=Place(Visibility.DIRECT, sender),
        text=_text(raw, "text", missing=""),
        sent_at=_time(raw, reading.read_at),
        attachments=(*_attachments(raw, reading.includes), *shared),
    )


def _only_inherited(text: str, parent: str, reading: Reading) -> bool:
    """Whether our handle stands only among the names a reply takes over from its thread.

    Such names lead the text. One that the author typed there is told apart by the post that is
    answered: it does not name us. Where X does not show us that post, it counts as inherited.
    """
    handle = re.compile(rf"(?<![\w@])[@＠]{re.escape(reading.account.handle)}(?!\w)", re.IGNORECASE)
    prefix = _REPLY_PREFIX.match(text)
    if prefix is None or handle.search(text[prefix.end() :]) is not None:
        return False
    if handle.search(prefix[0]) is None:
        return False  # X says it mentions us; where, we cannot see
    for post in _list(reading.includes, "tweets"):
        if isinstance(post, Mapping) and post.get("id") == parent:
            ours = post.get("author_id") == reading.account.external_id
            return ours or handle.search(str(post.get("text", ""))) is not None
    return True


def _post_text(raw: Mapping[str, Any]) -> str:
    note = raw.get("note_tweet")  # posts over 280 characters carry their whole text here
    text = note.get("text") if isinstance(note, Mapping) else None
    plain = _whole(text) if isinstance(text, str) else _text(raw, "text")
    for escape, character in _ESCAPES:
        plain = plain.replace(escape, character)
    return plain


def _person(external_id: str, includes: Mapping[str, Any]) -> Person:
    for user in _list(includes, "users"):
        if isinstance(user, Mapping) and user.get("id") == external_id:
            metrics = user.get("public_metrics")
            followers = metrics.get("followers_count") if isinstance(metrics, Mapping) else None
            return Person(
                external_id,
                name=_whole(str(user.get("name") or "")),
                handle=_whole(str(user.get("username") or "")),
                followers=followers if isinstance(followers, int) else None,
            )
    return Person(external_id)


def _attachments(raw: Mapping[str, Any], includes: Mapping[str, Any]) -> tuple[Attachment, ...]:
    kinds = {
        media.get("media_key"): media.get("type")
        for media in _list(includes, "media")
        if isinstance(media, Mapping)
    }
    attached = raw.get("attachments")
    if not isinstance(attached, Mapping):
        return ()
    keys = [key for key in _list(attached, "media_keys") if isinstance(key, str)]
    return tuple(
        Attachment(
            _MEDIA.get(
                kinds.get(key) or _MEDIA_KEYS.get(key.partition("_")[0], ""), AttachmentKind.OTHER
            ),
            key,
        )
        for key in keys
    )


def _references(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(link.get("type", "")), link["id"])
        for link in _list(raw, "referenced_tweets")
        if isinstance(link, Mapping) and identity(link)
    ]


def _object(raw: object) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Malformed("this is no object")
    return raw


def _word(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or _ID.fullmatch(value) is None:
        raise Malformed(f"{name} is missing or no identifier")
    return value


def _optional(raw: Mapping[str, Any], name: str) -> str | None:
    return _word(raw, name) if raw.get(name) is not None else None


def _text(raw: Mapping[str, Any], name: str, missing: str | None = None) -> str:
    value = raw.get(name, missing)
    if not isinstance(value, str):
        raise Malformed(f"{name} is missing or no text")
    return _whole(value)


def _whole(text: str) -> str:
    """The text with half surrogates, which JSON can spell but nothing can store, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _list(raw: Mapping[str, Any], name: str) -> list[Any]:
    value = raw.get(name)
    return value if isinstance(value, list) else []


def _time(raw: Mapping[str, Any], missing: datetime | None) -> datetime:
    value = raw.get("created_at")
    if value is None and missing is not None:
        return missing
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Malformed("created_at is no time") from None
    if moment.tzinfo is None:
        raise Malformed("created_at has no zone")
    return moment
