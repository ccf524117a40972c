"""A customer who cannot be reached on a platform is answered where they can be."""

import pytest
from sqlmodel import col, select

from core.actions.claim_deliveries import claim_deliveries
from core.actions.receive import receive
from core.actions.register_channel import register_channel
from core.actions.reply import reply
from core.actions.solve import solve
from core.channel import Account, Blocked, Message, Person, Place
from core.clock import now
from core.desk import Desk, Refused, Stale
from core.models import Conversation, Identity
from core.queries.reach import Unreachable, Way
from core.queries.tickets import TicketView, ticket
from core.queries.timeline import latest
from core.vocabulary import Author, DeliveryState, Owner, TicketStatus, Visibility

PERSON = Person("d7", "Customer 42", "elsewhere")


@pytest.fixture
def discord(desk: Desk) -> str:
    return register_channel(desk, "discord", Account("9", "okpay"))


@pytest.fixture
def writes_there(desk: Desk, discord: str):
    """The same customer writes on their other account; returns the external id."""
    count = 0

    def write(text: str, *, public: bool = False) -> None:
        nonlocal count
        count += 1
        place = Place(Visibility.PUBLIC, "town") if public else Place(Visibility.DIRECT, "d7")
        receive(desk, discord, Message(f"d{count}", PERSON, place, text, now()))

    return write


@pytest.fixture
def linked(desk: Desk, channel_id: str, opened, writes_there) -> tuple[str, int]:
    """A ticket of a customer known on two platforms who blocked us on the first; with the other
    conversation's id."""
    number = opened()
    writes_there("hi")
    there = link(desk)
    receive(desk, channel_id, Blocked(Person("42"), blocked=True))
    return number, there


def link(desk: Desk) -> int:
    with desk.db.transaction() as session:
        first, second = session.exec(select(Conversation).order_by(col(Conversation.id))).all()
        identity = session.get_one(Identity, second.identity_id)
        second.contact_id = identity.contact_id = first.contact_id
        second.due_at = None
        session.add_all((second, identity))
        assert second.id is not None
        return second.id


def look(desk: Desk, number: str) -> TicketView:
    view = ticket(desk, number)
    assert view is not None
    return view


def owner(desk: Desk, conversation_id: int) -> Owner:
    with desk.db.reading() as session:
        return session.get_one(Conversation, conversation_id).owner


def test_a_reachable_customer_is_offered_nothing_else(desk: Desk, opened) -> None:
    view = look(desk, opened())
    assert view.reachable
    assert view.other_ways == []


def test_the_ticket_names_where_else_the_customer_is(desk: Desk, linked) -> None:
    number, there = linked
    view = look(desk, number)
    assert not view.reachable
    assert view.contact.unreachable is Unreachable.BLOCKED_US
    assert view.other_ways == [Way(there, "discord", "Customer 42", "elsewhere")]


def test_a_reply_goes_through_the_other_conversation_and_stays_with_the_ticket(
    desk: Desk, channel_id: str, discord: str, agent: int, linked
) -> None:
    number, there = linked
    said = reply(desk, number, agent, "We found it.", through=there)
    assert claim_deliveries(desk, channel_id, 5) == []
    (claimed,) = claim_deliveries(desk, discord, 5)
    assert (claimed.outbound.text, claimed.outbound.recipient) == ("We found it.", "d7")
    view = look(desk, number)
    assert (said.conversation_id, said.ticket_id) == (there, view.id)
    assert view.status is TicketStatus.PENDING
    shown = latest(desk, view.conversation_id, ticket_id=view.id)
    assert [one.id for one in shown][-1] == said.id
    assert said.delivery is DeliveryState.PENDING


def test_the_customers_answer_there_joins_the_ticket_and_no_bot_interferes(
    desk: Desk, agent: int, linked, writes_there, turns
) -> None:
    number, there = linked
    said = reply(desk, number, agent, "Which bank?", through=there)
    writes_there("First Bank")
    assert turns() == []
    view = look(desk, number)
    assert view.status is TicketStatus.OPEN
    shown = latest(desk, view.conversation_id, ticket_id=view.id)
    assert (shown[-1].text, shown[-1].author) == ("First Bank", Author.CUSTOMER)
    with pytest.raises(Stale):
        reply(desk, number, agent, "Hello?", seen=said.id)


def test_once_it_is_solved_the_bot_answers_there_again(
    desk: Desk, agent: int, linked, writes_there, turns
) -> None:
    number, there = linked
    reply(desk, number, agent, "Which bank?", through=there)
    assert owner(desk, there) is Owner.HUMAN
    solve(desk, number, agent)
    assert owner(desk, there) is Owner.BOT
    writes_there("忘记密码怎么办")
    assert turns()[-1].author is Author.BOT


def test_only_proven_ways_of_the_same_customer_are_taken(
    desk: Desk, discord: str, agent: int, linked, opened, says
) -> None:
    number, there = linked
    says("I am somebody else", "43")
    with desk.db.reading() as session:
        stranger = session.exec(
            select(Conversation.id).order_by(col(Conversation.id).desc())
        ).first()
    for through in (stranger, 999):
        with pytest.raises(Refused) as refused:
            reply(desk, number, agent, "We found it.", through=through)
        assert refused.value.code == "no_such_way"
    receive(desk, discord, Blocked(PERSON, blocked=True))
    assert look(desk, number).other_ways == []
    with pytest.raises(Refused):
        reply(desk, number, agent, "We found it.", through=there)


def test_the_tickets_own_conversation_is_a_way_too(
    desk: Desk, channel_id: str, agent: int, opened
) -> None:
    number = opened()
    reply(desk, number, agent, "We found it.", through=look(desk, number).conversation_id)
    assert len(claim_deliveries(desk, channel_id, 5)) == 1
