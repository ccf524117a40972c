"""Turns: what a customer is answered, and which tickets that makes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from core.actions.assign import assign
from core.actions.claim_turns import claim_turns
from core.actions.reply import reply
from core.actions.solve import solve
from core.actions.take_turn import take_turn
from core.actions.turn_to_person import turn_to_person
from core.desk import Desk
from core.models import Conversation, Delivery, Message, Ticket
from core.queries.tickets import tickets
from core.queries.timeline import latest
from core.vocabulary import (
    Category,
    DeliveryState,
    Direction,
    Owner,
    Priority,
    TicketStatus,
    Visibility,
)


@pytest.mark.parametrize(
    ("text", "faq"),
    [
        ("忘记密码了怎么办", "forgot-password"),
        ("I forgot my password, how do I reset it?", "forgot-password"),
        ("如何開啟雙重驗證", "enable-2fa"),
        ("Is OKPay safe to use?", "is-it-safe"),
    ],
)
def test_a_question_is_answered_from_the_faq(
    desk: Desk, says, turns, said, text: str, faq: str
) -> None:
    says(text)
    (answer,) = said(turns())
    assert answer.faq == faq
    assert answer.delivery is DeliveryState.PENDING
    assert not tickets(desk).items


def test_traditional_script_is_answered_in_it(says, turns, said) -> None:
    says("請問忘記密碼怎麼辦")
    (answer,) = said(turns())
    assert "密碼" in answer.text
    assert "密码" not in answer.text


def test_a_case_has_its_ticket_with_the_first_turn(desk: Desk, says, turns, said) -> None:
    says("我刚才转账 500 元失败了，钱已经扣了，对方没收到")
    (answer,) = said(turns())
    (ticket,) = tickets(desk).items
    assert ticket.number in answer.text
    assert ticket.category is Category.TRANSACTION_FAILED
    assert ticket.priority is Priority.HIGH
    assert ticket.slots["amount"] == "500"
    assert ticket.status is TicketStatus.NEW
    assert ticket.missing


def test_missing_facts_are_filled_in(desk: Desk, says, turns) -> None:
    says("my transfer failed but the money was taken")
    turns()
    (ticket,) = tickets(desk).items
    assert "amount" in ticket.missing
    says("it was 120 USD yesterday at 3pm")
    turns()
    (ticket,) = tickets(desk).items
    assert ticket.slots["amount"] == "120"
    assert "amount" not in ticket.missing


def test_five_short_messages_are_one_turn(desk: Desk, says, turns, said) -> None:
    for text in ("你好", "我", "提现", "三天了", "还没到账"):
        says(text)
    assert len(said(turns())) == 1
    assert len(tickets(desk).items) == 1


@pytest.mark.parametrize("text", ["人工", "转人工", "agent", "I want to talk to a human"])
def test_a_person_is_always_to_be_had(desk: Desk, says, turns, said, text: str) -> None:
    says(text)
    (answer,) = said(turns())
    (ticket,) = tickets(desk).items
    assert ticket.number in answer.text


def test_unsure_offers_choices_or_a_person_and_two_misses_make_a_ticket(
    desk: Desk, says, turns, said
) -> None:
    says("how does it go with my thing")
    first = said(turns())[-1]
    assert any(choice[0] == "person" for choice in first.choices)
    assert not tickets(desk).items
    says("what do I do when the wallet shows that")
    turns()
    assert len(tickets(desk).items) == 1


def test_a_number_picks_what_was_offered(desk: Desk, says, turns, said) -> None:
    says("你好")
    menu = said(turns())[-1]
    assert len(menu.choices) > 1
    number = [choice[0] for choice in menu.choices].index("person") + 1
    says(str(number))
    turns()
    assert len(tickets(desk).items) == 1


def test_no_bot_message_after_a_person_took_over(desk: Desk, agent: int, says, turns, said) -> None:
    says("my transfer of 50 USD failed, money taken")
    turns()
    (ticket,) = tickets(desk).items
    says("hello? how do I change my password?")
    assign(desk, ticket.number, agent, "Mei")
    before = len(said(latest(desk, ticket.conversation_id)))
    says("anybody?")
    turns()
    assert len(said(latest(desk, ticket.conversation_id))) == before
    with desk.db.reading() as session:
        owed = session.scalars(
            sa.select(Delivery.state).where(col(Delivery.automatic).is_(True))
        ).all()
    assert DeliveryState.PENDING not in owed


def test_a_turn_taken_over_in_between_writes_nothing(
    desk: Desk, agent: int, reader, says, turns
) -> None:
    says("my transfer of 50 USD failed, money taken")
    turns()
    (ticket,) = tickets(desk).items
    says("how do I change my password?")
    ((conversation, lease, _),) = claim_turns(desk, 1)
    assign(desk, ticket.number, agent, "Mei")
    before = len(latest(desk, conversation))
    assert not take_turn(desk, reader, conversation, lease, opens_private=False)
    assert len(latest(desk, conversation)) == before


def test_a_lost_lease_writes_nothing(desk: Desk, reader, says) -> None:
    says("is it safe?")
    ((conversation, _lease, _),) = claim_turns(desk, 1)
    assert not take_turn(desk, reader, conversation, "somebody else's", opens_private=False)
    assert len(latest(desk, conversation)) == 1


def test_two_claims_never_share_a_conversation(desk: Desk, says) -> None:
    for who in range(5):
        says("hi", str(who))
    first, second = claim_turns(desk, 3), claim_turns(desk, 3)
    assert len(first) == 3
    assert len(second) == 2
    assert not {one[0] for one in first} & {one[0] for one in second}


def test_after_solving_the_bot_answers_again_and_a_case_reopens(
    desk: Desk, agent: int, says, turns, said
) -> None:
    says("my withdrawal of 300 USD has not arrived for 5 days")
    turns()
    (ticket,) = tickets(desk).items
    reply(desk, ticket.number, agent, "It is with the bank.")
    solve(desk, ticket.number, agent)
    says("is OKPay safe?")
    assert said(turns())[-1].faq == "is-it-safe"
    says("my withdrawal of 300 USD still has not arrived!")
    turns()
    (again,) = tickets(desk).items
    assert again.number == ticket.number
    assert again.status is TicketStatus.OPEN


def test_spam_gets_nothing(desk: Desk, says, turns, said) -> None:
    says("加微信 free888 稳赚不赔 日赚千元 兼职刷单")
    assert said(turns()) == []


def test_a_masked_secret_is_told_at_once(desk: Desk, says, turns, said) -> None:
    says("can't log in, my password is Hunter22!x")
    (answer,) = said(turns())
    assert "mask" in answer.text.lower()
    assert "Hunter22" not in answer.text


def test_private_and_public_are_answered_each_in_its_place(says, turns, said) -> None:
    says("@okpay_bot is OKPay safe?", public=True)
    says("how do I update the app?")
    answers = said(turns())
    assert [one.visibility for one in answers] == [Visibility.PUBLIC, Visibility.DIRECT]


def test_an_answer_closes_the_turn(desk: Desk, says, turns) -> None:
    says("is OKPay safe?")
    turns()
    assert claim_turns(desk, 10) == []
    with desk.db.reading() as session:
        conversation = session.exec(select(Conversation)).one()
        waiting = session.exec(select(Message).where(col(Message.handled).is_(False))).all()
    assert conversation.due_at is None
    assert conversation.lease is None
    assert conversation.owner is Owner.BOT
    assert waiting == []


def test_at_most_one_live_ticket(desk: Desk, says, turns) -> None:
    says("my withdrawal of 300 USD is missing")
    turns()
    says("and my transfer of 20 EUR failed, money taken")
    turns()
    with desk.db.reading() as session:
        live = session.exec(select(Ticket).where(col(Ticket.live).is_(True))).all()
    assert len(live) == 1


def test_messages_stay_in_order(desk: Desk, says, turns) -> None:
    for number in range(3):
        says(f"is OKPay safe? {number}")
        turns()
    with desk.db.reading() as session:
        conversation = session.exec(select(Conversation)).one()
    directions = [one.direction for one in latest(desk, conversation.id or 0)]
    assert directions == [Direction.INBOUND, Direction.OUTBOUND] * 3


def test_context_is_forgotten(desk: Desk, says, turns, said) -> None:
    from core import clock

    says("你好")
    turns()
    clock.set_offset(timedelta(hours=1))
    says("1")
    answer = said(turns())[-1]
    assert answer.faq is None


def test_a_turn_nobody_can_read_goes_to_a_person(desk: Desk, says, said) -> None:
    says("something that breaks the reader")
    ((conversation, lease, _),) = claim_turns(desk, 1)
    assert turn_to_person(desk, conversation, lease)
    (ticket,) = tickets(desk).items
    (answer,) = said(latest(desk, conversation))
    assert ticket.number in answer.text
    assert claim_turns(desk, 1) == []


def test_a_case_that_goes_on_from_the_question_before(desk: Desk, says, turns) -> None:
    says("提现")
    turns()
    says("3天了还没到")
    turns()
    (ticket,) = tickets(desk).items
    assert ticket.category is Category.WITHDRAWAL_DELAY
