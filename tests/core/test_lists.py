"""Lists agents read: the queue, all tickets, a conversation; page by page."""

import pytest

from core.actions.assign import assign
from core.actions.solve import solve
from core.desk import Desk, Refused
from core.queries.queue import View, counts, queue
from core.queries.tickets import ticket, tickets
from core.queries.timeline import timeline
from core.vocabulary import (
    Priority,
)


def test_the_queue_puts_urgent_first_then_old(desk: Desk, agent: int, opened) -> None:
    first = opened("1")
    second = opened("2")
    urgent = opened("3", priority=Priority.URGENT)
    rows = queue(desk, View.ALL_OPEN, agent).items
    assert [row.number for row in rows] == [urgent, first, second]
    assign(desk, first, agent, "Mei")
    assert [row.number for row in queue(desk, View.MINE, agent).items] == [first]
    assert counts(desk, agent) == {
        View.UNASSIGNED: 2,
        View.MINE: 1,
        View.ALL_OPEN: 3,
        View.SOLVED: 0,
    }
    solve(desk, first, agent)
    assert [row.number for row in queue(desk, View.SOLVED, agent).items] == [first]


def test_pages_hold_everything_once(desk: Desk, agent: int, opened) -> None:
    made = [
        opened(str(who), priority=Priority.HIGH if who % 3 else Priority.LOW) for who in range(7)
    ]
    listed, cursor = [], None
    while True:
        page = queue(desk, View.ALL_OPEN, agent, limit=2, cursor=cursor)
        listed += [row.number for row in page.items]
        if (cursor := page.next) is None:
            break
    assert sorted(listed) == sorted(made)
    assert len(set(listed)) == len(made)
    listed, cursor = [], None
    while True:
        page = tickets(desk, limit=3, cursor=cursor)
        listed += [view.number for view in page.items]
        if (cursor := page.next) is None:
            break
    assert listed == made[::-1]


@pytest.mark.parametrize("cursor", ["", "nonsense", "!!!", "MS4y", "9" * 400])
def test_a_foreign_cursor_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        tickets(desk, cursor=cursor)
    assert refused.value.code == "wrong_cursor"


def test_a_conversation_is_paged_oldest_first(desk: Desk, agent: int, says, opened) -> None:
    number = opened()
    for count in range(5):
        says(f"more {count}")
    view = ticket(desk, number)
    assert view is not None
    page = timeline(desk, view.conversation_id, limit=4)
    assert page is not None
    rest = timeline(desk, view.conversation_id, limit=4, cursor=page.next)
    assert rest is not None
    texts = [one.text for one in [*page.items, *rest.items]]
    assert texts == ["my transfer failed", *(f"more {count}" for count in range(5))]
    assert rest.next is None
    assert timeline(desk, 999_999) is None
