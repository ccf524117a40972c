"""Write down what an agent did to a message of ours."""

from typing import Any

from sqlmodel import Session

from core import clock
from core.actions.record import record
from core.models import Change, Conversation, Message, Ticket
from core.queries.live_ticket import live_ticket


def record_delivery(
    session: Session, message: Message, kind: str, actor: str, detail: dict[str, Any] | None = None
) -> None:
    """In the history of the message's ticket, or of the one its conversation is about now."""
    conversation = session.get_one(Conversation, message.conversation_id)
    ticket = session.get(Ticket, message.ticket_id) if message.ticket_id else None
    ticket = ticket or live_ticket(session, conversation)
    if ticket is not None:
        record(session, ticket, kind, actor, {"message": message.id, **(detail or {})})
    session.add(
        Change(
            ticket_id=message.ticket_id,
            conversation_id=message.conversation_id,
            kind="delivery",
            at=clock.now(),
        )
    )
