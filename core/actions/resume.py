"""Let the desk speak by itself again."""

import logging

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.db import ring
from core.desk import Desk, Illegal
from core.models import Change, ChannelRow, Pause
from core.queries.mode import ALL

log = logging.getLogger(__name__)


def resume(desk: Desk, platform: str | None, by: str) -> None:
    """End the pause of a platform; None: every pause. What is not paused is left as it is.

    Raises `Illegal` for one platform while all are paused.
    """
    with desk.db.transaction() as session:
        if platform is not None and session.get(Pause, ALL) is not None:
            raise Illegal(
                "all_paused",
                f"Every platform is paused, so {platform} cannot resume alone; resume all of them, "
                "then pause those that shall stay silent.",
            )
        where = sa.true() if platform is None else col(Pause.platform) == platform
        ended = session.execute(sa.delete(Pause).where(where).returning(col(Pause.platform))).all()
        if not ended:
            return
        session.add(Change(kind="pause", at=clock.now()))
        _wake(session, platform)
    log.warning("automatic messages go on on %s by %s", platform or "all platforms", by)


def _wake(session: Session, platform: str | None) -> None:
    accounts = sa.select(col(ChannelRow.id))
    if platform is not None:
        accounts = accounts.where(col(ChannelRow.platform) == platform)
    for channel_id in session.scalars(accounts):
        ring(session, channel_id)
