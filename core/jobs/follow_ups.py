"""The sweep over tickets whose moment has come."""

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.actions.follow_up import follow_up
from core.desk import Desk
from core.models import Ticket

#: Taken at once; the sweep goes on until nothing is due.
BATCH = 200


def follow_ups(desk: Desk) -> list[tuple[str, str]]:
    """Do everything that is due. Returns (ticket number, what was done), in order."""
    done: list[tuple[str, str]] = []
    while due := _due(desk):
        progressed = False
        for ticket_id, number in due:
            if (what := follow_up(desk, ticket_id)) is not None:
                done.append((number, what))
                progressed = True
        if not progressed:  # all of them are being done elsewhere
            break
    return done


def _due(desk: Desk) -> list[tuple[int, str]]:
    with desk.db.reading() as session:
        rows = session.execute(
            sa.select(col(Ticket.id), col(Ticket.number))
            .where(col(Ticket.due_at) <= clock.now())
            .order_by(col(Ticket.due_at))
            .limit(BATCH)
        )
        return [(ticket_id, number) for ticket_id, number in rows if ticket_id is not None]
