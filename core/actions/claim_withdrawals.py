"""Take messages of ours that are to be deleted on their platform."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Place, Withdrawal
from core.db import claim
from core.desk import Desk
from core.models import Conversation, Delivery, Identity, Message, SentPart
from core.vocabulary import WithdrawalState

#: Longer than any call of a platform takes, its time-outs included.
LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class ClaimedWithdrawal:
    """A message to be taken back now."""

    delivery_id: int
    withdrawal: Withdrawal


def claim_withdrawals(desk: Desk, channel_id: str, limit: int) -> list[ClaimedWithdrawal]:
    """Up to `limit` due ones of a channel, held for a while. Each counts as a try at once.

    Taking back twice does no harm, so one that nobody settled is taken up again.
    """
    due = (
        (col(Delivery.channel_id) == channel_id)
        & (col(Delivery.withdrawal) == WithdrawalState.WANTED)
        & col(Delivery.joined_to).is_(None)
        & (col(Delivery.due_at) <= clock.now())
    )
    with desk.db.transaction() as session:
        _, rows = claim(session, Delivery, due, now=clock.real_now(), lease=LEASE, limit=limit)
        return [_claimed(session, session.get_one(Delivery, row[0])) for row in rows]


def _claimed(session: Session, row: Delivery) -> ClaimedWithdrawal:
    row.attempts += 1
    session.add(row)
    message = session.get_one(Message, row.message_id)
    conversation = session.get_one(Conversation, row.conversation_id)
    identity = session.get_one(Identity, conversation.identity_id)
    parts = session.scalars(
        sa.select(col(SentPart.external_id)).where(col(SentPart.message_id) == row.message_id)
    )
    assert row.id is not None
    return ClaimedWithdrawal(
        row.id,
        Withdrawal(
            place=Place(message.visibility, message.place, message.thread),
            recipient=identity.external_id,
            external_ids=tuple(parts),
        ),
    )
