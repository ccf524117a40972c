"""Follow-ups: each step once, never early, ended by an answer."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from core import clock
from core.actions.advance_clock import advance_clock
from core.actions.open_ticket import open_ticket
from core.actions.reply import reply
from core.actions.solve import solve
from core.channel import Pressed
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.models import Conversation
from core.queries.clock_offset import clock_offset
from core.queries.moments import next_due
from core.queries.tickets import TicketView, ticket
from core.queries.timeline import latest
from core.rules.decision import Opening
from core.rules.follow_up import FollowUpKind, after_quiet, next_follow_up
from core.vocabulary import (
    Author,
    Category,
    Language,
    Outcome,
    Priority,
    TicketStatus,
    Visibility,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = (time(21), time(9))


@pytest.fixture
def pending(desk: Desk, agent: int, says) -> str:
    """A ticket that waits for its customer."""
    says("my transfer failed")
    with desk.db.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        opening = Opening(
            Category.TRANSACTION_FAILED, None, Priority.NORMAL, "test", missing=("amount",)
        )
        number = open_ticket(
            desk,
            session,
            conversation,
            opening,
            visibility=Visibility.DIRECT,
            language=Language.EN,
            subject="my transfer failed",
        ).number
    reply(desk, number, agent, "How much was it?")
    return number


def seen(desk: Desk, number: str) -> TicketView:
    view = ticket(desk, number)
    assert view is not None
    return view


def reminders(desk: Desk, number: str) -> list[str]:
    messages = latest(desk, seen(desk, number).conversation_id)
    return [one.text for one in messages if one.author is Author.SYSTEM]


def test_reminders_then_the_close(desk: Desk, pending: str) -> None:
    assert follow_ups(desk) == []
    advance_clock(desk, timedelta(hours=23, minutes=59))
    assert follow_ups(desk) == []
    advance_clock(desk, timedelta(minutes=2))
    assert follow_ups(desk) == [(pending, "reminder_1")]
    assert follow_ups(desk) == []
    (first,) = reminders(desk, pending)
    assert pending in first
    assert "amount" in first
    advance_clock(desk, timedelta(hours=48))
    assert follow_ups(desk) == [(pending, "reminder_2")]
    advance_clock(desk, timedelta(days=4))
    assert follow_ups(desk) == [(pending, "close")]
    view = seen(desk, pending)
    assert view.status is TicketStatus.CLOSED
    assert view.outcome is Outcome.NO_RESPONSE
    assert view.due_at is None
    assert len(reminders(desk, pending)) == 3


def test_an_answer_ends_them(desk: Desk, pending: str, says) -> None:
    says("it was 50 USD")
    advance_clock(desk, timedelta(days=30))
    assert follow_ups(desk) == []
    assert seen(desk, pending).status is TicketStatus.OPEN


def test_another_reply_starts_the_clock_anew(desk: Desk, agent: int, pending: str) -> None:
    advance_clock(desk, timedelta(hours=20))
    reply(desk, pending, agent, "And when?")
    advance_clock(desk, timedelta(hours=20))
    assert follow_ups(desk) == []
    advance_clock(desk, timedelta(hours=5))
    assert follow_ups(desk) == [(pending, "reminder_1")]


@pytest.mark.parametrize("how", ["button", "1", "solved", "It's solved, thanks"])
def test_the_customer_says_it_is_solved(
    desk: Desk, channel_id: str, pending: str, says, how: str
) -> None:
    from core.actions.receive import receive
    from core.channel import Person, Place

    advance_clock(desk, timedelta(hours=25))
    follow_ups(desk)
    if how == "button":
        place = Place(Visibility.DIRECT, "42")
        receive(
            desk,
            channel_id,
            Pressed("press1", Person("42"), place, "solved", datetime.now(UTC)),
        )
    else:
        says(how)
    view = seen(desk, pending)
    assert view.status is TicketStatus.SOLVED
    assert view.outcome is Outcome.SOLVED


def test_still_waiting_opens_it(desk: Desk, pending: str, says) -> None:
    advance_clock(desk, timedelta(hours=25))
    follow_ups(desk)
    says("2")
    assert seen(desk, pending).status is TicketStatus.OPEN


def test_solved_and_silent_is_closed(desk: Desk, agent: int, pending: str) -> None:
    solve(desk, pending, agent)
    advance_clock(desk, timedelta(hours=71))
    assert follow_ups(desk) == []
    advance_clock(desk, timedelta(hours=2))
    assert follow_ups(desk) == [(pending, "closed")]
    assert seen(desk, pending).outcome is Outcome.SOLVED


def test_a_person_who_is_out_of_reach_is_not_written_to(
    desk: Desk, channel_id: str, pending: str
) -> None:
    from core.actions.receive import receive
    from core.channel import Blocked, Person

    receive(desk, channel_id, Blocked(Person("42"), True))
    advance_clock(desk, timedelta(days=8))
    follow_ups(desk)
    assert reminders(desk, pending) == []
    assert seen(desk, pending).status is TicketStatus.CLOSED


def test_the_clock_is_a_row(desk: Desk) -> None:
    advance_clock(desk, timedelta(hours=24))
    advance_clock(desk, timedelta(hours=1))
    assert clock_offset(desk) == timedelta(hours=25)
    assert clock.now() - clock.real_now() > timedelta(hours=24)


def test_the_next_moment_is_known(desk: Desk, pending: str) -> None:
    assert next_due(desk) == seen(desk, pending).due_at


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([NIGHT, (time(0), time(6)), (time(23, 30), time(23, 45)), None]),
    st.sampled_from([SHANGHAI, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")]),
)
def test_nobody_is_woken(moment: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo) -> None:
    shifted = after_quiet(moment, quiet, zone)
    assert shifted >= moment
    if quiet is None:
        assert shifted == moment
        return
    local, (start, end) = shifted.astimezone(zone).time(), quiet
    inside = start <= local < end if start < end else local >= start or local < end
    assert not inside
    assert shifted - moment < timedelta(hours=25)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_steps_follow_each_other_and_are_never_early(since: datetime) -> None:
    remind, close = (timedelta(hours=24), timedelta(hours=72)), timedelta(days=7)
    steps = [
        next_follow_up(
            since, step, remind_after=remind, close_after=close, quiet=NIGHT, zone=SHANGHAI
        )
        for step in range(3)
    ]
    kinds = [FollowUpKind.REMINDER_1, FollowUpKind.REMINDER_2, FollowUpKind.CLOSE]
    assert [step.kind for step in steps] == kinds
    for step, after in zip(steps, (*remind, close), strict=True):
        assert step.due_at >= since + after
