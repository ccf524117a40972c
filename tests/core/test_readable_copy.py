"""The copy of an update that nobody could read: in full, so that its secrets can be masked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.channel import COPY_AT_MOST, readable_copy
from core.rules.storable import storable

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def test_every_value_stands_on_its_line_as_it_was_written() -> None:
    raw = {"update_id": 7, "message": {"text": "a\nb", "tags": ["x", 2.5], "gone": None}}
    assert readable_copy(raw) == (
        ".update_id: 7\n.message.text: a\nb\n.message.tags.0: x\n.message.tags.1: 2.5"
    )
    assert readable_copy("only words") == "only words"
    assert readable_copy(None) == ""


@pytest.mark.parametrize(
    "text",
    ["密码\nHunter22x", "my card is 4111 1111\n1111 1111", '"my password is "Hunter22x"'],
)
def test_what_json_escapes_is_masked(text: str) -> None:
    raw = json.loads(json.dumps({"message": {"id": 5, "text": text}}))
    kept = storable(readable_copy(raw)).text
    assert "Hunter22x" not in kept
    assert "1111 1111" not in kept
    assert kept.startswith(".message.id: 5\n")


def test_a_card_anywhere_in_a_long_text_is_masked_before_anything_is_cut() -> None:
    for before in (3_980, 3_990, 3_999, 20_000):
        copy = readable_copy({"text": "x" * before + " 4111111111111111"})
        assert copy.endswith(" 4111111111111111")
        assert "41111111" not in storable(copy).text[:4000]


def test_what_has_no_room_is_left_out_as_a_whole() -> None:
    raw = {"long": "x" * (COPY_AT_MOST + 1), "short": "kept"}
    assert readable_copy(raw) == ".short: kept"
    many = readable_copy([f"value {n:04}" for n in range(9_000)])
    assert len(many) <= COPY_AT_MOST
    assert many.splitlines()[-1].partition(": ")[2].startswith("value ")
    assert len(many.splitlines()[-1].partition(": ")[2]) == len("value 0000")


def test_what_is_nested_without_end_is_read_to_its_end() -> None:
    raw: object = "deep"
    for _ in range(5_000):
        raw = [raw]
    assert readable_copy(raw).endswith(": deep")


@given(JSON)
def test_any_database_takes_it(raw: object) -> None:
    copy = readable_copy(raw)
    copy.encode()
    assert "\0" not in copy
    assert len(copy) <= COPY_AT_MOST
