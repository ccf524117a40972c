"""What the bot may do on a channel at this moment."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core.desk import Desk
from core.models import Pause
from core.vocabulary import BotMode

#: In the table of pauses: every platform.
ALL = "*"


def mode(desk: Desk, session: Session, channel_id: str) -> BotMode:
    """Off while an agent paused the platform or all of them, else what the operator set."""
    platform = channel_id.partition(":")[0]
    paused = session.scalar(sa.select(sa.exists().where(col(Pause.platform).in_((platform, ALL)))))
    return BotMode.OFF if paused else desk.policy.bot_mode(platform)


def may_speak(desk: Desk, session: Session, channel_id: str) -> bool:
    """Whether anything automatic may be said there now."""
    return mode(desk, session, channel_id) is BotMode.ON
