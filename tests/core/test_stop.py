"""A customer who wants no more automatic messages gets one word that we heard, and then none."""

import pytest
from sqlmodel import select

from core.actions.claim_deliveries import claim_deliveries
from core.actions.claim_turns import claim_turns
from core.actions.follow_up import follow_up
from core.actions.reply import reply
from core.actions.settle_delivery import settle_delivery
from core.actions.take_turn import take_turn
from core.channel import TryLater
from core.desk import Desk
from core.models import Conversation, Delivery, Ticket
from core.queries.obstacles import STOPPED
from core.queries.tickets import tickets
from core.rules.acts import asks_to_stop
from core.vocabulary import DeliveryState, Priority

QUESTION = "how do I reset my password?"
STOLEN = "someone stole 5000 USD from my wallet just now, I did not authorise it!!"


def stopped(desk: Desk) -> bool:
    with desk.db.reading() as session:
        return session.exec(select(Conversation)).one().stopped


def owed(desk: Desk) -> list[tuple[DeliveryState, str]]:
    with desk.db.reading() as session:
        rows = session.exec(select(Delivery).order_by(Delivery.id))  # type: ignore[arg-type]
        return [(row.state, row.reason) for row in rows]


def test_it_holds_before_the_turn(desk: Desk, channel_id: str, says, turns) -> None:
    says(QUESTION)
    turns()
    says("别再发了")
    assert stopped(desk)
    assert owed(desk) == [(DeliveryState.FAILED, STOPPED)]
    assert claim_deliveries(desk, channel_id, 5) == []


def test_it_is_confirmed_once(desk: Desk, channel_id: str, says, turns, said) -> None:
    says("stop")
    (confirmed,) = said(turns())
    assert "no more reminders" in confirmed.text
    says("STOP")
    says("unsubscribe")
    turns()
    says("please stop!")
    says("thanks")
    assert len(said(turns())) == 1
    assert stopped(desk)
    assert [one.outbound.text for one in claim_deliveries(desk, channel_id, 5)] == [confirmed.text]
    assert not tickets(desk).items


def test_who_asks_again_is_answered_again(desk: Desk, says, turns, said) -> None:
    says("stop")
    turns()
    says(QUESTION)
    assert said(turns())[-1].faq == "forgot-password"
    assert not stopped(desk)
    says("stop")
    assert "no more reminders" in said(turns())[-1].text


def test_a_question_after_it_in_the_same_breath_is_answered(desk: Desk, says, turns, said) -> None:
    says("stop")
    says(QUESTION)
    assert [one.faq for one in said(turns())] == ["forgot-password"]


def test_a_question_before_it_is_not(desk: Desk, says, turns, said) -> None:
    says(QUESTION)
    says("stop")
    (only,) = said(turns())
    assert only.faq is None
    assert stopped(desk)


def test_what_is_urgent_reaches_a_person_all_the_same(desk: Desk, says, turns, said) -> None:
    says(STOLEN)
    says("leave me alone")
    (only,) = said(turns())
    assert "no more reminders" in only.text
    (ticket,) = tickets(desk).items
    assert ticket.priority is Priority.URGENT


def test_a_public_wish_gets_no_public_answer(desk: Desk, says, turns, said) -> None:
    says(QUESTION, public=True)
    turns()
    says("stop", public=True)
    assert owed(desk)[0] == (DeliveryState.FAILED, STOPPED)
    assert len(said(turns())) == 1
    assert stopped(desk)


def test_a_turn_that_is_under_way_says_nothing_any_more(
    desk: Desk, reader, says, turns, said, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(QUESTION)
    ((conversation, lease, _),) = claim_turns(desk, 1)
    from core.actions import take_turn as module

    def late(*given: object, **more: object) -> bool:
        says("stop")
        return bool(respond(*given, **more))

    respond = module.respond
    monkeypatch.setattr(module, "respond", late)
    take_turn(desk, reader, conversation, lease, opens_private=False)
    monkeypatch.undo()
    (only,) = said(turns())
    assert "no more reminders" in only.text
    assert stopped(desk)


def test_what_was_being_sent_is_not_tried_again(desk: Desk, channel_id: str, says, turns) -> None:
    says(QUESTION)
    turns()
    (sending,) = claim_deliveries(desk, channel_id, 1)
    says("stop")
    settle_delivery(
        desk, sending.delivery_id, sending.lease, TryLater("busy", after=0), resend_safe=True
    )
    assert claim_deliveries(desk, channel_id, 5) == []
    assert owed(desk)[0][0] is DeliveryState.FAILED


def test_reminders_end_and_an_agents_words_go_out(
    desk: Desk, channel_id: str, agent: int, opened, says
) -> None:
    number = opened()
    reply(desk, number, agent, "Which bank was it?")
    with desk.db.transaction() as session:
        ticket = session.exec(select(Ticket)).one()
        assert ticket.due_at is not None
    says("stop")
    reply(desk, number, agent, "We found it.")
    assert [one.outbound.automatic for one in claim_deliveries(desk, channel_id, 5)] == [False]
    assert ticket.id is not None
    assert follow_up(desk, ticket.id) is None


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP!",
        "please stop",
        "Unsubscribe me please",
        "stop sending me messages",
        "stop messaging me",
        "don't contact me again",
        "opt out",
        "退订",
        "TD",
        "別再發了",
        "请不要再给我发信息了",
        "不要再提醒我了",
        "停止发送消息",
        "请勿打扰",
    ],
)
def test_a_wish_for_silence_is_known(text: str) -> None:
    assert asks_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "stop the payment",
        "how do I stop auto-renewal",
        "stop it, they are taking my money",
        "stop sending my money to him",
        "stop sending me codes",
        "don't text me the code, email it",
        "don't reply, call me",
        "cancel",
        "别再扣款了",
        "停止自动续费",
        "不要发给他",
        "别再给他转钱了",
        "别再发验证码了",
        "不用了",
        "停止提现",
    ],
)
def test_a_wish_about_something_else_is_none(text: str) -> None:
    assert not asks_to_stop(text)
