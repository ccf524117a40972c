"""Edits and deletions: what stands is what the customer last said, and nothing of what they took back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from core.actions.assign import assign
from core.actions.claim_turns import claim_turns
from core.actions.receive import receive
from core.actions.take_turn import take_turn
from core.channel import Deleted, Edited, Person, Place
from core.desk import Desk
from core.models import Conversation, Draft, Message, Ticket, TicketEvent
from core.queries.tickets import tickets
from core.queries.timeline import latest
from core.vocabulary import Direction, Visibility

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOLD = "my transfer of 1,250.00 USD to Bank Alfa failed, order TX1234567890, call +86 138 0013 8000"


@pytest.fixture
def edits(desk: Desk, channel_id: str):
    def edit(external_id: str, text: str, *, after: float = 0) -> None:
        place, at = Place(Visibility.DIRECT, "42"), AT + timedelta(seconds=after)
        receive(desk, channel_id, Edited(external_id, Person("42"), place, text, at))

    return edit


def texts(desk: Desk) -> list[str]:
    with desk.db.reading() as session:
        rows = session.exec(select(Message).where(Message.direction == Direction.INBOUND))
        return [row.text for row in rows]


def everything(desk: Desk) -> str:
    """All that the desk keeps about the customer's case, as one text."""
    with desk.db.reading() as session:
        rows = [
            *session.exec(select(Message).where(Message.direction == Direction.INBOUND)),
            *session.exec(select(Ticket)),
            *session.exec(select(TicketEvent)),
            *session.exec(select(Conversation)),
            *session.exec(select(Draft)),
        ]
        return json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False)


def test_nothing_of_a_withdrawn_message_stays_anywhere(
    desk: Desk, channel_id: str, says, turns
) -> None:
    says("hello, my transfer failed")
    turns()
    external_id = says(TOLD)
    turns()
    with desk.db.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        assert conversation.id is not None
        ticket = session.exec(select(Ticket)).one()
        session.add(
            Draft(
                conversation_id=conversation.id,
                ticket_id=ticket.id,
                channel_id=channel_id,
                text=f"You wrote: {TOLD}",
                made_at=datetime.now(UTC),
            )
        )
    kept = everything(desk)
    assert "1250" in kept
    assert "TX1234567890" in kept
    receive(desk, channel_id, Deleted(external_id))
    kept = everything(desk)
    for told in ("1250", "1,250", "Alfa", "TX1234567890", "8000"):
        assert told not in kept
    assert "hello, my transfer failed" in kept


def test_a_withdrawn_message_that_waits_is_not_answered(
    desk: Desk, channel_id: str, says, turns, said
) -> None:
    receive(desk, channel_id, Deleted(says("how do I reset my password?")))
    assert said(turns()) == []
    assert claim_turns(desk, 1) == []
    receive(desk, channel_id, Deleted(says("what are the fees?")))
    says("how do I reset my password?")
    assert [one.faq for one in said(turns())] == ["forgot-password"]


@pytest.mark.parametrize("change", ["withdrawn", "edited"])
def test_a_turn_that_read_the_old_words_is_taken_again(
    desk: Desk, channel_id: str, reader, says, turns, said, edits, change: str
) -> None:
    external_id = says("what are the fees?")
    ((conversation, lease, _),) = claim_turns(desk, 1)
    from core.actions import take_turn as module

    with pytest.MonkeyPatch.context() as patch:
        respond = module.respond

        def late(*given: object, **more: object) -> bool:
            if change == "withdrawn":
                receive(desk, channel_id, Deleted(external_id))
            else:
                edits(external_id, "how do I reset my password?")
            return bool(respond(*given, **more))

        patch.setattr(module, "respond", late)
        assert not take_turn(desk, reader, conversation, lease, opens_private=False)
    turns()
    answers = [one.faq for one in said(latest(desk, conversation))]
    assert answers == ([] if change == "withdrawn" else ["forgot-password"])


def test_the_newest_edit_counts_in_whatever_order_they_come(
    desk: Desk, channel_id: str, says, edits
) -> None:
    external_id = says("one")
    edits(external_id, "three", after=3)
    edits(external_id, "two", after=2)
    edits(external_id, "three", after=3)
    assert texts(desk) == ["three"]
    edits(external_id, "four", after=4)
    assert texts(desk) == ["four"]
    receive(desk, channel_id, Deleted(external_id))
    edits(external_id, "five", after=5)
    assert texts(desk) == [""]


def test_an_edit_takes_back_what_it_leaves_out(desk: Desk, says, turns, edits) -> None:
    external_id = says(TOLD)
    turns()
    edits(external_id, "my transfer of 1,250.00 USD failed")
    kept = everything(desk)
    assert "TX1234567890" not in kept
    assert "Alfa" not in kept
    with desk.db.reading() as session:
        ticket = session.exec(select(Ticket)).one()
    assert ticket.slots["amount"] == "1250.00"
    assert ticket.subject == "my transfer of 1,250.00 USD failed"


def test_an_edit_that_an_agent_owns_is_shown_and_not_answered(
    desk: Desk, agent: int, opened, says, turns, edits
) -> None:
    number = opened()
    assign(desk, number, agent, "Mei")
    external_id = says("it was 50")
    edits(external_id, "it was 500")
    (ticket,) = tickets(desk).items
    view = latest(desk, 1)[-1]
    assert view.edited
    assert view.text == "it was 500"
    assert ticket.number == number
    assert turns() == []


def test_a_redelivered_message_changes_nothing_in_the_last_one(
    desk: Desk, channel_id: str, says
) -> None:
    says("1111 1111", external_id="first")
    says("4111 1111", external_id="second")
    before = texts(desk)
    says("1111 1111", external_id="first")
    assert texts(desk) == before
    with desk.db.reading() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Message))
        secrets = [row.secrets for row in session.exec(select(Message))]
    assert count == 2
    assert secrets == [[], []]


def test_an_edited_wish_for_silence_holds_at_once(desk: Desk, says, edits) -> None:
    edits(says("hello"), "stop")
    with desk.db.reading() as session:
        assert session.exec(select(Conversation)).one().stopped
