"""Deliveries: claimed once, in order, and ended truthfully."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from core import clock
from core.actions.claim_deliveries import LEASE, Claimed, claim_deliveries
from core.actions.recover_deliveries import recover_deliveries
from core.actions.say import say
from core.actions.settle_delivery import settle_delivery
from core.channel import Refusal, SendError, Sent, TryLater, Undeliverable, Unknown
from core.desk import Desk
from core.models import Conversation, Delivery, Identity, SentPart
from core.vocabulary import Author, DeliveryState, Visibility


@pytest.fixture
def owed(desk: Desk, says):
    """Owe one message to a customer. Returns the conversation's id."""

    def owe(text: str = "hello", who: str = "42", author: Author = Author.BOT) -> int:
        with desk.db.reading() as session:
            identity = session.exec(select(Identity).where(Identity.external_id == who)).first()
        if identity is None:
            says("hi", who)
        with desk.db.transaction() as session:
            conversation = session.scalar(
                sa.select(Conversation)
                .join(Identity, col(Identity.id) == Conversation.identity_id)
                .where(col(Identity.external_id) == who)
            )
            assert conversation is not None
            say(
                session,
                conversation,
                text,
                author=author,
                visibility=Visibility.DIRECT,
                place=who,
            )
            return conversation.id or 0

    return owe


def state(desk: Desk, delivery_id: int) -> Delivery:
    with desk.db.reading() as session:
        return session.get_one(Delivery, delivery_id)


def settle(desk: Desk, one: Claimed, outcome: Sent | SendError, *, safe: bool = False) -> Delivery:
    settle_delivery(desk, one.delivery_id, one.lease, outcome, resend_safe=safe)
    return state(desk, one.delivery_id)


def due_now(desk: Desk) -> None:
    with desk.db.transaction() as session:
        session.execute(sa.update(Delivery).values(due_at=clock.now()))


def test_one_at_a_time_in_order(desk: Desk, channel_id: str, owed) -> None:
    owed("first")
    owed("second")
    owed("other person", "43")
    claimed = claim_deliveries(desk, channel_id, 10)
    assert [one.outbound.text for one in claimed] == ["first", "other person"]
    assert claim_deliveries(desk, channel_id, 10) == []
    settle(desk, claimed[0], Sent(("p1", "p2")))
    assert [one.outbound.text for one in claim_deliveries(desk, channel_id, 10)] == ["second"]


def test_sending_is_committed_before_the_call(desk: Desk, channel_id: str, owed) -> None:
    owed()
    (one,) = claim_deliveries(desk, channel_id, 1)
    row = state(desk, one.delivery_id)
    assert row.state is DeliveryState.SENDING
    assert row.attempts == 1
    assert one.outbound.id == str(one.delivery_id)


def test_sent_keeps_the_platforms_ids(desk: Desk, channel_id: str, owed) -> None:
    owed()
    (one,) = claim_deliveries(desk, channel_id, 1)
    assert settle(desk, one, Sent(("a", "b"))).state is DeliveryState.SENT
    with desk.db.reading() as session:
        parts = session.exec(select(SentPart)).all()
    assert {part.external_id for part in parts} == {"a", "b"}


def test_try_later_waits_as_long_as_told(desk: Desk, channel_id: str, owed) -> None:
    owed()
    (one,) = claim_deliveries(desk, channel_id, 1)
    row = settle(desk, one, TryLater("slow down", 30))
    assert row.state is DeliveryState.PENDING
    assert row.due_at - clock.now() > timedelta(seconds=25)
    assert row.attempts == 0
    assert claim_deliveries(desk, channel_id, 1) == []
    due_now(desk)
    assert len(claim_deliveries(desk, channel_id, 1)) == 1


def test_waiting_holds_back_what_comes_after(desk: Desk, channel_id: str, owed) -> None:
    owed("first")
    owed("second")
    (one,) = claim_deliveries(desk, channel_id, 10)
    settle(desk, one, TryLater("slow down", 30))
    assert claim_deliveries(desk, channel_id, 10) == []


@pytest.mark.parametrize("ending", [Undeliverable("no", Refusal.INVALID), Unknown("?")])
def test_what_ended_badly_holds_nothing_back(
    desk: Desk, channel_id: str, owed, ending: SendError
) -> None:
    owed("first", author=Author.AGENT)
    owed("second", author=Author.AGENT)
    (one,) = claim_deliveries(desk, channel_id, 10)
    row = settle(desk, one, ending)
    assert row.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    assert row.reason == ending.reason
    assert [other.outbound.text for other in claim_deliveries(desk, channel_id, 10)] == ["second"]


def test_blocked_is_known_of_the_person(desk: Desk, channel_id: str, owed) -> None:
    owed()
    (one,) = claim_deliveries(desk, channel_id, 1)
    settle(desk, one, Undeliverable("blocked", Refusal.BLOCKED))
    with desk.db.reading() as session:
        assert session.exec(select(Identity)).one().blocked_us


@pytest.mark.parametrize(
    ("author", "safe", "attempts"),
    [(Author.BOT, False, 2), (Author.AGENT, False, 1), (Author.AGENT, True, 5)],
)
def test_unknown_is_sent_again_only_where_a_copy_does_no_harm(
    desk: Desk, channel_id: str, owed, author: Author, safe: bool, attempts: int
) -> None:
    owed(author=author)
    for _ in range(attempts):
        due_now(desk)
        (one,) = claim_deliveries(desk, channel_id, 1)
        row = settle(desk, one, Unknown("no answer"), safe=safe)
    assert row.state is DeliveryState.UNKNOWN
    due_now(desk)
    assert claim_deliveries(desk, channel_id, 1) == []


def test_a_lease_that_is_not_ours_settles_nothing(desk: Desk, channel_id: str, owed) -> None:
    owed()
    (one,) = claim_deliveries(desk, channel_id, 1)
    settle_delivery(desk, one.delivery_id, "other", Sent(("x",)), resend_safe=False)
    assert state(desk, one.delivery_id).state is DeliveryState.SENDING


def test_what_a_dead_process_was_sending_is_taken_up(desk: Desk, channel_id: str, owed) -> None:
    owed(author=Author.AGENT)
    owed("automatic", "43")
    claimed = claim_deliveries(desk, channel_id, 10)
    assert recover_deliveries(desk, channel_id, resend_safe=False, alone=False) == 0
    with desk.db.transaction() as session:
        session.execute(sa.update(Delivery).values(lease_until=clock.now() - LEASE))
    assert recover_deliveries(desk, channel_id, resend_safe=False, alone=False) == 2
    states = [state(desk, one.delivery_id).state for one in claimed]
    assert states == [DeliveryState.UNKNOWN, DeliveryState.PENDING]


def test_alone_no_lease_is_waited_for(desk: Desk, channel_id: str, owed) -> None:
    owed()
    claim_deliveries(desk, channel_id, 1)
    assert recover_deliveries(desk, channel_id, resend_safe=True, alone=True) == 1


@pytest.mark.parametrize("after", [1e12, 1e300, float("inf"), float("nan"), -5.0])
def test_an_absurd_pause_is_a_day_at_most(desk: Desk, channel_id: str, owed, after: float) -> None:
    owed()
    (one,) = claim_deliveries(desk, channel_id, 1)
    row = settle(desk, one, TryLater("slow down", after))
    assert row.state is DeliveryState.PENDING
    assert row.due_at - clock.now() <= timedelta(days=1)
