"""When the bot's next turn or a channel's next sending is due, so that loops can sleep until then."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.desk import Desk
from core.models import AllowanceUsed, Conversation, Delivery
from core.vocabulary import DeliveryState, Lane


def next_turn_at(desk: Desk) -> datetime | None:
    """The earliest moment, in real time, at which a conversation's turn comes."""
    with desk.db.reading() as session:
        return session.scalar(
            sa.select(sa.func.min(Conversation.due_at)).where(
                col(Conversation.due_at).is_not(None), col(Conversation.lease).is_(None)
            )
        )


def next_delivery_at(desk: Desk, channel_id: str) -> datetime | None:
    """The earliest coming moment, in business time, at which a message of the channel may be sent.

    One that is due and was not taken waits for another of its conversation, or for the platform to
    let us send again.
    """
    now = clock.now()
    pending = (col(Delivery.channel_id) == channel_id) & (
        col(Delivery.state) == DeliveryState.PENDING
    )
    # every lane is named, so that the index by lane leads straight to the first one of each
    in_lane = col(Delivery.rank).in_([lane.rank for lane in Lane])
    due = [
        sa.select(sa.func.min(Delivery.due_at))
        .where(pending, col(Delivery.rank) == lane.rank, col(Delivery.due_at) > now)
        .scalar_subquery()
        for lane in Lane
    ]
    free = (
        sa.select(sa.func.min(AllowanceUsed.free_at))
        .where(
            col(AllowanceUsed.channel_id) == channel_id,
            col(AllowanceUsed.place) == "",
            col(AllowanceUsed.free_at) > now,
            sa.exists().where(pending, in_lane, col(Delivery.due_at) <= now),
        )
        .scalar_subquery()
    )
    with desk.db.reading() as session:
        moments = session.execute(sa.select(*due, free)).one()
    return min((at for at in moments if at is not None), default=None)
