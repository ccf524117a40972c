import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter.parse import Reading, parse_direct, parse_mention
from core.channel import COPY_AT_MOST, Account, Edited, Message, Unreadable
from core.vocabulary import Visibility

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
US = Account("2244994945", "OKPaySupport", "OKPay Support")
READ_AT = datetime(2026, 1, 15, 11, tzinfo=UTC)
PARSERS = {"mentions": parse_mention, "dm": parse_direct}


def told(inbound: Any) -> dict[str, Any]:
    """What a fixture may expect of an inbound value, flat."""
    flat = {"type": type(inbound).__name__, "external_id": inbound.external_id}
    if isinstance(inbound, Unreadable):
        return flat | {"reason": inbound.reason}
    flat |= {
        "text": inbound.text,
        "key": inbound.place.key,
        "thread": inbound.place.thread,
        "name": inbound.author.name,
        "handle": inbound.author.handle,
        "followers": inbound.author.followers,
    }
    if isinstance(inbound, Message):
        flat |= {
            "reply_to": inbound.reply_to,
            "sent_at": inbound.sent_at.isoformat(),
            "attachments": [each.kind for each in inbound.attachments],
        }
    return flat


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_the_documentation_shows(path):
    case = json.loads(path.read_text())
    assert case["_source"].startswith("https://docs.x.com/")
    known = set(case.get("known", []))
    reading = Reading(US, READ_AT, case.get("includes", {}), known.__contains__)
    inbound = PARSERS[case["feed"]](case["item"], reading)
    if case["expect"] is None:
        assert inbound is None
    else:
        assert inbound is not None
        found = told(inbound)
        assert {name: found.get(name) for name in case["expect"]} == case["expect"]


def test_a_missing_time_is_the_time_of_reading():
    post = {"id": "5", "text": "@OKPaySupport", "author_id": "6"}
    message = parse_mention(post, Reading(US, READ_AT))
    assert isinstance(message, Message)
    assert message.sent_at == READ_AT
    assert message.place.visibility is Visibility.PUBLIC


def test_unreadable_without_id_is_named_the_same_each_time():
    first, second = (parse_mention({"text": 5}, Reading(US, READ_AT)) for _ in range(2))
    assert first == second
    other = parse_mention({"text": 6}, Reading(US, READ_AT))
    assert isinstance(first, Unreadable)
    assert isinstance(other, Unreadable)
    assert first.external_id != other.external_id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
FIELDS = [
    *("id", "text", "author_id", "sender_id", "event_type", "created_at", "attachments"),
    *("referenced_tweets", "note_tweet", "dm_conversation_id", "edit_history_tweet_ids"),
]


@given(
    item=st.dictionaries(st.sampled_from(FIELDS), JSON | st.just("MessageCreate")) | JSON,
    includes=st.dictionaries(st.sampled_from(["users", "media", "tweets"]), JSON),
    feed=st.sampled_from(sorted(PARSERS)),
)
def test_no_item_breaks_parsing(item, includes, feed):
    inbound = PARSERS[feed](item, Reading(US, READ_AT, includes))
    assert inbound is None or isinstance(inbound, Message | Edited | Unreadable)
    if isinstance(inbound, Unreadable):
        assert len(inbound.copy) <= COPY_AT_MOST
        inbound.copy.encode()
