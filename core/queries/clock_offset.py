"""How far the product's clock was moved."""

from datetime import timedelta

from core.desk import Desk
from core.models import Setting


def clock_offset(desk: Desk) -> timedelta:
    """The offset of business time; zero where nobody ever moved it."""
    with desk.db.reading() as session:
        row = session.get(Setting, "clock.offset")
    return timedelta(seconds=float(row.value)) if row else timedelta(0)
