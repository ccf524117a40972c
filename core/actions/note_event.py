"""Write down that something came from a platform."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.models import ChannelRow

#: How exactly it is known when a channel was last heard of.
NOTED = timedelta(seconds=1)


def note_event(session: Session, channel_id: str) -> None:
    """That something came; not with every message, for every process would wait for this row."""
    now = clock.real_now()
    session.execute(
        sa.update(ChannelRow)
        .where(
            col(ChannelRow.id) == channel_id,
            sa.or_(
                col(ChannelRow.last_event_at).is_(None),
                col(ChannelRow.last_event_at) < now - NOTED,
            ),
        )
        .values(last_event_at=now)
    )
