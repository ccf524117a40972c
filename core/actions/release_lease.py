"""Let go of a lease, so that another process need not wait for its end."""

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Lease


def release_lease(desk: Desk, name: str, holder: str) -> None:
    """Without effect where somebody else holds it by now."""
    with desk.db.transaction() as session:
        session.execute(
            sa.delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder)
        )
