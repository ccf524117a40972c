"""What an adapter wanted to be remembered."""

import sqlalchemy as sa
from sqlmodel import col

from core.desk import Desk
from core.models import ChannelMemory


def memory(desk: Desk, platform: str) -> dict[str, str]:
    """Everything the platform's adapter left for its next start."""
    with desk.db.reading() as session:
        rows = session.scalars(
            sa.select(ChannelMemory).where(col(ChannelMemory.platform) == platform)
        )
        return {row.key: row.value for row in rows}
