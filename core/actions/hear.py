"""Write down that a platform reaches us, and what does not work there."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.desk import Desk
from core.models import ChannelRow


def hear(desk: Desk, channel_id: str, *, listening: bool, troubles: Mapping[str, str]) -> None:
    """Set the channel's troubles, and where it is `listening` the moment at which it was."""
    values: dict[str, object] = {"troubles": dict(troubles)}
    if listening:
        values["heard_at"] = clock.real_now()
    with desk.db.transaction() as session:
        session.execute(
            sa.update(ChannelRow).where(col(ChannelRow.id) == channel_id).values(**values)
        )
