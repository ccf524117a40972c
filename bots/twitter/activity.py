"""What the X Activity API tells, and the proof that it is X who tells it. Pure.

https://docs.x.com/x-api/activity/event-payloads and https://docs.x.com/x-api/webhooks/quickstart.
Posts come in the form of the timelines. Private messages come in the form of the older Account
Activity API and are brought into that of `GET /2/dm_events` here, so that one parser reads both.
"""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

DIRECT_EVENT = "dm.received"
POST_EVENTS = ("post.mention.create", "post.reply.create")
EVENTS = (DIRECT_EVENT, *POST_EVENTS)
"""What we subscribe to; a reply's implicit mention raises no mention event, so replies are too."""

SIGNATURE = "x-twitter-webhooks-signature"

# Whatever stands in a challenge gets signed; without braces and quotes it can be no event.
_CHALLENGE = re.compile(r"[\w+/=.~-]{1,500}", re.ASCII)
_MEDIA_NUMBERS = {"photo": "3", "video": "7", "animated_gif": "16"}
# the older API escapes these three, as posts do; `GET /2/dm_events` does not
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its type, and the item as the feed of its kind would give it.

    `payload["includes"]` holds what came with it. The post that a reply answers is not among it.
    """

    kind: str
    payload: Mapping[str, Any]


def signature(secret: str, message: bytes) -> str:
    """How X signs: base64 of HMAC-SHA256, keyed with the consumer secret."""
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return "sha256=" + b64encode(digest).decode()


def is_signed(secret: str, body: bytes, given: str) -> bool:
    """Whether a request comes from X. Without a secret nothing does."""
    return bool(secret) and hmac.compare_digest(
        given.strip().encode("utf-8", "replace"), signature(secret, body).encode()
    )


def answer_to_challenge(secret: str, challenge: str) -> bytes | None:
    """The body that proves to X that this address is ours; None for what X would not ask."""
    if not secret or _CHALLENGE.fullmatch(challenge) is None:
        return None
    return json.dumps({"response_token": signature(secret, challenge.encode())}).encode()


def events(told: object, account_id: str) -> list[Event]:
    """The events for our account in a parsed message of X, in its order."""
    content = told.get("data") if isinstance(told, Mapping) else None
    envelopes = content if isinstance(content, list) else [content]
    return [event for each in envelopes for event in _opened(each, account_id)]


def _opened(envelope: object, account_id: str) -> Iterator[Event]:
    if not isinstance(envelope, Mapping):
        return
    kind, payload = envelope.get("event_type"), envelope.get("payload")
    subject = envelope.get("filter")
    # another account of the same app may share our address, and shares the app's only stream
    ours = isinstance(subject, Mapping) and subject.get("user_id") == account_id
    if not ours or not isinstance(payload, Mapping):
        return
    if kind == DIRECT_EVENT:
        yield from _messages(payload, account_id)
    elif kind in POST_EVENTS:
        includes = envelope.get("includes")
        plain = dict(includes) if isinstance(includes, Mapping) else {}
        plain["users"] = [_unwrapped(each) for each in _list(plain.get("users"))]
        yield Event(str(kind), {**payload, "includes": plain})


def _messages(payload: Mapping[str, Any], account_id: str) -> Iterator[Event]:
    given = payload.get("users")
    users = [_unwrapped(each) for each in given.values()] if isinstance(given, Mapping) else []
    for raw in _list(payload.get("direct_message_events")):
        if not isinstance(raw, Mapping) or raw.get("type") != "message_create":
            continue
        created = raw.get("message_create")
        if not isinstance(created, Mapping):
            created = {}
        target = created.get("target")
        if not isinstance(target, Mapping) or target.get("recipient_id") != account_id:
            continue  # a group, which is only told apart from us alone by this
        yield Event(DIRECT_EVENT, _as_in_feed(raw, created, account_id, users))


def _as_in_feed(
    raw: Mapping[str, Any], created: Mapping[str, Any], account_id: str, users: list[Any]
) -> dict[str, Any]:
    """The message as `GET /2/dm_events` would show it; what is missing stays missing."""
    content, sender = created.get("message_data"), created.get("sender_id")
    content = content if isinstance(content, Mapping) else {}
    text = content.get("text")
    if isinstance(text, str):
        for escape, character in _ESCAPES:
            text = text.replace(escape, character)
    item: dict[str, Any] = {
        "id": raw.get("id"),
        "event_type": "MessageCreate",
        "text": text,
        "sender_id": sender,
        "dm_conversation_id": f"{sender}-{account_id}",
        "includes": {"users": users},
    }
    if (moment := _moment(raw.get("created_timestamp"))) is not None:
        item["created_at"] = moment
    if (media := _media(content.get("attachment"))) is not None:
        item["attachments"] = {"media_keys": [media["media_key"]]}
        item["includes"]["media"] = [media]
    return item


def _media(attachment: object) -> dict[str, str] | None:
    media = attachment.get("media") if isinstance(attachment, Mapping) else None
    if not isinstance(media, Mapping):
        return None
    kind, number = str(media.get("type", "")), str(media.get("id_str") or media.get("id", ""))
    return {"media_key": f"{_MEDIA_NUMBERS.get(kind, '0')}_{number}", "type": kind}


def _moment(milliseconds: object) -> str | None:
    if not isinstance(milliseconds, str) or not milliseconds.isascii():
        return None
    if not milliseconds.isdigit() or len(milliseconds) > 14:
        return None
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).isoformat()


def _unwrapped(user: object) -> object:
    """A user object; some events wrap it once more."""
    inner = user.get("data") if isinstance(user, Mapping) else None
    return inner if isinstance(inner, Mapping) else user


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
