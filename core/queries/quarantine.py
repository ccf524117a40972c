"""Updates that could not be read."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import Quarantined


@dataclass(frozen=True, slots=True)
class QuarantinedView:
    """One update that could not be read, redacted."""

    id: int
    platform: str
    external_id: str
    copy_text: str
    reason: str
    at: datetime


def quarantined(desk: Desk, *, limit: int = 100) -> list[QuarantinedView]:
    """The newest of them first."""
    with desk.db.reading() as session:
        rows = session.scalars(
            sa.select(Quarantined).order_by(col(Quarantined.id).desc()).limit(limit)
        )
        return [
            QuarantinedView(
                row.id or 0, row.platform, row.external_id, row.copy_text, row.reason, row.at
            )
            for row in rows
        ]
