"""Write down whether the staff was told of an alert."""

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.desk import Desk
from core.models import Alert, Lease


def settle_alert(desk: Desk, alert_id: int, ok: bool) -> None:
    """`ok`: it was told. Else it is told again once the lease of `claim_alerts` has ended."""
    if not ok:
        return
    with desk.db.transaction() as session:
        row = session.scalar(sa.select(Alert).where(col(Alert.id) == alert_id).with_for_update())
        if row is None:
            return
        if row.told_at is None:
            row.told_at = clock.real_now()
        else:
            row.told_end_at = clock.real_now()
        session.add(row)
        session.execute(sa.delete(Lease).where(col(Lease.name) == f"alert:{alert_id}"))
