"""A person takes a conversation: the bot is silent from this transaction on."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.models import Conversation, Delivery, Message
from core.queries.obstacles import CALLED_BACK
from core.vocabulary import DeliveryState, Owner


def take_over(session: Session, conversation: Conversation) -> None:
    """Make a person the owner and call back what the bot still owed, a turn under way included."""
    conversation.owner = Owner.HUMAN
    conversation.lease = conversation.lease_until = None  # or it would answer once handed back
    conversation.due_at = None
    conversation.waiting_since = None
    session.add(conversation)
    session.execute(
        sa.update(Message)
        .where(col(Message.conversation_id) == conversation.id, col(Message.handled).is_(False))
        .values(handled=True)
    )
    session.execute(
        sa.update(Delivery)
        .where(
            col(Delivery.conversation_id) == conversation.id,
            col(Delivery.state) == DeliveryState.PENDING,
            col(Delivery.automatic).is_(True),
        )
        .values(state=DeliveryState.FAILED, reason=CALLED_BACK)
    )
