"""The customer wants no more automatic messages: that holds from this transaction on."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.fail_delivery import fail_delivery
from core.models import Conversation, Delivery, Message
from core.queries.obstacles import STOPPED
from core.vocabulary import DeliveryState


def fall_silent(session: Session, conversation: Conversation) -> None:
    """Call back what we still owed by ourselves; what is just being sent is not tried again."""
    if conversation.stopped:  # what is owed now can only be the word that we heard
        return
    conversation.stopped = True
    session.add(conversation)
    owed = session.execute(
        sa.select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(
            col(Delivery.conversation_id) == conversation.id,
            col(Delivery.state).in_((DeliveryState.PENDING, DeliveryState.SENDING)),
            col(Delivery.automatic).is_(True),
        )
        .with_for_update(of=Delivery)
    ).all()
    for delivery, message in owed:
        if delivery.state is DeliveryState.PENDING:
            fail_delivery(session, delivery, message, STOPPED)
        else:
            delivery.expires_at = clock.now()
            session.add(delivery)
