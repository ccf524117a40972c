from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter.budget import Budget, budget, until_reset
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


NOW = 1_000_000.0


def test_what_is_left_is_stretched_evenly():
    headers = {"x-rate-limit-remaining": "10", "x-rate-limit-reset": str(int(NOW) + 600)}
    left = budget(headers, NOW)
    assert left == Budget(10, 600)
    assert left.stretch(0.5) == 60
    assert left.stretch(90) == 90
    assert Budget(0, 40).stretch(1) == 40
    assert Budget(0, 0).stretch(1) == 1


@pytest.mark.parametrize(
    "headers", [{}, {"x-rate-limit-remaining": "many", "x-rate-limit-reset": "-4"}]
)
def test_without_headers_there_is_no_budget(headers):
    assert budget(headers, NOW) is None
    assert until_reset(headers, NOW) == 60


def test_a_day_s_limit_counts_when_it_is_used_up():
    headers = {
        "x-rate-limit-reset": str(int(NOW) + 30),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(int(NOW) + 7200),
    }
    assert until_reset(headers, NOW) == 7201
    assert until_reset(headers | {"x-user-limit-24hour-remaining": "4"}, NOW) == 31
    assert until_reset({"x-rate-limit-reset": "99999999999"}, NOW) == 901
