"""What X tells, as the feeds' parsers take it; and who may tell it. With X's published samples."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.twitter.activity import answer_to_challenge, events, is_signed, signature
from bots.twitter.parse import Reading, parse_direct, parse_mention
from core.channel import Account, Message
from core.vocabulary import AttachmentKind, Visibility

US, THEM = "1111111111111111111", "2222222222222222222"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def reading(payload: Any) -> Reading:
    return Reading(Account(US, "ExampleUser"), NOW, payload["includes"])


def direct(**changes: Any) -> dict[str, Any]:
    """X's own example of `dm.received`, shortened."""
    users = {
        each: {"data": {"id": each, "username": name, "name": name}}
        for each, name in ((THEM, "OtherUser"), (US, "ExampleUser"))
    }
    content = {"text": "hello!", "entities": {"hashtags": [], "urls": []}}
    raw = {
        "type": "message_create",
        "id": "2080765901528535096",
        "created_timestamp": "1784928224372",
        "message_create": {
            "target": {"recipient_id": US},
            "sender_id": THEM,
            "message_data": content | changes,
        },
    }
    payload = {"direct_message_events": [raw], "users": users}
    return envelope("dm.received", payload)


def envelope(kind: str, payload: object, **more: Any) -> dict[str, Any]:
    head = {"event_uuid": "-6850472171600526495", "filter": {"user_id": US}}
    return {"data": head | {"event_type": kind, "payload": payload} | more}


def mention(**changes: Any) -> dict[str, Any]:
    """X's own example of `post.mention.create`, shortened."""
    post = {
        "id": "2080765813578191303",
        "created_at": "2026-07-24T21:23:23.000Z",
        "conversation_id": "2080765813578191303",
        "edit_history_tweet_ids": ["2080765813578191303"],
        "text": "hey @ExampleUser a &lt; b",
        "author_id": THEM,
        "entities": {"mentions": [{"start": 4, "end": 16, "username": "ExampleUser", "id": US}]},
    }
    users = [{"id": THEM, "username": "OtherUser", "public_metrics": {"followers_count": 97}}]
    return envelope("post.mention.create", post | changes, includes={"users": users})


def test_a_private_message_reads_like_one_of_the_feed():
    (event,) = events(direct(text="a &lt; b &amp;amp; c"), US)
    assert event.kind == "dm.received"
    message = parse_direct(event.payload, reading(event.payload))
    assert isinstance(message, Message)
    assert message.external_id == "dm:2080765901528535096"
    assert message.text == "a < b &amp; c"
    assert message.author.handle == "OtherUser"
    assert (message.place.visibility, message.place.key) == (Visibility.DIRECT, THEM)
    assert message.sent_at == datetime(2026, 7, 24, 21, 23, 44, 372000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "key", "seen"),
    [
        ("photo", "3_77", AttachmentKind.IMAGE),
        ("video", "7_77", AttachmentKind.VIDEO),
        ("animated_gif", "16_77", AttachmentKind.VIDEO),
        ("hologram", "0_77", AttachmentKind.OTHER),
    ],
)
def test_what_came_with_it(kind, key, seen):
    media = {"type": "media", "media": {"id": 77, "id_str": "77", "type": kind}}
    (event,) = events(direct(attachment=media), US)
    message = parse_direct(event.payload, reading(event.payload))
    assert isinstance(message, Message)
    assert [(a.kind, a.external_id) for a in message.attachments] == [(seen, key)]


def test_a_mention_reads_like_one_of_the_feed():
    (event,) = events(mention(), US)
    message = parse_mention(event.payload, reading(event.payload))
    assert isinstance(message, Message)
    assert message.text == "hey @ExampleUser a < b"
    assert (message.author.handle, message.author.followers) == ("OtherUser", 97)


def test_users_may_be_wrapped_once_more_and_events_may_come_together():
    wrapped = mention()
    wrapped["data"]["includes"]["users"] = [
        {"data": each} for each in wrapped["data"]["includes"]["users"]
    ]
    together = {"data": [wrapped["data"], direct()["data"]]}
    first, second = events(together, US)
    assert first.payload["includes"]["users"][0]["username"] == "OtherUser"
    assert second.kind == "dm.received"


def group() -> dict[str, Any]:
    told = direct()
    told["data"]["payload"]["direct_message_events"][0]["message_create"]["target"] = {}
    return told


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "data",
        {},
        {"data": None},
        {"data": [None, 5, "x"]},
        {"errors": [{"title": "operational-disconnect"}]},
        envelope("like.create", {"id": "5"}),
        envelope("dm.received", []),
        envelope("dm.received", {"direct_message_events": "none", "users": []}),
        envelope("dm.received", {"direct_message_events": [None, {"type": "message_create"}]}),
        {"data": mention()["data"] | {"filter": {"user_id": THEM}}},
        {"data": mention()["data"] | {"filter": None}},
        group(),
    ],
)
def test_what_is_strange_or_not_for_us_is_no_event(told):
    assert events(told, US) == []


def test_what_is_missing_stays_missing_for_the_parser_to_find():
    told = direct()
    raw = told["data"]["payload"]["direct_message_events"][0]
    del raw["id"]
    raw["created_timestamp"] = "9" * 40
    (event,) = events(told, US)
    unreadable = parse_direct(event.payload, reading(event.payload))
    assert not isinstance(unreadable, Message)
    assert unreadable is not None


def test_signatures_are_x_s():
    body = json.dumps(direct()).encode()
    digest = hmac.new(b"secret", body, hashlib.sha256).digest()
    assert is_signed("secret", body, "sha256=" + base64.b64encode(digest).decode())
    assert not is_signed("other", body, signature("secret", body))
    assert not is_signed("secret", body + b" ", signature("secret", body))
    for given in ("", "sha256=", "\udcff", "é"):
        assert not is_signed("secret", body, given)
    assert not is_signed("", body, signature("", body))


def test_a_challenge_is_answered_and_is_never_an_event():
    answer = answer_to_challenge("secret", "OTU4ZTdi_-4=")
    assert answer is not None
    assert json.loads(answer) == {"response_token": signature("secret", b"OTU4ZTdi_-4=")}
    for challenge in ("", json.dumps(direct()), '{"data":[]}', "a b", "x" * 501, "a\n"):
        assert answer_to_challenge("secret", challenge) is None
    assert answer_to_challenge("", "OTU4ZTdi") is None
