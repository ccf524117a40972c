"""Write down how a sending ended."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.record import record
from core.actions.remember import remember
from core.actions.take_over import CALLED_BACK
from core.channel import Refusal, SendError, Sent, TryLater, Undeliverable
from core.desk import Desk
from core.models import Change, Conversation, Delivery, Identity, Message, SentPart, Ticket
from core.rules.backoff import next_attempt
from core.vocabulary import Author, DeliveryState, Owner, Visibility

#: How often a message is sent anew whose fate is unknown, where a copy does no harm.
SAFE_ATTEMPTS = 5
#: The same for an automatic one on a platform that would deliver a copy.
AUTOMATIC_ATTEMPTS = 2


def settle_delivery(
    desk: Desk, delivery_id: int, lease: str, outcome: Sent | SendError, *, resend_safe: bool
) -> None:
    """Move the delivery on. Without effect where the lease is no longer ours."""
    with desk.db.transaction() as session:
        delivery = session.scalar(
            sa.select(Delivery).where(col(Delivery.id) == delivery_id).with_for_update()
        )
        if delivery is None or delivery.lease != lease:
            return
        delivery.lease, delivery.lease_until = None, None
        message = session.get_one(Message, delivery.message_id)
        if isinstance(outcome, Sent):
            _sent(session, delivery, message, outcome)
        else:
            _not_sent(session, delivery, outcome, resend_safe)
            _call_back(session, delivery, message)
        if delivery.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
            _tell(session, delivery, message)
        session.add(delivery)
        session.add(
            Change(
                ticket_id=message.ticket_id,
                conversation_id=delivery.conversation_id,
                kind="delivery",
                at=clock.now(),
            )
        )


def _sent(session: Session, delivery: Delivery, message: Message, sent: Sent) -> None:
    delivery.state, delivery.reason = DeliveryState.SENT, ""
    for external_id in sent.external_ids:
        session.merge(
            SentPart(
                channel_id=delivery.channel_id,
                external_id=external_id,
                message_id=delivery.message_id,
            )
        )
    remember(session, delivery.channel_id.partition(":")[0], sent.memory)
    if message.visibility is Visibility.DIRECT:
        conversation = session.get_one(Conversation, delivery.conversation_id)
        conversation.private = True
        session.add(conversation)


def _not_sent(session: Session, delivery: Delivery, error: SendError, resend_safe: bool) -> None:
    delivery.reason = error.reason[:500]
    now = clock.real_now()
    if isinstance(error, TryLater):
        delivery.state = DeliveryState.PENDING
        delivery.due_at = now + timedelta(seconds=max(error.after, 0.0))
        delivery.attempts -= 1  # it never left us, so it is no attempt
    elif isinstance(error, Undeliverable):
        delivery.state = DeliveryState.FAILED
        if error.refusal is Refusal.BLOCKED:
            _blocked(session, delivery)
    elif delivery.attempts < _most_attempts(delivery, resend_safe):
        delivery.state = DeliveryState.PENDING
        delivery.due_at = now + next_attempt(delivery.attempts)
    else:
        delivery.state = DeliveryState.UNKNOWN


def _call_back(session: Session, delivery: Delivery, message: Message) -> None:
    """The bot's words are not sent anew where a person took over while they were on their way."""
    conversation = session.get_one(Conversation, delivery.conversation_id)
    again = delivery.state is DeliveryState.PENDING
    if again and message.author is Author.BOT and conversation.owner is Owner.HUMAN:
        delivery.state, delivery.reason = DeliveryState.FAILED, CALLED_BACK


def _most_attempts(delivery: Delivery, resend_safe: bool) -> int:
    if resend_safe:
        return SAFE_ATTEMPTS
    return AUTOMATIC_ATTEMPTS if delivery.automatic else 1


def _blocked(session: Session, delivery: Delivery) -> None:
    conversation = session.get_one(Conversation, delivery.conversation_id)
    identity = session.get_one(Identity, conversation.identity_id)
    identity.blocked_us = True
    session.add(identity)


def _tell(session: Session, delivery: Delivery, message: Message) -> None:
    """An agent must see that a message did not arrive: it stands in the ticket's history."""
    ticket = session.get(Ticket, message.ticket_id) if message.ticket_id else None
    if ticket is not None:
        detail = {"state": delivery.state, "reason": delivery.reason}
        record(session, ticket, "delivery", "system", detail)
