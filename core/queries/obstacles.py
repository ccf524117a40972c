"""What stands in the way of a message at the moment it would go out."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.channel import Capabilities
from core.models import Conversation, Delivery, Identity, Message
from core.vocabulary import Author, DeliveryState, Direction, Owner, Visibility

CALLED_BACK = "called back: an agent took over"
STOPPED = "the customer asked for no more automatic messages"
BLOCKED = "the customer blocked us"
AUTHOR_BLOCKED = "an agent blocked the customer"
NEVER_WROTE = "the customer has not written to us privately, and only then the platform lets us"
NOTHING_TO_ANSWER = "the public message it answers is not there any more"
ANSWERED_ONCE = "this public message has our answer already; the platform takes only one"

_OUT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)


def obstacle(
    session: Session, delivery: Delivery, message: Message, can: Capabilities
) -> str | None:
    """Why the message must not go out, in words for agents; None where nothing forbids it.

    Read in the transaction that lets it go, so that what an agent or a customer did before counts.
    """
    conversation = session.get_one(Conversation, delivery.conversation_id)
    identity = session.get_one(Identity, conversation.identity_id)
    if message.author is Author.BOT and conversation.owner is Owner.HUMAN:
        return CALLED_BACK
    if message.author is Author.SYSTEM and conversation.stopped:
        return STOPPED
    if delivery.automatic and identity.blocked_us:
        return BLOCKED
    if delivery.automatic and identity.blocked_at is not None:
        return AUTHOR_BLOCKED
    if message.visibility is Visibility.DIRECT:
        return None if conversation.private or can.opens_private else NEVER_WROTE
    return _in_public(session, message, can)


def _in_public(session: Session, message: Message, can: Capabilities) -> str | None:
    asked = session.scalar(
        sa.select(Message).where(
            col(Message.channel_id) == message.channel_id,
            col(Message.external_id) == message.reply_to,
        )
    )
    if message.reply_to is None or asked is None:
        return None if message.reply_to is None and not can.answers_once else NOTHING_TO_ANSWER
    if asked.deleted_at is not None or asked.conversation_id != message.conversation_id:
        return NOTHING_TO_ANSWER
    if can.answers_once and answered(
        session, message.conversation_id, message.reply_to, besides=message.id
    ):
        return ANSWERED_ONCE
    return None


def answered(
    session: Session, conversation_id: int, reply_to: str, *, besides: int | None = None
) -> bool:
    """Whether a public answer to that message of the customer went out, or may, `besides` one."""
    others = (
        sa.select(col(Message.id))
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .where(
            col(Message.conversation_id) == conversation_id,
            col(Message.direction) == Direction.OUTBOUND,
            col(Message.reply_to) == reply_to,
            col(Message.visibility) == Visibility.PUBLIC,
            col(Message.id) != (besides or 0),
            col(Delivery.state).in_(_OUT if besides else (*_OUT, DeliveryState.PENDING)),
        )
    )
    return session.scalar(sa.select(others.exists())) or False
