"""The case that a conversation belongs to."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.models import Conversation, Message, Ticket
from core.vocabulary import Author


def live_ticket(session: Session, conversation: Conversation) -> Ticket | None:
    """The newest live ticket of the conversation, else the one that an agent went on with in it."""
    own = session.scalar(
        sa.select(Ticket)
        .where(col(Ticket.conversation_id) == conversation.id, col(Ticket.live).is_(True))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    )
    return own or session.scalar(
        sa.select(Ticket)
        .where(
            col(Ticket.contact_id) == conversation.contact_id,
            col(Ticket.conversation_id) != conversation.id,
            col(Ticket.live).is_(True),
            sa.exists().where(
                col(Message.ticket_id) == Ticket.id,
                col(Message.conversation_id) == conversation.id,
                col(Message.author) == Author.AGENT,
            ),
        )
        .order_by(col(Ticket.id).desc())
        .limit(1)
    )
