"""Write down how a sending ended."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.fail_delivery import fail_delivery
from core.actions.learn_allowances import learn_allowances
from core.actions.remember import remember
from core.channel import Refusal, SendError, Sent, TryLater, Undeliverable
from core.desk import Desk
from core.models import Change, Conversation, Delivery, Identity, Message, SentPart
from core.queries.obstacles import CALLED_BACK
from core.rules.backoff import next_attempt
from core.vocabulary import Author, DeliveryState, Owner, Visibility

#: How often a message is sent anew whose fate is unknown, where a copy does no harm.
SAFE_ATTEMPTS = 5
#: The same for an automatic one on a platform that would deliver a copy.
AUTOMATIC_ATTEMPTS = 2


def settle_delivery(
    desk: Desk, delivery_id: int, lease: str, outcome: Sent | SendError, *, resend_safe: bool
) -> None:
    """Move the delivery on, and all that went out with it. Without effect where the lease is lost."""
    with desk.db.transaction() as session:
        # what stands around them comes along: held in `rows`, the session finds it without a read
        rows = session.execute(
            sa.select(Delivery, Message, Conversation, Identity)
            .join(Message, col(Message.id) == Delivery.message_id)
            .join(Conversation, col(Conversation.id) == Delivery.conversation_id)
            .join(Identity, col(Identity.id) == Conversation.identity_id)
            .where(
                sa.or_(col(Delivery.id) == delivery_id, col(Delivery.joined_to) == delivery_id),
                col(Delivery.lease) == lease,
            )
            .order_by(col(Delivery.id))
            .with_for_update(of=Delivery)
        ).all()
        together = [row[0] for row in rows]
        if not together:
            return
        if isinstance(outcome, Sent):
            _sent(session, together[0], outcome)
        elif isinstance(outcome, TryLater):
            until = clock.now() + timedelta(seconds=max(outcome.after, 0.0))
            everyone = until if outcome.everyone else None
            learn_allowances(session, together[0].channel_id, outcome.left, everyone)
        for delivery in together:
            _move(session, delivery, outcome, resend_safe)


def _sent(session: Session, lead: Delivery, sent: Sent) -> None:
    """What the platform told about the whole message."""
    for external_id in sent.external_ids:
        session.merge(
            SentPart(
                channel_id=lead.channel_id, external_id=external_id, message_id=lead.message_id
            )
        )
    remember(session, lead.channel_id.partition(":")[0], sent.memory)
    learn_allowances(session, lead.channel_id, sent.left)


def _move(
    session: Session, delivery: Delivery, outcome: Sent | SendError, resend_safe: bool
) -> None:
    message = session.get_one(Message, delivery.message_id)
    conversation = session.get_one(Conversation, delivery.conversation_id)
    delivery.lease = delivery.lease_until = None
    if isinstance(outcome, Undeliverable):
        if outcome.refusal in (Refusal.BLOCKED, Refusal.CLOSED):
            _shut(session, conversation, outcome.refusal, message)
        fail_delivery(session, delivery, message, outcome.reason)
        return
    if not isinstance(outcome, Sent):
        if not _once_more(delivery, outcome, resend_safe):
            fail_delivery(session, delivery, message, outcome.reason, DeliveryState.UNKNOWN)
            return
        if message.author is Author.BOT and conversation.owner is Owner.HUMAN:
            # not sent anew where a person took over while it was on its way
            fail_delivery(session, delivery, message, CALLED_BACK)
            return
    else:
        delivery.state, delivery.reason = DeliveryState.SENT, ""
        if message.visibility is Visibility.DIRECT:
            conversation.private = True
            session.add(conversation)
            _open_again(session, conversation)
    session.add(delivery)
    session.add(
        Change(
            ticket_id=message.ticket_id,
            conversation_id=delivery.conversation_id,
            kind="delivery",
            at=clock.now(),
        )
    )


def _once_more(delivery: Delivery, error: SendError, resend_safe: bool) -> bool:
    """Set it back to pending, unless a further copy would do harm."""
    delivery.reason = error.reason[:500]
    if isinstance(error, TryLater):
        wait = timedelta(seconds=max(error.after, 0.0))
        delivery.attempts -= 1  # it never left us, so it is no attempt
    elif delivery.attempts < _most_attempts(delivery, resend_safe):
        wait = next_attempt(delivery.attempts)
    else:
        return False
    delivery.state, delivery.due_at = DeliveryState.PENDING, clock.now() + wait
    return True


def _most_attempts(delivery: Delivery, resend_safe: bool) -> int:
    if resend_safe:
        return SAFE_ATTEMPTS
    return AUTOMATIC_ATTEMPTS if delivery.automatic else 1


def _shut(session: Session, conversation: Conversation, refusal: Refusal, message: Message) -> None:
    identity = session.get_one(Identity, conversation.identity_id)
    if refusal is Refusal.BLOCKED:
        identity.blocked_us = True
    elif message.visibility is Visibility.DIRECT:
        identity.closed = True
    session.add(identity)


def _open_again(session: Session, conversation: Conversation) -> None:
    """Who took a private message takes private messages."""
    identity = session.get_one(Identity, conversation.identity_id)
    if identity.closed or identity.blocked_us:
        identity.closed = identity.blocked_us = False
        session.add(identity)
