"""The feed that live pages follow."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Change, Ticket

#: On PostgreSQL a row may commit after one with a higher id; looking back this far meets it.
OVERLAP = 200


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change. Ids may be met twice, because the feed looks back."""

    id: int
    ticket_number: str | None
    conversation_id: int | None
    kind: str


def last_change(desk: Desk) -> int:
    """The id of the newest change, 0 where there is none."""
    with desk.db.reading() as session:
        return session.scalar(sa.select(sa.func.max(Change.id))) or 0


def changes(desk: Desk, after: int, *, limit: int = 500) -> list[ChangeView]:
    """What changed after that id, oldest first."""
    with desk.db.reading() as session:
        rows = session.execute(
            sa.select(
                col(Change.id), col(Ticket.number), col(Change.conversation_id), col(Change.kind)
            )
            .outerjoin(Ticket, col(Ticket.id) == Change.ticket_id)
            .where(col(Change.id) > after)
            .order_by(col(Change.id))
            .limit(limit)
        )
        return [ChangeView(row[0] or 0, row[1], row[2], row[3]) for row in rows]
