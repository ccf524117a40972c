"""What an operator has to look at."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import Alert
from core.vocabulary import AlertKind


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert that is not over."""

    id: int
    kind: AlertKind
    subject: str
    detail: str
    opened_at: datetime


def open_alerts(session: Session) -> list[AlertView]:
    """Those that are not over, oldest first."""
    rows = session.scalars(
        sa.select(Alert).where(col(Alert.closed_at).is_(None)).order_by(col(Alert.id))
    )
    return [
        AlertView(row.id or 0, AlertKind(row.kind), row.subject, row.detail, row.opened_at)
        for row in rows
    ]


def current_alerts(desk: Desk) -> list[AlertView]:
    """The same, for who has no session; raises what the database raises where it does not answer."""
    with desk.db.reading() as session:
        return open_alerts(session)
