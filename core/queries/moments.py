"""When something next happens by itself."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Ticket


def next_due(desk: Desk) -> datetime | None:
    """The earliest due moment of any ticket, in business time."""
    with desk.db.reading() as session:
        return session.scalar(
            sa.select(sa.func.min(Ticket.due_at)).where(col(Ticket.due_at).is_not(None))
        )
