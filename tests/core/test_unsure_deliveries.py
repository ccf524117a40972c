"""Deliveries that failed or are unknown: an agent sends them again, or says that they arrived."""

import pytest
from sqlmodel import col, select

from core.actions.assign import assign
from core.actions.claim_deliveries import UNLIMITED, Claimed, claim_deliveries
from core.actions.mark_delivered import mark_delivered
from core.actions.reply import reply
from core.actions.resend import resend
from core.actions.settle_delivery import settle_delivery
from core.actions.solve import solve
from core.channel import Capabilities, SendError, Sent, Undeliverable, Unknown
from core.desk import Desk, Illegal, NotFound
from core.models import Delivery
from core.queries.tickets import ticket
from core.queries.timeline import events, latest
from core.vocabulary import DeliveryState

JOINS = Capabilities(
    buttons=False, direct_limit=1000, public_limit=280, opens_private=True, joins_private=True
)


def send(
    desk: Desk, channel_id: str, outcome: Sent | SendError, can: Capabilities = UNLIMITED
) -> Claimed:
    (claimed,) = claim_deliveries(desk, channel_id, 5, can)
    settle_delivery(desk, claimed.delivery_id, claimed.lease, outcome, resend_safe=False)
    return claimed


def kinds(desk: Desk, number: str) -> list[str]:
    view = ticket(desk, number)
    assert view is not None
    return [event.kind for event in events(desk, view.id)]


@pytest.mark.parametrize("failure", [Unknown("no answer"), Undeliverable("chat not found")])
def test_it_goes_out_again_as_a_further_attempt(
    desk: Desk, channel_id: str, agent: int, opened, failure: SendError
) -> None:
    number = opened()
    said = reply(desk, number, agent, "Please try again.")
    first = send(desk, channel_id, failure)
    again = resend(desk, said.id, agent)
    assert (again.delivery, again.reason) == (DeliveryState.PENDING, "")
    second = send(desk, channel_id, Sent(("t1",)))
    assert (first.outbound.attempt, second.outbound.attempt) == (1, 2)
    assert second.outbound.id == first.outbound.id
    assert kinds(desk, number)[-1] == "resent"
    view = ticket(desk, number)
    assert view is not None
    assert latest(desk, view.conversation_id)[-1].delivery is DeliveryState.SENT


def test_an_unknown_one_that_was_sent_again_is_unknown_again(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    said = reply(desk, opened(), agent, "Please try again.")
    send(desk, channel_id, Unknown("no answer"))
    resend(desk, said.id, agent)
    send(desk, channel_id, Unknown("no answer"))
    assert claim_deliveries(desk, channel_id, 5) == []
    assert mark_delivered(desk, said.id, agent).delivery is DeliveryState.SENT


def test_what_is_on_its_way_or_sent_is_not_sent_again(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    said = reply(desk, opened(), agent, "Please try again.")
    with pytest.raises(Illegal, match="is pending"):
        resend(desk, said.id, agent)
    with pytest.raises(Illegal, match="is pending"):
        mark_delivered(desk, said.id, agent)
    send(desk, channel_id, Sent(("t1",)))
    with pytest.raises(Illegal, match="is sent"):
        resend(desk, said.id, agent)


def test_nothing_is_sent_again_once_the_case_is_over(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    number = opened()
    said = reply(desk, number, agent, "Please try again.")
    send(desk, channel_id, Unknown("no answer"))
    solve(desk, number, agent)
    with pytest.raises(Illegal, match="over"):
        resend(desk, said.id, agent)
    assert mark_delivered(desk, said.id, agent).delivery is DeliveryState.SENT


def test_the_bot_does_not_speak_again_where_a_person_took_over(
    desk: Desk, channel_id: str, agent: int, says, turns, opened
) -> None:
    says("忘记密码怎么办")
    answer = turns()[-1]
    number = opened()
    assign(desk, number, agent, "Mei")
    with pytest.raises(Illegal, match="took over"):
        resend(desk, answer.id, agent)


def test_marking_says_who_saw_it_arrive(desk: Desk, channel_id: str, agent: int, opened) -> None:
    number = opened()
    said = reply(desk, number, agent, "Please try again.")
    send(desk, channel_id, Unknown("no answer"))
    marked = mark_delivered(desk, said.id, agent)
    assert (marked.delivery, marked.reason) == (
        DeliveryState.SENT,
        "marked as delivered by Mei",
    )
    assert kinds(desk, number)[-1] == "marked_delivered"
    with pytest.raises(Illegal):
        mark_delivered(desk, said.id, agent)


def test_what_went_out_as_one_message_is_settled_as_one(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    number = opened()
    one = reply(desk, number, agent, "First.")
    two = reply(desk, number, agent, "Second.")
    assert send(desk, channel_id, Unknown("no answer"), JOINS).outbound.text == "First.\n\nSecond."
    resend(desk, two.id, agent)
    assert send(desk, channel_id, Unknown("no answer"), JOINS).outbound.text == "First.\n\nSecond."
    mark_delivered(desk, one.id, agent)
    with desk.db.reading() as session:
        states = session.exec(select(Delivery.state).order_by(col(Delivery.id))).all()
    assert set(states) == {DeliveryState.SENT}


def test_what_went_different_ways_is_settled_alone(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    number = opened()
    reply(desk, number, agent, "First.")
    two = reply(desk, number, agent, "Second.")
    send(desk, channel_id, Sent(("t1",)), JOINS)
    with desk.db.transaction() as session:
        delivery = session.exec(select(Delivery).where(Delivery.message_id == two.id)).one()
        delivery.state = DeliveryState.FAILED
        session.add(delivery)
    resend(desk, two.id, agent)
    assert send(desk, channel_id, Sent(("t2",)), JOINS).outbound.text == "Second."


@pytest.mark.parametrize("verb", [resend, mark_delivered])
@pytest.mark.parametrize("which", [0, -1, 999, 2**40])
def test_there_must_be_such_a_message_of_ours(
    desk: Desk, agent: int, opened, verb, which: int
) -> None:
    opened()
    with pytest.raises(NotFound):
        verb(desk, which, agent)


def test_a_customers_message_is_none_of_ours(desk: Desk, agent: int, opened) -> None:
    number = opened()
    view = ticket(desk, number)
    assert view is not None
    with pytest.raises(NotFound):
        resend(desk, view.last_message_id, agent)
