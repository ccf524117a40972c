"""Take messages whose moment to be sent has come."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core import clock
from core.channel import Choice, Outbound, Place
from core.db import claim
from core.desk import Desk
from core.models import Delivery, Identity, Message
from core.models.conversation import Conversation
from core.vocabulary import DeliveryState

#: Longer than any call of a platform takes, its time-outs included.
LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to send now. While `lease` holds, nobody else sends it."""

    delivery_id: int
    lease: str
    outbound: Outbound


def claim_deliveries(desk: Desk, channel_id: str, limit: int) -> list[Claimed]:
    """Up to `limit` deliveries of a channel, already marked as being sent.

    Of each conversation only the first one owed, so that messages arrive in order; one that
    failed or is unknown holds nothing back.
    """
    now = clock.real_now()
    earlier = aliased(Delivery)
    owed_before = (
        sa.select(col(earlier.id))
        .where(
            col(earlier.conversation_id) == Delivery.conversation_id,
            col(earlier.id) < Delivery.id,
            col(earlier.state).in_((DeliveryState.PENDING, DeliveryState.SENDING)),
        )
        .exists()
    )
    due = (
        (col(Delivery.channel_id) == channel_id)
        & (col(Delivery.state) == DeliveryState.PENDING)
        & (col(Delivery.due_at) <= now)
        & ~owed_before
    )
    with desk.db.transaction() as session:
        rows = claim(session, Delivery, due, now=now, lease=LEASE, limit=limit)
        for row in rows:
            row.state, row.attempts = DeliveryState.SENDING, row.attempts + 1
        return [_claimed(session, row) for row in rows]


def _claimed(session: Session, row: Delivery) -> Claimed:
    message = session.get_one(Message, row.message_id)
    person = session.scalar(
        sa.select(col(Identity.external_id))
        .join(Conversation, col(Conversation.identity_id) == Identity.id)
        .where(col(Conversation.id) == row.conversation_id)
    )
    assert row.id is not None
    assert row.lease is not None
    assert person is not None
    return Claimed(
        row.id,
        row.lease,
        Outbound(
            id=str(row.id),
            place=Place(message.visibility, message.place, message.thread),
            recipient=person,
            text=message.text,
            choices=tuple(Choice(one[0], one[1]) for one in message.choices),
            reply_to=message.reply_to,
            invite=message.invite,
            automatic=row.automatic,
        ),
    )
