"""Fetch what a verb is about, locked for the rest of its transaction."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import NotFound
from core.models import Conversation, Ticket


def find(session: Session, number: str) -> tuple[Ticket, Conversation]:
    """The ticket of that number and its conversation. Raises `NotFound`."""
    ticket = session.scalar(sa.select(Ticket).where(col(Ticket.number) == number))
    if ticket is None:
        raise NotFound("unknown_ticket", f"There is no ticket {number}.")
    conversation = session.scalar(
        sa.select(Conversation)
        .where(col(Conversation.id) == ticket.conversation_id)
        .with_for_update(key_share=True)
    )
    assert conversation is not None
    session.refresh(ticket)
    return ticket, conversation
