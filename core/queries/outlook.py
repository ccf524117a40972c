"""How long a message will wait until its platform lets us send it."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Allowance
from core.desk import Desk
from core.models import AllowanceUsed, ChannelRow, Delivery, Message
from core.queries.allowances import count, rate
from core.rules.allowance import wait_for
from core.vocabulary import DeliveryState, Visibility


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long it will wait, and the platform's limit that it waits for."""

    wait: timedelta
    count: int  #: the platform lets us send so many
    seconds: float  #: in so many seconds


def expected_wait(desk: Desk, message_id: int) -> Outlook | None:
    """The expected wait of a message that is still owed; None where nothing holds it up."""
    with desk.db.reading() as session:
        found = session.execute(
            sa.select(Delivery, Message)
            .join(Message, col(Message.id) == Delivery.message_id)
            .where(
                col(Delivery.message_id) == message_id,
                col(Delivery.state) == DeliveryState.PENDING,
            )
        ).first()
        if found is None:
            return None
        delivery, message = found
        channel = session.get_one(ChannelRow, delivery.channel_id)
        waits = [
            _outlook(session, delivery, message, Allowance(**one))
            for one in channel.traits.get("allowances", ())
            if not one["each_place"] and one["visibility"] in (None, message.visibility)
        ]
    longest = max(waits, key=lambda one: one.wait, default=None)
    return longest if longest is not None and longest.wait else None


def _outlook(
    session: Session, delivery: Delivery, message: Message, allowance: Allowance
) -> Outlook:
    row = session.get(AllowanceUsed, (delivery.channel_id, allowance.name, ""))
    told = rate(allowance, row)
    ahead = _ahead(session, delivery, message.visibility)
    return Outlook(wait_for(told, count(row), ahead, clock.now()), told.count, told.seconds)


def _ahead(session: Session, delivery: Delivery, visibility: Visibility) -> int:
    """People whose messages go first: by lane, then by age. What waits for one may go as one."""
    before = sa.tuple_(col(Delivery.rank), col(Delivery.due_at), col(Delivery.id)) < sa.tuple_(
        sa.literal(delivery.rank),
        sa.literal(delivery.due_at, Delivery.__table__.c.due_at.type),  # type: ignore[attr-defined]
        sa.literal(delivery.id),
    )
    return (
        session.scalar(
            sa.select(sa.func.count(sa.distinct(col(Delivery.conversation_id))))
            .join(Message, col(Message.id) == Delivery.message_id)
            .where(
                col(Delivery.channel_id) == delivery.channel_id,
                col(Delivery.state) == DeliveryState.PENDING,
                col(Delivery.conversation_id) != delivery.conversation_id,
                col(Message.visibility) == visibility,
                before,
            )
        )
        or 0
    )
