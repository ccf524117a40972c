"""What agents do: reply, note, assign, solve; and what they are kept from."""

import pytest
from sqlmodel import select

from core.actions.add_agent import add_agent
from core.actions.assign import assign
from core.actions.claim_deliveries import claim_deliveries
from core.actions.disable_agent import disable_agent
from core.actions.note import note
from core.actions.reply import reply
from core.actions.say import say
from core.actions.settle_delivery import settle_delivery
from core.actions.solve import solve
from core.channel import SendError, TryLater, Unknown
from core.desk import Desk, Illegal, NotFound, Refused, Stale
from core.models import Conversation, Delivery
from core.policy import Brand, DeskFile
from core.queries.tickets import ticket
from core.queries.timeline import events, latest
from core.vocabulary import (
    Author,
    DeliveryState,
    Direction,
    Role,
    TicketStatus,
    Visibility,
)


def test_a_reply_goes_out_and_sets_pending(desk: Desk, channel_id: str, agent: int, opened) -> None:
    number = opened()
    written = reply(desk, number, agent, "Please try again.")
    assert written.direction is Direction.OUTBOUND
    assert written.author is Author.AGENT
    assert written.delivery is DeliveryState.PENDING
    view = ticket(desk, number)
    assert view is not None
    assert view.status is TicketStatus.PENDING
    assert view.assignee == "Mei"
    assert view.due_at is not None
    (claimed,) = claim_deliveries(desk, channel_id, 5)
    assert claimed.outbound.text == "Please try again."
    assert claimed.outbound.recipient == "42"
    assert not claimed.outbound.automatic


@pytest.mark.parametrize("status", ["open", "on_hold", "solved"])
def test_a_reply_may_keep_another_status(desk: Desk, agent: int, opened, status: str) -> None:
    number = opened()
    reply(desk, number, agent, "We are on it.", status=TicketStatus(status))
    view = ticket(desk, number)
    assert view is not None
    assert view.status == status


def test_a_note_is_never_sent(desk: Desk, channel_id: str, agent: int, opened) -> None:
    number = opened()
    written = note(desk, number, agent, "Looks like a bank problem")
    assert written.direction is Direction.NOTE
    assert written.delivery is None
    assert claim_deliveries(desk, channel_id, 5) == []
    view = ticket(desk, number)
    assert view is not None
    assert view.status is TicketStatus.NEW


def test_a_customers_answer_opens_a_pending_ticket(desk: Desk, agent: int, says, opened) -> None:
    number = opened()
    reply(desk, number, agent, "Which bank?")
    says("First Bank")
    view = ticket(desk, number)
    assert view is not None
    assert view.status is TicketStatus.OPEN
    assert view.due_at is None


def test_a_reply_without_the_latest_message_is_stopped(
    desk: Desk, agent: int, says, opened
) -> None:
    number = opened()
    view = ticket(desk, number)
    assert view is not None
    seen = view.last_message_id
    says("wait, it arrived after all")
    with pytest.raises(Stale):
        reply(desk, number, agent, "We are looking for it.", seen=seen)
    assert all(one.author is Author.CUSTOMER for one in latest(desk, view.conversation_id))
    reply(desk, number, agent, "We are looking for it.", seen=seen + 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_text"),
        (" \n", "empty_text"),
        ("x" * 20_001, "too_long"),
        ("Please send me your password", "asks_for_secret"),
        ("请把验证码发给我", "asks_for_secret"),
    ],
)
def test_what_must_not_go_out_is_refused(
    desk: Desk, agent: int, opened, text: str, code: str
) -> None:
    number = opened()
    with pytest.raises(Refused) as refused:
        reply(desk, number, agent, text)
    assert refused.value.code == code


def test_a_public_reply_holds_nothing_private(desk: Desk, agent: int, opened) -> None:
    number = opened(public=True)
    with pytest.raises(Refused) as refused:
        reply(desk, number, agent, "Your transfer of 4,310.75 USD to anna@example.com is back")
    assert refused.value.code == "public_private_details"
    with pytest.raises(Refused) as refused:
        reply(desk, number, agent, "card 4111 1111 1111 1111", confirmed=True)
    assert refused.value.code == "public_secret"
    written = reply(desk, number, agent, "Please write to us privately.")
    assert written.visibility is Visibility.PUBLIC


def test_once_the_customer_wrote_privately_replies_are_private(
    desk: Desk, channel_id: str, agent: int, says, opened
) -> None:
    number = opened(public=True)
    says("here I am")
    written = reply(desk, number, agent, "Your 50 USD are on the way.")
    assert written.visibility is Visibility.DIRECT
    (claimed,) = claim_deliveries(desk, channel_id, 5)
    assert claimed.outbound.place.key == "42"


def test_solving_twice_and_answering_a_solved_one_is_refused(
    desk: Desk, agent: int, opened
) -> None:
    number = opened()
    solve(desk, number, agent)
    with pytest.raises(Illegal):
        solve(desk, number, agent)
    with pytest.raises(Illegal):
        reply(desk, number, agent, "One more thing")
    with pytest.raises(Illegal):
        assign(desk, number, agent, "Mei")


def test_unknown_ticket_and_agent(desk: Desk, agent: int, opened) -> None:
    with pytest.raises(NotFound):
        reply(desk, "OK-9", agent, "hello")
    number = opened()
    with pytest.raises(NotFound):
        assign(desk, number, agent, "Nobody")
    add_agent(desk, "Gone", Role.AGENT, None)
    disable_agent(desk, "Gone")
    with pytest.raises(NotFound):
        assign(desk, number, agent, "Gone")


def test_the_history_says_who_did_what(desk: Desk, agent: int, opened) -> None:
    number = opened()
    assign(desk, number, agent, "Mei")
    solve(desk, number, agent)
    view = ticket(desk, number)
    assert view is not None
    told = [(event.kind, event.actor) for event in events(desk, view.id)]
    assert told == [
        ("opened", "bot"),
        ("assigned", "agent:Mei"),
        ("status", "agent:Mei"),
        ("status", "agent:Mei"),
    ]


@pytest.mark.parametrize("ending", [TryLater("slow", 1), Unknown("?")])
def test_a_bot_message_under_way_is_called_back(
    desk: Desk, channel_id: str, agent: int, opened, ending: SendError
) -> None:
    number = opened()
    with desk.db.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        say(
            session,
            conversation,
            "bot",
            author=Author.BOT,
            visibility=Visibility.DIRECT,
            place="42",
        )
    (under_way,) = claim_deliveries(desk, channel_id, 5)
    assign(desk, number, agent, "Mei")
    settle_delivery(desk, under_way.delivery_id, under_way.lease, ending, resend_safe=True)
    with desk.db.reading() as session:
        row = session.get_one(Delivery, under_way.delivery_id)
    assert row.state is DeliveryState.FAILED
    assert claim_deliveries(desk, channel_id, 5) == []


def test_a_public_reply_links_to_official_domains_only(desk: Desk, agent: int, opened) -> None:
    number = opened(public=True)
    brand = Brand(domains=("okpay.example",))
    policy = desk.policy.model_copy(update={"desk": DeskFile(brand=brand)})
    strict = Desk(desk.db, policy, desk.library)
    with pytest.raises(Refused) as refused:
        reply(strict, number, agent, "See https://bit.ly/x1")
    assert refused.value.code == "public_foreign_link"
    with pytest.raises(Refused):
        reply(strict, number, agent, "See okpay.example.evil.com/help")
    assert reply(strict, number, agent, "See https://help.okpay.example/fees").text
