"""Take or keep a lease: work that only one process does at a time."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.db import insert_once
from core.desk import Desk
from core.models import Lease


def hold_lease(desk: Desk, name: str, holder: str, lasting: timedelta) -> bool:
    """Whether `holder` has the lease now, for `lasting` from now on."""
    now = clock.real_now()
    with desk.db.transaction() as session:
        fresh = {"name": name, "holder": holder, "until": now + lasting}
        if insert_once(session, Lease, fresh) is not None:
            return True
        taken = session.execute(
            sa.update(Lease)
            .where(
                col(Lease.name) == name,
                sa.or_(col(Lease.holder) == holder, col(Lease.until) <= now),
            )
            .values(holder=holder, until=now + lasting)
            .returning(col(Lease.name))
        )
        return taken.first() is not None
