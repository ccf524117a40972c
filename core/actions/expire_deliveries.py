"""Drop automatic messages that would come too late, and let no question go with them."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.fail_delivery import fail_delivery
from core.actions.open_ticket import open_ticket
from core.db import LOCKED
from core.desk import Desk
from core.models import Conversation, Delivery, Message, Ticket
from core.rules.decision import Opening
from core.vocabulary import Author, Category, DeliveryState, Direction, Language, Priority

EXPIRED = "expired: the platform did not let it out in time"
"""Why a message was dropped, as agents see it."""
BATCH = 100


def expire_deliveries(desk: Desk, session: Session, channel_id: str) -> int:
    """Fail what expired. An answer that no ticket stands behind becomes one: a person answers."""
    rows = session.scalars(
        sa.select(Delivery)
        .where(
            col(Delivery.channel_id) == channel_id,
            col(Delivery.state) == DeliveryState.PENDING,
            col(Delivery.expires_at) <= clock.now(),
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for delivery in rows:
        message = session.get_one(Message, delivery.message_id)
        if message.author is Author.BOT and message.ticket_id is None:
            message.ticket_id = _ticket(desk, session, message)
            session.add(message)
        fail_delivery(session, delivery, message, EXPIRED)
    return len(rows)


def _ticket(desk: Desk, session: Session, message: Message) -> int | None:
    conversation = session.get_one(Conversation, message.conversation_id, with_for_update=LOCKED)
    asked = session.scalar(
        sa.select(Message)
        .where(
            col(Message.conversation_id) == conversation.id,
            col(Message.direction) == Direction.INBOUND,
            col(Message.id) < message.id,
        )
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    seen = conversation.context.get("last_triage") or {}
    known = {one.value for one in Category}
    category = Category(seen["category"]) if seen.get("category") in known else Category.OTHER
    live = sa.select(Ticket).where(
        col(Ticket.conversation_id) == conversation.id, col(Ticket.live).is_(True)
    )
    ticket = session.scalar(live.limit(1)) or open_ticket(
        desk,
        session,
        conversation,
        Opening(category, None, Priority.NORMAL, "answer_expired"),
        visibility=message.visibility,
        language=conversation.language or Language.EN,
        subject=asked.text if asked is not None else "",
    )
    if asked is not None:
        asked.ticket_id = ticket.id
        session.add(asked)
    return ticket.id
