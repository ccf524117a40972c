"""What does not speak by itself at present, because somebody stopped it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import ChannelRow, Pause
from core.queries.mode import ALL


@dataclass(frozen=True, slots=True)
class PauseView:
    """One pause. `platform` is None where everything is paused."""

    platform: str | None
    by: str
    at: datetime


def pauses(desk: Desk) -> list[PauseView]:
    """Every pause, that of everything first."""
    with desk.db.reading() as session:
        rows = session.scalars(sa.select(Pause).order_by(col(Pause.platform))).all()
    found = [
        PauseView(None if row.platform == ALL else row.platform, row.by, row.at) for row in rows
    ]
    return sorted(found, key=lambda one: one.platform or "")


def platforms(desk: Desk) -> list[str]:
    """The platforms that the desk ever had an account on."""
    with desk.db.reading() as session:
        known = sa.select(col(ChannelRow.platform)).distinct().order_by(col(ChannelRow.platform))
        return list(session.scalars(known))
