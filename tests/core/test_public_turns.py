"""Turns in public: one short reply, nothing of the case, and the way into private."""

from sqlmodel import select

from core.desk import Desk
from core.models import Message
from core.queries.tickets import tickets
from core.vocabulary import Author, Visibility


def test_a_public_case_says_nothing_of_it_and_opens_the_ticket(
    desk: Desk, says, turns, said
) -> None:
    says("@okpay_bot my withdrawal of 4321 USD is missing for a week!!", public=True)
    (answer,) = said(turns())
    (ticket,) = tickets(desk).items
    assert ticket.visibility is Visibility.PUBLIC
    assert answer.visibility is Visibility.PUBLIC
    assert ticket.number not in answer.text
    assert "4321" not in answer.text
    assert "withdraw" not in answer.text.lower()
    assert len(answer.text) <= 280
    with desk.db.reading() as session:
        row = session.exec(select(Message).where(Message.author == Author.BOT)).one()
    assert row.invite
    assert row.reply_to == "m1"


def test_the_private_conversation_joins_the_mentions_ticket(desk: Desk, says, turns, said) -> None:
    says("@okpay_bot my withdrawal is missing for a week!!", public=True)
    turns()
    says("", opening=True)
    opened = said(turns())[-1]
    (ticket,) = tickets(desk).items
    assert ticket.number in opened.text
    assert opened.visibility is Visibility.DIRECT
    says("300 USD, requested on Monday")
    turns()
    (ticket,) = tickets(desk).items
    assert ticket.slots["amount"] == "300"
    assert ticket.private


def test_a_stranger_does_not_join(desk: Desk, says, turns, said) -> None:
    says("@okpay_bot my withdrawal is missing for a week!!", public=True)
    turns()
    (ticket,) = tickets(desk).items
    says(f"I write about {ticket.number}, what is the status?", "99")
    answer = said(turns())[-1]
    assert ticket.number not in answer.text
    assert len(tickets(desk).items) == 1


def test_a_general_question_is_answered_in_public(desk: Desk, says, turns, said) -> None:
    says("@okpay_bot how do I turn on two-factor authentication?", public=True)
    (answer,) = said(turns())
    assert answer.faq == "enable-2fa"
    assert answer.visibility is Visibility.PUBLIC
    assert not answer.choices
    assert not tickets(desk).items


def test_where_the_platform_lets_us_we_write_privately_first(desk: Desk, says, turns, said) -> None:
    says("@okpay_bot my withdrawal is missing for a week!!", public=True)
    public, private = said(turns(opens_private=True))
    assert public.visibility is Visibility.PUBLIC
    assert private.visibility is Visibility.DIRECT
    (ticket,) = tickets(desk).items
    assert ticket.number in private.text


def test_one_thread_gets_two_public_replies_at_most(desk: Desk, says, turns, said) -> None:
    first = says("@okpay_bot how do I turn on two-factor authentication?", public=True)
    for _ in range(4):
        turns()
        says("@okpay_bot is it safe?", public=True, reply_to=first)
    assert len(said(turns())) == 2
