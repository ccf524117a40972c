"""A message will not go out: say why, where agents see it."""

from sqlmodel import Session

from core import clock
from core.actions.record import record
from core.models import Change, Delivery, Message, Ticket
from core.vocabulary import DeliveryState


def fail_delivery(
    session: Session,
    delivery: Delivery,
    message: Message,
    reason: str,
    state: DeliveryState = DeliveryState.FAILED,
) -> None:
    """Set it to `state`, failed or unknown, with the reason in the ticket's history."""
    delivery.state, delivery.reason = state, reason[:500]
    delivery.lease = delivery.lease_until = None
    session.add(delivery)
    ticket = session.get(Ticket, message.ticket_id) if message.ticket_id else None
    if ticket is not None:
        record(session, ticket, "delivery", "system", {"state": state, "reason": delivery.reason})
    session.add(
        Change(
            ticket_id=message.ticket_id,
            conversation_id=delivery.conversation_id,
            kind="delivery",
            at=clock.now(),
        )
    )
