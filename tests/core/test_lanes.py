"""Who goes first, who goes together, and what does not go at all."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from core import clock
from core.actions.claim_deliveries import Claimed, claim_deliveries
from core.actions.register_channel import register_channel
from core.actions.say import SUPERSEDED, say
from core.actions.settle_delivery import settle_delivery
from core.actions.take_over import take_over
from core.channel import Account, Allowance, Capabilities, Left, Sent, TryLater, Unknown
from core.desk import Desk
from core.models import Conversation, Delivery, Identity, Message, Ticket
from core.queries import obstacles
from core.queries.outlook import expected_wait
from core.queries.waiting import next_delivery_at
from core.vocabulary import Author, Category, DeliveryState, Visibility

SCARCE = Capabilities(
    buttons=False,
    direct_limit=1000,
    public_limit=280,
    joins_private=True,
    answers_once=True,
    allowances=(
        Allowance("direct", 15, 900, Visibility.DIRECT, resets=True),
        Allowance("posts", 100, 900, Visibility.PUBLIC, resets=True),
    ),
)
STEADY = Capabilities(
    buttons=True,
    direct_limit=1000,
    public_limit=1000,
    allowances=(
        Allowance("all", 28, 1.0),
        Allowance("chat", 3, 3.0, Visibility.DIRECT, each_place=True),
    ),
)


@pytest.fixture
def owed(desk: Desk, says):
    """Owe a message to a customer. Returns its id."""

    def owe(
        text: str,
        who: str = "42",
        author: Author = Author.BOT,
        *,
        reply_to: str | None = None,
        **more,
    ) -> int:
        with desk.db.transaction() as session:
            conversation = _conversation(session, who)
            if conversation is None:
                says("hi", who, public=reply_to is not None, external_id=reply_to or f"hi-{who}")
                conversation = _conversation(session, who)
            assert conversation is not None
            public = reply_to is not None
            return (
                say(
                    session,
                    conversation,
                    text,
                    author=author,
                    visibility=Visibility.PUBLIC if public else Visibility.DIRECT,
                    place="town" if public else who,
                    reply_to=reply_to,
                    **more,
                ).id
                or 0
            )

    return owe


def _conversation(session, who: str) -> Conversation | None:
    return session.scalar(
        sa.select(Conversation)
        .join(Identity, col(Identity.id) == Conversation.identity_id)
        .where(col(Identity.external_id) == who)
    )


def row(desk: Desk, message_id: int) -> Delivery:
    with desk.db.reading() as session:
        return session.exec(select(Delivery).where(Delivery.message_id == message_id)).one()


def settle(desk: Desk, one: Claimed, outcome) -> None:
    settle_delivery(desk, one.delivery_id, one.lease, outcome, resend_safe=True)


def texts(claimed: list[Claimed]) -> list[str]:
    return [one.outbound.text for one in claimed]


def test_danger_first_then_agents_then_answers_then_reminders(
    desk: Desk, channel_id: str, owed, opened
) -> None:
    opened("50", text="my money was stolen")
    with desk.db.transaction() as session:
        ticket = session.exec(select(Ticket)).one()
        ticket.category = Category.FUND_SECURITY
        session.add(ticket)
    owed("reminder", "1", Author.SYSTEM)
    owed("answer", "2")
    owed("agent", "3", Author.AGENT)
    owed("freeze it", "50", ticket_id=ticket.id)
    order = []
    while claimed := claim_deliveries(desk, channel_id, 1):
        order += texts(claimed)
    assert order == ["freeze it", "agent", "answer", "reminder"]


def test_what_waits_for_one_person_goes_as_one(desk: Desk, channel_id: str, owed) -> None:
    ids = [owed("one"), owed("two"), owed("three", choices=[("a", "A")])]
    later = owed("four")
    (one,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    assert one.outbound.text == "one\n\ntwo\n\nthree"
    assert [choice.id for choice in one.outbound.choices] == ["a"]
    settle(desk, one, Sent(("e1",)))
    assert [row(desk, each).state for each in ids] == [DeliveryState.SENT] * 3
    assert texts(claim_deliveries(desk, channel_id, 8, SCARCE)) == ["four"]
    assert row(desk, later).joined_to is None


def test_answers_that_offer_the_same_go_as_one(desk: Desk, channel_id: str, owed) -> None:
    owed("one", choices=[("a", "A")])
    owed("two", choices=[("b", "B"), ("a", "A")])
    owed("three", choices=[("b", "B")])
    (one,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    assert one.outbound.text == "one\n\ntwo"
    assert [choice.id for choice in one.outbound.choices] == ["b", "a"]


def test_an_unsure_one_is_sent_again_with_the_same_words(desk: Desk, channel_id: str, owed) -> None:
    owed("one")
    owed("two")
    (first,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    owed("three")
    settle(desk, first, Unknown("no answer"))
    with desk.db.transaction() as session:
        session.execute(sa.update(Delivery).values(due_at=clock.now()))
    (again,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    assert (again.outbound.text, again.outbound.id) == (first.outbound.text, first.outbound.id)
    assert (first.outbound.attempt, again.outbound.attempt) == (1, 2)
    settle(desk, again, Sent(("e1",)))
    assert texts(claim_deliveries(desk, channel_id, 8, SCARCE)) == ["three"]


def test_what_surely_never_left_may_go_with_what_came_since(
    desk: Desk, channel_id: str, owed
) -> None:
    owed("one")
    (first,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    settle(desk, first, TryLater("slow down", 0))
    owed("two")
    (again,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    assert again.outbound.text == "one\n\ntwo"
    assert again.outbound.attempt == 1


def test_two_hundred_wait_for_their_windows_agents_first(desk: Desk, channel_id: str, owed) -> None:
    for number in range(40):
        owed(f"answer {number}", f"c{number}")
    agents = [owed(f"agent {number}", f"a{number}", Author.AGENT) for number in range(5)]
    register_channel(desk, "telegram", Account("1", "okpay_bot"), SCARCE)
    assert expected_wait(desk, agents[0]) is None
    last = owed("the last", "z")
    outlook = expected_wait(desk, last)
    assert outlook is not None
    assert outlook.wait == timedelta(minutes=45)
    assert (outlook.count, outlook.seconds) == (15, 900)
    windows = []
    for _ in range(5):
        sent: list[str] = []
        while claimed := claim_deliveries(desk, channel_id, 8, SCARCE):
            sent += texts(claimed)
            for one in claimed:
                settle(desk, one, Sent((f"e{one.delivery_id}",)))
        windows.append(sent)
        clock.set_offset(clock.offset() + timedelta(minutes=15, seconds=1))
    assert [len(window) for window in windows] == [15, 15, 15, 1, 0]
    assert windows[0][:5] == [f"agent {number}" for number in range(5)]
    assert len({text for window in windows for text in window}) == 46


def test_the_platform_knows_better_than_we_do(desk: Desk, channel_id: str, owed) -> None:
    for number in range(6):
        owed(f"answer {number}", f"c{number}")
    (one,) = claim_deliveries(desk, channel_id, 1, SCARCE)
    ends = clock.now() + timedelta(minutes=5)
    settle(desk, one, Sent(("e1",), left=(Left("direct", 10, 2, ends),)))
    assert len(claim_deliveries(desk, channel_id, 8, SCARCE)) == 2
    assert claim_deliveries(desk, channel_id, 8, SCARCE) == []
    assert next_delivery_at(desk, channel_id) == ends
    clock.set_offset(timedelta(minutes=6))
    assert len(claim_deliveries(desk, channel_id, 8, SCARCE)) == 3


def test_one_spent_allowance_leaves_the_other_kind_alone(desk: Desk, channel_id: str, owed) -> None:
    for number in range(20):
        owed(f"direct {number}", f"c{number}", Author.AGENT)
    owed("public", "p", reply_to="post-1")
    sent = [one for _ in range(4) for one in claim_deliveries(desk, channel_id, 8, SCARCE)]
    assert len(sent) == 16
    assert "public" in texts(sent)


def test_everyone_waits_where_the_account_is_told_to(desk: Desk, channel_id: str, owed) -> None:
    owed("one", "1")
    owed("two", "2")
    (one,) = claim_deliveries(desk, channel_id, 1)
    settle(desk, one, TryLater("slow down", 30, everyone=True))
    assert claim_deliveries(desk, channel_id, 8) == []
    clock.set_offset(timedelta(seconds=31))
    assert len(claim_deliveries(desk, channel_id, 8)) == 2


def test_a_busy_chat_waits_alone(
    desk: Desk, channel_id: str, owed, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    for number in range(5):
        owed(f"busy {number}", "42")
    sent = 0
    while claimed := claim_deliveries(desk, channel_id, 8, STEADY):
        sent += len(claimed)
        for one in claimed:
            settle(desk, one, Sent(()))
    assert sent == 3
    owed("other", "43")
    assert texts(claim_deliveries(desk, channel_id, 8, STEADY)) == ["other"]
    free = next_delivery_at(desk, channel_id)
    assert free is not None
    assert timedelta(0) < free - at <= timedelta(seconds=1)


def test_the_newest_word_on_a_topic_counts(desk: Desk, channel_id: str, owed) -> None:
    old = owed("24 hours", topic="reminder", author=Author.SYSTEM)
    owed("72 hours", topic="reminder", author=Author.SYSTEM)
    assert row(desk, old).reason == SUPERSEDED
    assert texts(claim_deliveries(desk, channel_id, 8)) == ["72 hours"]


def test_a_late_answer_becomes_a_case(desk: Desk, channel_id: str, owed) -> None:
    late = owed("an answer", expires_at=clock.now() + timedelta(minutes=30))
    clock.set_offset(timedelta(minutes=31))
    assert claim_deliveries(desk, channel_id, 8) == []
    assert row(desk, late).state is DeliveryState.FAILED
    with desk.db.reading() as session:
        ticket = session.exec(select(Ticket)).one()
    assert ticket.live
    assert ticket.subject == "hi"


def test_one_public_answer_to_each_message(desk: Desk, channel_id: str, owed) -> None:
    owed("first", "p", reply_to="post-1")
    second = owed("second", "p", reply_to="post-1")
    (one,) = claim_deliveries(desk, channel_id, 8, SCARCE)
    settle(desk, one, Sent(("e1",)))
    assert claim_deliveries(desk, channel_id, 8, SCARCE) == []
    assert row(desk, second).reason == obstacles.ANSWERED_ONCE


def test_a_stranger_to_private_messages_is_not_written_to(
    desk: Desk, channel_id: str, owed, says
) -> None:
    says("hello", "p", public=True)
    message = owed("psst", "p")
    assert claim_deliveries(desk, channel_id, 8, SCARCE) == []
    assert row(desk, message).reason == obstacles.NEVER_WROTE


def test_nothing_public_without_a_message_to_answer(desk: Desk, channel_id: str, owed) -> None:
    message = owed("hello all", "p", reply_to="post-1")
    with desk.db.transaction() as session:
        session.execute(sa.update(Message).values(deleted_at=clock.now()))
    assert claim_deliveries(desk, channel_id, 8, SCARCE) == []
    assert row(desk, message).reason == obstacles.NOTHING_TO_ANSWER


def test_the_owner_is_looked_at_when_it_goes(desk: Desk, channel_id: str, owed) -> None:
    message = owed("the bot's")
    with desk.db.transaction() as session:
        conversation = _conversation(session, "42")
        assert conversation is not None
        take_over(session, conversation)
        # as if it had been written by a turn that did not look
        session.execute(sa.update(Delivery).values(state=DeliveryState.PENDING, reason=""))
    assert claim_deliveries(desk, channel_id, 8) == []
    assert row(desk, message).reason == obstacles.CALLED_BACK
