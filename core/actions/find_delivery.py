"""Fetch a message of ours with its delivery, and whatever went out as one with it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import NotFound
from core.models import Delivery, Message

#: Ids beyond what a column holds cannot even be asked for.
LARGEST = 2**31


def find_delivery(session: Session, message_id: int) -> list[tuple[Delivery, Message]]:
    """All that the platform got, or would get, as one message; locked, its first part first.

    What once waited together and then went different ways is no longer one.
    Raises `NotFound` where there is no such message, or it is none of ours.
    """
    asked = (
        session.scalar(sa.select(Delivery).where(col(Delivery.message_id) == message_id))
        if 0 < message_id < LARGEST
        else None
    )
    if asked is None:
        raise NotFound("unknown_message", f"There is no message {message_id} of ours.")
    lead = asked.joined_to or asked.id
    rows = session.execute(
        sa.select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(sa.or_(col(Delivery.id) == lead, col(Delivery.joined_to) == lead))
        .order_by(col(Delivery.id))
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    ).all()
    state = next(delivery.state for delivery, message in rows if message.id == message_id)
    return [(delivery, message) for delivery, message in rows if delivery.state is state]
