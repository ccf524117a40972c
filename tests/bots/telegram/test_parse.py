"""Updates as Telegram documents them, and as nobody should send them."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.parse import parse
from core.channel import COPY_AT_MOST, Account, Message, Unreadable

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
ME = Account("100000001", "okpay_sandbox_bot")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GOOD = json.loads((Path(__file__).parent / "fixtures" / "group_mention.json").read_text())["update"]


def plain(inbound):
    """The value as JSON would show it."""
    if inbound is None:
        return None
    fields = json.loads(json.dumps(asdict(inbound), default=lambda moment: moment.isoformat()))
    return {"kind": type(inbound).__name__, **fields}


def agrees(actual, expected):
    if isinstance(expected, dict) and isinstance(actual, dict):
        return all(name in actual and agrees(actual[name], expected[name]) for name in expected)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(map(agrees, actual, expected))
    return actual == expected


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_documented_update(path):
    fixture = json.loads(path.read_text())
    assert fixture["_source"].startswith("https://core.telegram.org/")
    actual = plain(parse(fixture["update"], ME, NOW))
    assert agrees(actual, fixture["expected"]), actual


def test_there_are_fixtures():
    assert len(FIXTURES) >= 25


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def paths(value, here=()):
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in items:
        if isinstance(inner, dict | list):
            yield from paths(inner, (*here, name))
        else:
            yield (*here, name)


@given(st.sampled_from(list(paths(GOOD))), json_values)
def test_a_spoilt_field_never_raises(path, value):
    update = json.loads(json.dumps(GOOD))
    place = update
    for name in path[:-1]:
        place = place[name]
    if path:
        place[path[-1]] = value
    else:
        update = value
    inbound = parse(update, ME, NOW)
    if isinstance(inbound, Unreadable):
        assert len(inbound.copy) <= COPY_AT_MOST
        inbound.copy.encode()


@given(json_values)
def test_anything_at_all_never_raises(value):
    parse(value, ME, NOW)
    parse({"update_id": 1, "message": value}, ME, NOW)
    parse({"update_id": 1, "callback_query": value}, ME, NOW)


def test_reason_names_the_field_and_quotes_nothing():
    bad = {"update_id": 5, "message": {**GOOD["message"], "text": ["my password is 12345"]}}
    inbound = parse(bad, ME, NOW)
    assert isinstance(inbound, Unreadable)
    assert "message.text" in inbound.reason
    assert "12345" not in inbound.reason
    assert "12345" in inbound.copy


def test_without_a_number_the_same_thing_has_the_same_id():
    first, second = (parse({"message": {"text": "x"}}, ME, NOW) for _ in range(2))
    assert isinstance(first, Unreadable)
    assert first.external_id == second.external_id
    assert parse({"message": 2}, ME, NOW).external_id != first.external_id


def test_copy_is_whole_and_readable():
    text = "提" * 20_000 + "\n密码是 Hunter22"
    inbound = parse({"update_id": 1, "message": {"text": text}}, ME, NOW)
    assert inbound.copy == f".update_id: 1\n.message.text: {text}"


def private(**fields):
    sender = {"id": 7, "is_bot": False, "first_name": "A"}
    chat = {"id": 7, "type": "private"}
    return {
        "update_id": 1,
        "message": {"message_id": 3, "date": 0, "chat": chat, "from": sender, **fields},
    }


def test_nul_and_half_characters_are_made_storable():
    inbound = parse(private(text="a\0b\ud83d"), ME, NOW)
    assert inbound.text == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("/start", True),
        ("/START ok_1042", True),
        ("/start@okpay_sandbox_bot", True),
        ("/started", False),
        ("please /start", False),
        ("/help", False),
    ],
)
def test_only_start_opens(text, opening):
    inbound = parse(private(text=text), ME, NOW)
    assert isinstance(inbound, Message)
    assert inbound.opening is opening
    assert inbound.text == ("" if opening else text)
