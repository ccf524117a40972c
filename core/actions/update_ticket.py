"""Add to a ticket what the customer told since."""

from sqlmodel import Session

from core.actions.record import record
from core.models import Ticket
from core.rules.decision import Opening


def update_ticket(session: Session, ticket: Ticket, opening: Opening) -> None:
    """Fill in facts, raise the priority, sharpen the category; only what changed is recorded."""
    added = {
        name: value for name, value in opening.slots.items() if ticket.slots.get(name) != value
    }
    if added:
        ticket.slots = dict(ticket.slots) | added
        record(session, ticket, "facts", "bot", added)
    if (opening.category, opening.child) != (ticket.category, ticket.child):
        detail = {"from": ticket.category, "to": opening.category, "child": opening.child}
        ticket.category, ticket.child = opening.category, opening.child
        record(session, ticket, "category", "bot", detail)
    if opening.priority.rank > ticket.priority.rank:
        detail = {"from": ticket.priority, "to": opening.priority, "reason": opening.reason}
        ticket.priority, ticket.urgency = opening.priority, opening.priority.rank
        record(session, ticket, "priority", "bot", detail)
    ticket.missing = list(opening.missing)
    ticket.rounds += 1 if opening.asked else 0
    session.add(ticket)
