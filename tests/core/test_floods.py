"""Floods: one author cannot make the desk talk, nor open a pile of tickets, nor keep it busy."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from core import clock
from core.actions.claim_turns import claim_turns
from core.actions.receive import receive
from core.actions.take_turn import take_turn
from core.channel import Edited, Person, Place
from core.desk import Desk
from core.models import Conversation, Delivery, Identity, Message, Ticket
from core.policy import Floods, Policy
from core.queries.turns import MOST_READ, next_turn
from core.rules.floods import Bucket, spend
from core.vocabulary import Author, Direction, Priority, Visibility

TEXTS = (
    "my transfer of 500 failed",
    "how do I reset my password?",
    "hello",
    "??",
    "thanks",
    "人工",
    "为什么还没到账",
    "what are the fees",
)


class Time:
    """Real time as the desk reads it, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 4, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    moved = Time()
    monkeypatch.setattr(clock, "real_now", moved.now)
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """As an operator gets it who sets nothing."""
    return replace(desk, policy=Policy(quiet_hours=None))


@pytest.fixture
def due(desk: Desk, reader) -> Callable[[], int]:
    """Let the bot take what is due now."""

    def take() -> int:
        taken = 0
        while claimed := claim_turns(desk, 10):
            for conversation, lease, _ in claimed:
                taken += take_turn(desk, reader, conversation, lease, opens_private=True)
        return taken

    return take


def count(desk: Desk, model: type, *where: sa.ColumnElement[bool]) -> int:
    with desk.db.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def replies(desk: Desk) -> list[str]:
    with desk.db.reading() as session:
        return list(
            session.scalars(
                sa.select(col(Message.text))
                .join(Delivery, col(Delivery.message_id) == Message.id)
                .order_by(col(Message.id))
            )
        )


@pytest.mark.parametrize(
    ("gap", "quiet", "messages", "public"),
    [(gap, quiet, 60, False) for gap in (0.001, 0.4, 0.999) for quiet in (0.0, 0.5, 4.0)]
    + [(1.0, 0.0, 200, False), (1.0, 4.0, 60, False), (0.4, 0.0, 60, True), (1.0, 0.0, 60, True)],
)
def test_a_flood_gets_one_ticket_and_three_replies(
    desk: Desk, time: Time, says, reader, gap: float, quiet: float, messages: int, public: bool
) -> None:
    desk = replace(
        desk, policy=desk.policy.model_copy(update={"turn_quiet": timedelta(seconds=quiet)})
    )

    def take() -> None:
        for conversation, lease, _ in claim_turns(desk, 10):
            take_turn(desk, reader, conversation, lease, opens_private=True)

    for number in range(messages):
        says(TEXTS[number % len(TEXTS)], public=public, desk=desk)
        take()
        time.passes(gap)
        take()
    for _ in range(3):
        time.passes(61)
        take()
    assert count(desk, Ticket) == 1
    assert (0 if public else 1) <= len(replies(desk)) <= 3
    assert count(desk, Message, col(Message.handled).is_(False)) == 0
    notices = [text for text in replies(desk) if "a person reads them together" in text]
    notices += [text for text in replies(desk) if "放在一起看" in text]
    assert len(notices) == (0 if public else 1)


def test_a_customer_who_writes_eight_messages_in_two_minutes_is_answered(
    desk: Desk, time: Time, says, due
) -> None:
    for number in range(8):
        says(f"{TEXTS[1]} {number}")
        time.passes(5)
        assert due() == 1
        time.passes(10)
    assert len(replies(desk)) == 8
    with desk.db.reading() as session:
        assert not session.exec(select(Identity)).one().flooding


def test_half_sentences_are_answered_together_even_without_quiet(
    desk: Desk, time: Time, reader, says
) -> None:
    desk = replace(desk, policy=desk.policy.model_copy(update={"turn_quiet": timedelta(0)}))
    says("hello", desk=desk)
    (first,) = claim_turns(desk, 1)
    take_turn(desk, reader, first[0], first[1], opens_private=False)
    for text in ("I wanted", "to know", "what the fees are"):
        time.passes(0.5)
        says(text, desk=desk)
        assert claim_turns(desk, 1) == []
    time.passes(2)
    ((conversation, lease, _),) = claim_turns(desk, 1)
    take_turn(desk, reader, conversation, lease, opens_private=False)
    assert count(desk, Message, col(Message.direction) == Direction.OUTBOUND) == 2


def test_what_is_urgent_in_a_flood_is_seen(desk: Desk, time: Time, says, due) -> None:
    for number in range(40):
        says(f"hello {number}, this is about nothing in particular, I only talk a lot today")
        time.passes(0.1)
    says("someone stole 5000 USD from my wallet just now, I did not authorise it!!")
    for number in range(8):
        says(f"hello again {number}, and this is about nothing either, not at all")
    time.passes(61)
    assert due() == 1
    with desk.db.reading() as session:
        assert session.exec(select(Ticket)).one().priority is Priority.URGENT
    assert len(replies(desk)) == 1


def test_a_flood_is_over_only_when_its_author_was_calm(desk: Desk, time: Time, says, due) -> None:
    for _ in range(30):
        says("hello")
    time.passes(61)
    due()
    silent = len(replies(desk))
    time.passes(300)
    says("are you there?")
    time.passes(61)
    assert due() == 1
    assert len(replies(desk)) == silent
    time.passes(601)
    says(TEXTS[1])
    time.passes(5)
    assert due() == 1
    assert len(replies(desk)) == silent + 1


def test_edits_are_counted_like_messages(
    desk: Desk, time: Time, channel_id: str, says, due
) -> None:
    external_id = says("hello")
    place = Place(Visibility.DIRECT, "42")
    for number in range(60):
        time.passes(1)
        edited = Edited(external_id, Person("42"), place, f"hello {number}", time.now())
        receive(desk, channel_id, edited)
        due()
    assert len(replies(desk)) <= 2


def test_one_turn_reads_a_bounded_part_and_ends_all(desk: Desk, time: Time, says, due) -> None:
    for number in range(3 * MOST_READ):
        says(f"message {number} " + "x" * 500)
    with desk.db.reading() as session:
        conversation = session.exec(select(Conversation)).one()
        turn = next_turn(desk, session, conversation)
    assert turn is not None
    assert turn.text.count("message") == MOST_READ
    assert f"message {3 * MOST_READ - 1} " in turn.text
    time.passes(61)
    assert due() == 1
    assert count(desk, Message, col(Message.handled).is_(False)) == 0


def test_others_are_answered_meanwhile(desk: Desk, time: Time, says, due) -> None:
    for _ in range(50):
        says("hello", "flooder")
    says(TEXTS[1], "other")
    time.passes(5)
    assert due() == 1
    with desk.db.reading() as session:
        answered = session.exec(select(Message).where(col(Message.author) == Author.BOT)).one()
    assert answered.place == "other"


def test_the_bucket_fills_evenly_and_a_clock_set_back_does_no_harm() -> None:
    at, rule = datetime(2026, 1, 1, tzinfo=UTC), {"size": 20, "within": timedelta(minutes=10)}
    bucket = None
    for _ in range(20):
        bucket = spend(bucket, at, **rule)
    assert bucket == Bucket(0.0, at, False)
    assert spend(bucket, at - timedelta(hours=1), **rule).flooding
    assert not spend(bucket, at + timedelta(seconds=30), **rule).flooding
    assert spend(bucket, at + timedelta(seconds=29), **rule).flooding
    assert Floods().messages == 20
