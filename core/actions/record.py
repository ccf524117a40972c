"""Write down that something happened to a ticket."""

from typing import Any

from sqlmodel import Session

from core import clock
from core.models import Change, Ticket, TicketEvent


def record(
    session: Session, ticket: Ticket, kind: str, actor: str, detail: dict[str, Any] | None = None
) -> None:
    """Add an event to the ticket's history and tell live pages. `actor` as in `TicketEvent`."""
    at = clock.now()
    assert ticket.id is not None
    ticket.updated_at = at
    session.add(ticket)
    session.add(
        TicketEvent(ticket_id=ticket.id, kind=kind, actor=actor, detail=detail or {}, at=at)
    )
    session.add(
        Change(ticket_id=ticket.id, conversation_id=ticket.conversation_id, kind="ticket", at=at)
    )
