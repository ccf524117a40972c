from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter.cursor import Cursor

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_it_is_remembered_and_recalled():
    cursor = Cursor("mentions", 50, AT)
    again = Cursor.recall("mentions", cursor.memory())
    assert again is not None
    assert (again.since, again.since_at, again.lead) == (50, AT, 50)
    assert Cursor.recall("dm", cursor.memory()) is None


@pytest.mark.parametrize(
    "memory",
    [
        {},
        {"dm.since_id": "5"},
        {"dm.since_id": "five", "dm.at": AT.isoformat()},
        {"dm.since_id": "5", "dm.at": "yesterday"},
        {"dm.since_id": "5", "dm.at": "2026-01-01T00:00:00"},
    ],
)
def test_a_broken_memory_counts_as_none(memory):
    assert Cursor.recall("dm", memory) is None


def test_since_follows_the_lead_one_look_back_later():
    cursor = Cursor("dm", 10, AT)
    cursor.hand("20", AT + timedelta(seconds=5))
    assert cursor.lead == 20
    assert not cursor.settle()
    assert cursor.since == 10
    cursor.hand("15", AT)  # late
    assert cursor.lead == 20
    assert cursor.settle()
    assert (cursor.since, cursor.since_at) == (20, AT + timedelta(seconds=5))
    assert cursor.known("15")
    assert cursor.known("20")
    assert not cursor.known("21")


@given(st.lists(st.integers(1, 50) | st.none(), max_size=60))
def test_what_was_never_handed_over_is_known_only_behind_since(steps):
    cursor, handed = Cursor("dm", 0, AT), set()
    for step in steps:
        if step is None:
            cursor.settle()
        else:
            cursor.hand(str(step), None)
            handed.add(step)
        assert cursor.since <= cursor.lead
        assert all(cursor.known(str(each)) for each in handed)
        assert not any(
            cursor.known(str(each)) for each in range(cursor.since + 1, 51) if each not in handed
        )


def test_what_x_told_by_itself_is_known_and_moves_no_mark():
    cursor = Cursor("dm", 10, AT)
    cursor.note("20")
    assert cursor.known("20")
    assert (cursor.lead, cursor.since) == (10, 10)
    assert not cursor.known("15")
