"""Take up turns that a process was taking when it stopped."""

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Conversation


def recover_turns(desk: Desk) -> None:
    """Free every turn. Only where no other process can be taking one, so that no lease has to end."""
    with desk.db.transaction() as session:
        session.execute(
            sa.update(Conversation)
            .where(col(Conversation.lease).is_not(None))
            .values(lease=None, lease_until=None)
        )
