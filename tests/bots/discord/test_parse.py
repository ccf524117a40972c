"""Every fixture says the page it was written from, the event, and what the desk should hear."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.parse import parse
from core.channel import Deleted, Edited, Message, Pressed, Unreadable

US = "900000000000000001"
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KINDS = ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "INTERACTION_CREATE")


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def covers(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict) and isinstance(found, dict) and expected:
        return all(key in found and covers(found[key], each) for key, each in expected.items())
    return found == expected


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_documented_event(path):
    case = json.loads(path.read_text())
    assert case["_source"].startswith("https://discord.com/developers/docs/")
    found = parse(case["kind"], case["payload"], US)
    if case["expected"] is None:
        assert found is None
        return
    expected = dict(case["expected"])
    kind = expected.pop("is", None)
    assert type(found).__name__ == kind
    shown = plain(asdict(found))
    assert covers(shown, expected), shown


def fixture(name: str) -> tuple[str, dict[str, Any]]:
    case = json.loads((Path(__file__).parent / "fixtures" / f"{name}.json").read_text())
    return case["kind"], case["payload"]


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_is_wrong_with_an_event_parsing_never_raises(data):
    kind, payload = fixture(data.draw(st.sampled_from(FIXTURES)).stem)
    key = data.draw(st.sampled_from(sorted(payload)))
    if data.draw(st.booleans()):
        payload.pop(key)
    else:
        payload[key] = data.draw(JSON)
    found = parse(kind, payload, US)
    assert found is None or isinstance(found, Message | Edited | Deleted | Pressed | Unreadable)
    if isinstance(found, Unreadable):
        assert found.external_id
        assert found.reason


@given(kind=st.sampled_from(KINDS), payload=JSON)
def test_an_event_that_is_no_event_never_raises(kind, payload):
    found = parse(kind, payload, US)
    assert found is None or isinstance(found, Message | Edited | Deleted | Pressed | Unreadable)


def test_a_long_text_passes_unharmed():
    kind, payload = fixture("private_message")
    text = "漢字 🧑‍🤝‍🧑 " * 1112
    assert parse(kind, payload | {"content": text}, US).text == text


def test_half_a_character_and_nul_become_visible_replacements():
    kind, payload = fixture("private_message")
    found = parse(kind, payload | {"content": json.loads('"a \\ud83d b\\u0000"')}, US)
    assert found.text == "a \ufffd b\ufffd"
    found.text.encode()


def test_the_copy_of_what_cannot_be_read_is_whole_and_has_no_token():
    kind, payload = fixture("press_without_choice")
    found = parse(kind, payload | {"filler": "x" * 9000}, US)
    assert isinstance(found, Unreadable)
    assert f".filler: {'x' * 9000}" in found.copy
    assert payload["token"] not in found.copy


def test_an_unreadable_edit_does_not_hide_behind_its_message():
    kind, payload = fixture("edited")
    found = parse(kind, payload | {"edited_timestamp": "soon"}, US)
    assert isinstance(found, Unreadable)
    assert found.external_id != payload["id"]
    assert found == parse(kind, payload | {"edited_timestamp": "soon"}, US)
