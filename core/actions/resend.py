"""Send a message once more that was not delivered, or perhaps not."""

from sqlmodel import Session

from core import clock
from core.actions.find_delivery import find_delivery
from core.actions.record_delivery import record_delivery
from core.db import ring
from core.desk import Desk, Illegal
from core.models import Agent, Conversation, Delivery, Message
from core.queries.live_ticket import live_ticket
from core.queries.timeline import MessageView, message
from core.vocabulary import Author, DeliveryState, Owner

_AGAIN = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


def resend(desk: Desk, message_id: int, agent_id: int) -> MessageView:
    """Owe the message to its platform again, together with what went out as one with it.

    What was tried stays counted, so that the adapter knows that an earlier copy may have arrived.
    Raises `NotFound`; `Illegal` where it is neither failed nor unknown, no live ticket is left, or
    the bot would speak where a person took over.
    """
    with desk.db.transaction() as session:
        together = find_delivery(session, message_id)
        agent = session.get_one(Agent, agent_id)
        for delivery, row in together:
            _check(session, delivery, row)
        for delivery, row in together:
            delivery.state, delivery.reason = DeliveryState.PENDING, ""
            delivery.due_at, delivery.expires_at = clock.now(), None
            delivery.lease = delivery.lease_until = None
            delivery.withdrawal, delivery.withdrawal_reason = None, ""
            row.deleted_at = None
            session.add_all((delivery, row))
            record_delivery(session, row, "resent", f"agent:{agent.name}")
        ring(session, together[0][0].channel_id)
        session.flush()
        return message(session, message_id)


def _check(session: Session, delivery: Delivery, row: Message) -> None:
    conversation = session.get_one(Conversation, row.conversation_id)
    if delivery.state not in _AGAIN:
        raise Illegal(
            "not_failed",
            f"This message is {delivery.state.value}; only one that failed or is unknown can be "
            "sent again.",
        )
    if live_ticket(session, conversation) is None:
        raise Illegal(
            "no_live_ticket", "The case of this conversation is over; nothing more is sent in it."
        )
    if row.author is Author.BOT and conversation.owner is Owner.HUMAN:
        raise Illegal(
            "person_speaks",
            "An agent took over, so the assistant says nothing more here; write it as a reply.",
        )
