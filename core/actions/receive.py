"""Take what a platform handed us. Returned means: on disk, with every secret masked."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.actions.change_message import change_message
from core.actions.meet import meet
from core.actions.quarantine import quarantine
from core.actions.remember import remember
from core.actions.take_message import take_message
from core.channel import Blocked, Deleted, Edited, Inbound, Message, Noted, Pressed, Unreadable
from core.db import ring
from core.desk import Desk
from core.models import ChannelRow

#: The bell that tells of a turn to come.
TURNS = "turns"
#: How exactly it is known when a channel was last heard of.
NOTED = timedelta(seconds=1)


def receive(desk: Desk, channel_id: str, inbound: Inbound) -> None:
    """Store it, once however often it comes, and set the bot's turn where one is due."""
    platform = channel_id.partition(":")[0]
    with desk.db.transaction() as session:
        match inbound:
            case Message() | Pressed():
                take_message(desk, session, channel_id, inbound)
                ring(session, TURNS)
            case Edited() | Deleted():
                change_message(desk, session, channel_id, inbound)
            case Blocked():
                identity, _ = meet(session, channel_id, inbound.author)
                identity.blocked_us = inbound.blocked
                session.add(identity)
            case Unreadable():
                quarantine(session, platform, inbound)
            case Noted():
                pass
        remember(session, platform, inbound.memory)
        if not isinstance(inbound, Noted):
            _note(session, channel_id)


def _note(session: Session, channel_id: str) -> None:
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
