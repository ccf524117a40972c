"""Take a customer's message, or the button they pressed, and set the bot's turn."""

from sqlmodel import Session

from core import clock
from core.actions.ask_patience import ask_patience
from core.actions.fall_silent import fall_silent
from core.actions.meet import meet
from core.actions.set_turn import set_turn
from core.actions.store_message import store_message
from core.actions.wake import wake
from core.channel import Message, Pressed
from core.desk import Desk
from core.models import Change
from core.queries.live_ticket import live_ticket
from core.rules.acts import asks_to_stop
from core.vocabulary import Owner, TicketStatus, Visibility


def take_message(desk: Desk, session: Session, channel_id: str, inbound: Message | Pressed) -> None:
    """Store it once. Whoever owns the conversation, the message reopens a waiting ticket.

    A wish for silence holds at once. What an author writes whom we blocked is kept, no more.
    """
    identity, conversation = meet(session, channel_id, inbound.author)
    ticket = live_ticket(session, conversation)
    blocked = identity.blocked_at is not None
    theirs = conversation.owner is Owner.BOT and not blocked
    ticket_id = ticket.id if ticket is not None else None
    stored = store_message(session, conversation, inbound, ticket_id=ticket_id, handled=not theirs)
    if stored is None:
        return
    public = inbound.place.visibility is Visibility.PUBLIC
    identity.blocked_us = False
    conversation.private = conversation.private or not public
    session.add(identity)
    session.add(conversation)
    if asks_to_stop(stored.text):
        fall_silent(session, conversation)
    if theirs and set_turn(desk.policy, identity, conversation) and not public:
        ask_patience(desk, session, identity, conversation, stored.text)
    if ticket is not None and not blocked:
        if ticket.status is TicketStatus.PENDING:
            wake(desk, session, ticket, conversation, stored.text, stored.choice)
        ticket.updated_at = clock.now()
        session.add(ticket)
    session.add(
        Change(
            ticket_id=ticket_id,
            conversation_id=conversation.id,
            kind="message",
            at=clock.now(),
        )
    )
