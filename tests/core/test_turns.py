"""Turns: what a customer is answered, and which tickets that makes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from core.actions.assign import assign
from core.actions.claim_turns import claim_turns
from core.actions.reply import reply
from core.actions.solve import solve
from core.actions.take_turn import take_turn
from core.desk import Desk
from core.models import Conversation, Delivery, Message, Ticket
from core.queries.tickets import tickets
from core.queries.timeline import MessageView, latest
from core.vocabulary import (
    Author,
    Category,
    DeliveryState,
    Direction,
    Owner,
    Priority,
    TicketStatus,
    Visibility,
)

Turns = Callable[..., list[MessageView]]


@pytest.fixture
def turns(desk: Desk, reader) -> Turns:
    """Let the bot take every turn that is due. Returns everything in that conversation."""

    def take(*, opens_private: bool = False) -> list[MessageView]:
        conversation = 0
        while claimed := claim_turns(desk, 10):
            for conversation, lease, _ in claimed:
                take_turn(desk, reader, conversation, lease, opens_private=opens_private)
        return latest(desk, conversation) if conversation else []

    return take


def said(messages: list[MessageView]) -> list[MessageView]:
    return [one for one in messages if one.author is Author.BOT]


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
    desk: Desk, says, turns: Turns, text: str, faq: str
) -> None:
    says(text)
    (answer,) = said(turns())
    assert answer.faq == faq
    assert answer.delivery is DeliveryState.PENDING
    assert not tickets(desk).items


def test_traditional_script_is_answered_in_it(says, turns: Turns) -> None:
    says("請問忘記密碼怎麼辦")
    (answer,) = said(turns())
    assert "密碼" in answer.text
    assert "密码" not in answer.text


def test_a_case_has_its_ticket_with_the_first_turn(desk: Desk, says, turns: Turns) -> None:
    says("我刚才转账 500 元失败了，钱已经扣了，对方没收到")
    (answer,) = said(turns())
    (ticket,) = tickets(desk).items
    assert ticket.number in answer.text
    assert ticket.category is Category.TRANSACTION_FAILED
    assert ticket.priority is Priority.HIGH
    assert ticket.slots["amount"] == "500"
    assert ticket.status is TicketStatus.NEW
    assert ticket.missing


def test_missing_facts_are_filled_in(desk: Desk, says, turns: Turns) -> None:
    says("my transfer failed but the money was taken")
    turns()
    (ticket,) = tickets(desk).items
    assert "amount" in ticket.missing
    says("it was 120 USD yesterday at 3pm")
    turns()
    (ticket,) = tickets(desk).items
    assert ticket.slots["amount"] == "120"
    assert "amount" not in ticket.missing


def test_five_short_messages_are_one_turn(desk: Desk, says, turns: Turns) -> None:
    for text in ("你好", "我", "提现", "三天了", "还没到账"):
        says(text)
    assert len(said(turns())) == 1
    assert len(tickets(desk).items) == 1


@pytest.mark.parametrize("text", ["人工", "转人工", "agent", "I want to talk to a human"])
def test_a_person_is_always_to_be_had(desk: Desk, says, turns: Turns, text: str) -> None:
    says(text)
    (answer,) = said(turns())
    (ticket,) = tickets(desk).items
    assert ticket.number in answer.text


def test_unsure_offers_choices_or_a_person_and_two_misses_make_a_ticket(
    desk: Desk, says, turns: Turns
) -> None:
    says("qwrtz blorp fnord")
    (first,) = said(turns())
    assert any(choice[0] == "person" for choice in first.choices)
    assert not tickets(desk).items
    says("vrmpf zzgl")
    turns()
    assert len(tickets(desk).items) == 1


def test_a_number_picks_what_was_offered(desk: Desk, says, turns: Turns) -> None:
    says("你好")
    menu = said(turns())[-1]
    assert len(menu.choices) > 1
    number = [choice[0] for choice in menu.choices].index("person") + 1
    says(str(number))
    turns()
    assert len(tickets(desk).items) == 1


def test_no_bot_message_after_a_person_took_over(
    desk: Desk, agent: int, says, turns: Turns
) -> None:
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
    desk: Desk, agent: int, reader, says, turns: Turns
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
    desk: Desk, agent: int, says, turns: Turns
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


# in public


def test_a_public_case_says_nothing_of_it_and_opens_the_ticket(
    desk: Desk, says, turns: Turns
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


def test_the_private_conversation_joins_the_mentions_ticket(desk: Desk, says, turns: Turns) -> None:
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


def test_a_stranger_does_not_join(desk: Desk, says, turns: Turns) -> None:
    says("@okpay_bot my withdrawal is missing for a week!!", public=True)
    turns()
    (ticket,) = tickets(desk).items
    says(f"I write about {ticket.number}, what is the status?", "99")
    answer = said(turns())[-1]
    assert ticket.number not in answer.text
    assert len(tickets(desk).items) == 1


def test_a_general_question_is_answered_in_public(desk: Desk, says, turns: Turns) -> None:
    says("@okpay_bot how do I turn on two-factor authentication?", public=True)
    (answer,) = said(turns())
    assert answer.faq == "enable-2fa"
    assert answer.visibility is Visibility.PUBLIC
    assert not answer.choices
    assert not tickets(desk).items


def test_where_the_platform_lets_us_we_write_privately_first(
    desk: Desk, says, turns: Turns
) -> None:
    says("@okpay_bot my withdrawal is missing for a week!!", public=True)
    public, private = said(turns(opens_private=True))
    assert public.visibility is Visibility.PUBLIC
    assert private.visibility is Visibility.DIRECT
    (ticket,) = tickets(desk).items
    assert ticket.number in private.text


def test_one_thread_gets_two_public_replies_at_most(desk: Desk, says, turns: Turns) -> None:
    first = says("@okpay_bot how do I turn on two-factor authentication?", public=True)
    for _ in range(4):
        turns()
        says("@okpay_bot is it safe?", public=True, reply_to=first)
    assert len(said(turns())) == 2


def test_spam_gets_nothing(desk: Desk, says, turns: Turns) -> None:
    says("加微信 free888 稳赚不赔 日赚千元 兼职刷单")
    assert said(turns()) == []


def test_a_masked_secret_is_told_at_once(desk: Desk, says, turns: Turns) -> None:
    says("can't log in, my password is Hunter22!x")
    (answer,) = said(turns())
    assert "mask" in answer.text.lower()
    assert "Hunter22" not in answer.text


def test_private_and_public_are_answered_each_in_its_place(says, turns: Turns) -> None:
    says("@okpay_bot is OKPay safe?", public=True)
    says("how do I update the app?")
    answers = said(turns())
    assert [one.visibility for one in answers] == [Visibility.PUBLIC, Visibility.DIRECT]


def test_an_answer_closes_the_turn(desk: Desk, says, turns: Turns) -> None:
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


def test_at_most_one_live_ticket(desk: Desk, says, turns: Turns) -> None:
    says("my withdrawal of 300 USD is missing")
    turns()
    says("and my transfer of 20 EUR failed, money taken")
    turns()
    with desk.db.reading() as session:
        live = session.exec(select(Ticket).where(col(Ticket.live).is_(True))).all()
    assert len(live) == 1


def test_messages_stay_in_order(desk: Desk, says, turns: Turns) -> None:
    for number in range(3):
        says(f"is OKPay safe? {number}")
        turns()
    with desk.db.reading() as session:
        conversation = session.exec(select(Conversation)).one()
    directions = [one.direction for one in latest(desk, conversation.id or 0)]
    assert directions == [Direction.INBOUND, Direction.OUTBOUND] * 3


def test_context_is_forgotten(desk: Desk, says, turns: Turns) -> None:
    from core import clock

    says("你好")
    turns()
    clock.set_offset(timedelta(hours=1))
    says("1")
    answer = said(turns())[-1]
    assert answer.faq is None
