"""Blocking a customer: what they write is kept, and nothing of ours answers by itself."""

from core.actions.block_author import block_author
from core.actions.claim_deliveries import claim_deliveries
from core.actions.reply import reply
from core.actions.say import say
from core.actions.unblock_author import unblock_author
from core.desk import Desk
from core.models import Conversation
from core.queries.tickets import TicketView, ticket
from core.queries.timeline import events, latest
from core.vocabulary import Author, DeliveryState, Visibility


def look(desk: Desk, number: str) -> TicketView:
    view = ticket(desk, number)
    assert view is not None
    return view


def blocks(desk: Desk, number: str) -> list[str]:
    kinds = [one.kind for one in events(desk, look(desk, number).id)]
    return [kind for kind in kinds if kind.endswith("blocked")]


def test_what_the_bot_owed_is_called_back_and_nothing_new_is_answered(
    desk: Desk, channel_id: str, agent: int, says, turns, opened
) -> None:
    says("忘记密码怎么办")
    answer = turns()[-1]
    number = opened()
    says("how do I turn on 2FA?")
    assert block_author(desk, number, agent).contact.blocked_at is not None
    says("answer me!")
    turns()
    messages = latest(desk, look(desk, number).conversation_id)
    assert messages[-1].text == "answer me!"
    assert [one.id for one in messages if one.author is Author.BOT] == [answer.id]
    (called_back,) = [one for one in messages if one.id == answer.id]
    assert called_back.delivery is DeliveryState.FAILED
    assert called_back.reason == "an agent blocked the customer"
    assert claim_deliveries(desk, channel_id, 5) == []


def test_nothing_automatic_goes_out_later_either_and_an_agents_reply_does(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    number = opened()
    block_author(desk, number, agent)
    with desk.db.transaction() as session:
        conversation = session.get_one(Conversation, look(desk, number).conversation_id)
        said = say(
            session, conversation, "Still there?", author=Author.SYSTEM,
            visibility=Visibility.DIRECT, place="42",
        )  # fmt: skip
    assert claim_deliveries(desk, channel_id, 5) == []
    (reminder,) = [
        one for one in latest(desk, look(desk, number).conversation_id) if one.id == said.id
    ]
    assert reminder.reason == "an agent blocked the customer"
    reply(desk, number, agent, "Please stop insulting us.")
    (claimed,) = claim_deliveries(desk, channel_id, 5)
    assert claimed.outbound.text == "Please stop insulting us."


def test_unblocking_lets_the_next_message_through(
    desk: Desk, channel_id: str, agent: int, says, turns, opened
) -> None:
    number = opened()
    block_author(desk, number, agent)
    says("answer me!")
    assert unblock_author(desk, number, agent).contact.blocked_at is None
    assert turns() == [], "what they wrote while blocked stays unanswered"
    says("忘记密码怎么办")
    assert turns()[-1].author is Author.BOT


def test_both_may_be_repeated_and_stand_once_in_the_history(desk: Desk, agent: int, opened) -> None:
    number = opened()
    since = block_author(desk, number, agent).contact.blocked_at
    assert block_author(desk, number, agent).contact.blocked_at == since
    unblock_author(desk, number, agent)
    unblock_author(desk, number, agent)
    assert blocks(desk, number) == ["blocked", "unblocked"]
