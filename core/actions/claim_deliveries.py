"""Take messages whose moment to be sent has come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
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
from core.vocabulary import BotMode, DeliveryState, Lane, Visibility

#: Longer than any call of a platform takes, its time-outs included.
LEASE = timedelta(seconds=120)
UNLIMITED = Capabilities(
    buttons=True, direct_limit=1 << 30, public_limit=1 << 30, opens_private=True
)
#: All of them: named, so that the index by lane leads straight to what is due in each.
_RANKS = tuple(lane.rank for lane in Lane)
_earlier = Delivery.__table__.alias("earlier")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to send now. While `lease` holds, nobody else sends it."""

    delivery_id: int
    lease: str
    outbound: Outbound


class _Owed(NamedTuple):
    delivery: Delivery
    message: Message
    conversation: Conversation  #: held, so that the session finds it without a read
    identity: Identity


def claim_deliveries(
    desk: Desk, channel_id: str, limit: int, can: Capabilities = UNLIMITED
) -> list[Claimed]:
    """Up to `limit` deliveries of a channel, already marked as being sent: by lane, then by age.

    Of each conversation only the first one owed, so that messages arrive in order; one that
    failed or is unknown holds nothing back. What must not go out is failed here, with its reason.
    """
    if not _any(desk, channel_id):
        return []
    with desk.db.transaction() as session:
        expire_deliveries(desk, session, channel_id)
        shut = closed(session, channel_id, can.allowances, clock.now())
        if len(shut) == len(Visibility):
            return []
        due = _due(channel_id, shut, silent=mode(desk, session, channel_id) is not BotMode.ON)
        _, rows = claim(
            session,
            Delivery,
            due,
            now=clock.real_now(),
            lease=LEASE,
            limit=limit,
            first=col(Delivery.rank),
        )
        owed = _owed(session, [row[0] for row in rows])
        return [taken for one in owed if (taken := _take(session, one, can)) is not None]


def _any(desk: Desk, channel_id: str) -> bool:
    """Whether a message is due, or expired. Mostly none is, and then nothing need be locked."""
    now = clock.now()
    due, expired = (
        sa.exists().where(_pending(channel_id), until <= now)
        for until in (col(Delivery.due_at), col(Delivery.expires_at))
    )
    with desk.db.reading() as session:
        return session.scalar(sa.select(sa.or_(due, expired))) is True


def _pending(channel_id: str) -> sa.ColumnElement[bool]:
    return (
        (col(Delivery.channel_id) == channel_id)
        & (col(Delivery.state) == DeliveryState.PENDING)
        & col(Delivery.rank).in_(_RANKS)
    )


def _due(channel_id: str, shut: Collection[Visibility], *, silent: bool) -> sa.ColumnElement[bool]:
    owed_before = (
        sa.select(_earlier.c.id)
        .where(
            _earlier.c.conversation_id == col(Delivery.conversation_id),
            _earlier.c.id < col(Delivery.id),
            _earlier.c.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)),
        )
        .exists()
    )
    due = _pending(channel_id) & (col(Delivery.due_at) <= clock.now()) & ~owed_before
    if silent:
        due &= col(Delivery.automatic).is_(False)
    if shut:
        speakable = sa.select(col(Message.id)).where(
            col(Message.id) == Delivery.message_id, col(Message.visibility).not_in(shut)
        )
        due &= speakable.exists()
    return due


def _owed(session: Session, ids: Sequence[int]) -> list[_Owed]:
    """What was claimed, in order, with all that stands around it: a read for each would be dear."""
    rows = session.execute(
        sa.select(Delivery, Message, Conversation, Identity)
        .join(Message, col(Message.id) == Delivery.message_id)
        .join(Conversation, col(Conversation.id) == Delivery.conversation_id)
        .join(Identity, col(Identity.id) == Conversation.identity_id)
        .where(col(Delivery.id).in_(ids))
    ).all()
    order = {one: position for position, one in enumerate(ids)}
    found = sorted(rows, key=lambda row: order[row[0].id])
    return [_Owed(*row) for row in found]


def _take(session: Session, owed: _Owed, can: Capabilities) -> Claimed | None:
    """Let it go, or fail it, or leave it for the moment at which its platform allows it."""
    row, message = owed.delivery, owed.message
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
    return _claimed(row, message, owed.identity.external_id, together)


def _claimed(row: Delivery, message: Message, person: str, together: list[Message]) -> Claimed:
    assert row.id is not None
    assert row.lease is not None
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
