"""Take up messages that a process was sending when it stopped."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.actions.settle_delivery import settle_delivery
from core.channel import Unknown
from core.desk import Desk
from core.models import Delivery
from core.vocabulary import DeliveryState


def recover_deliveries(desk: Desk, channel_id: str, *, resend_safe: bool, alone: bool) -> int:
    """Treat every sending whose lease ended as one without an answer. Returns how many.

    `alone`: no other process can be sending, so that no lease has to be waited for.
    """
    ended: Any = sa.true() if alone else col(Delivery.lease_until) <= clock.real_now()
    with desk.db.transaction() as session:
        rows = session.execute(
            sa.select(col(Delivery.id), col(Delivery.lease))
            .where(
                col(Delivery.channel_id) == channel_id,
                col(Delivery.state) == DeliveryState.SENDING,
                ended,
            )
            .with_for_update(skip_locked=True)
        ).all()
        for delivery_id, lease in rows:
            assert delivery_id is not None
            assert lease is not None
            settle_delivery(
                desk,
                delivery_id,
                lease,
                Unknown("the desk stopped while sending this"),
                resend_safe=resend_safe,
            )
    return len(rows)
