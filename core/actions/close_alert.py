"""Write down that something is no longer wrong."""

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.desk import Desk
from core.models import Alert


def close_alert(desk: Desk, alert_id: int) -> bool:
    """Close it. Returns False where somebody else did."""
    with desk.db.transaction() as session:
        closed = session.execute(
            sa.update(Alert)
            .where(col(Alert.id) == alert_id, col(Alert.closed_at).is_(None))
            .values(closed_at=clock.real_now())
            .returning(col(Alert.id))
        )
        return closed.first() is not None
