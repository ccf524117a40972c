"""Take messages whose moment to be sent has come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core import clock
from core.actions.expire_deliveries import expire_deliveries
from core.actions.fail_delivery import fail_delivery
from core.actions.join_deliveries import BETWEEN, join_deliveries
from core.actions.take_allowance import take_allowance
from core.channel import Capabilities, Choice, Outbound, Place
from core.db import claim
from core.desk import Desk
from core.models import Conversation, Delivery, Identity, Message
from core.queries.allowances import closed
from core.queries.mode import mode
from core.queries.obstacles import obstacle
from core.vocabulary import BotMode, DeliveryState, Visibility

#: Longer than any call of a platform takes, its time-outs included.
LEASE = timedelta(seconds=120)
UNLIMITED = Capabilities(
    buttons=True, direct_limit=1 << 30, public_limit=1 << 30, opens_private=True
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to send now. While `lease` holds, nobody else sends it."""

    delivery_id: int
    lease: str
    outbound: Outbound


def claim_deliveries(
    desk: Desk, channel_id: str, limit: int, can: Capabilities = UNLIMITED
) -> list[Claimed]:
    """Up to `limit` deliveries of a channel, already marked as being sent: by lane, then by age.

    Of each conversation only the first one owed, so that messages arrive in order; one that
    failed or is unknown holds nothing back. What must not go out is failed here, with its reason.
    """
    with desk.db.transaction() as session:
        expire_deliveries(desk, session, channel_id)
        shut = closed(session, channel_id, can.allowances, clock.now())
        if len(shut) == len(Visibility):
            return []
        due = _due(channel_id, shut, silent=mode(desk, session, channel_id) is not BotMode.ON)
        rows = claim(
            session,
            Delivery,
            due,
            now=clock.real_now(),
            lease=LEASE,
            limit=limit,
            first=col(Delivery.rank),
        )
        return [one for row in rows if (one := _take(session, row, can)) is not None]


def _due(channel_id: str, shut: Collection[Visibility], *, silent: bool) -> sa.ColumnElement[bool]:
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
        & (col(Delivery.due_at) <= clock.now())
        & ~owed_before
    )
    if silent:
        due &= col(Delivery.automatic).is_(False)
    if shut:
        speakable = sa.select(col(Message.id)).where(
            col(Message.id) == Delivery.message_id, col(Message.visibility).not_in(shut)
        )
        due &= speakable.exists()
    return due


def _take(session: Session, row: Delivery, can: Capabilities) -> Claimed | None:
    """Let it go, or fail it, or leave it for the moment at which its platform allows it."""
    message = session.get_one(Message, row.message_id)
    reason = obstacle(session, row, message, can)
    if reason is not None:
        fail_delivery(session, row, message, reason)
        return None
    later = take_allowance(
        session, row.channel_id, can.allowances, message.visibility, message.place
    )
    if later is not None:
        row.lease = row.lease_until = None
        if message.visibility not in closed(session, row.channel_id, can.allowances, clock.now()):
            row.due_at = later  # only its own chat has to wait
        session.add(row)
        return None
    row.state, row.attempts = DeliveryState.SENDING, row.attempts + 1
    together = [one for _, one in join_deliveries(session, row, message, can)]
    return _claimed(session, row, message, together)


def _claimed(session: Session, row: Delivery, message: Message, together: list[Message]) -> Claimed:
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
            text=BETWEEN.join(one.text for one in together),
            choices=tuple(Choice(one[0], one[1]) for one in together[-1].choices),
            reply_to=message.reply_to,
            invite=any(one.invite for one in together),
            automatic=row.automatic,
            attempt=row.attempts,
            written_at=message.sent_at,
        ),
    )
