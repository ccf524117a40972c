"""What waits: messages for their platform, conversations for the bot, tickets for a follow-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.models import Conversation, Delivery, Message, Ticket
from core.vocabulary import DeliveryState, Lane

#: Of how many of the newest messages it is counted which were not delivered.
NEWEST = 20_000
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_OWED = (DeliveryState.PENDING, DeliveryState.SENDING)
_UNDELIVERED = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Owed:
    """Messages of one lane that are on their way to a channel's platform."""

    channel_id: str
    lane: Lane
    state: DeliveryState
    count: int
    oldest: timedelta  #: since the oldest of them was written


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Messages of a channel that a platform refused, or whose fate is unknown."""

    failed: int = 0  #: in the last day
    unknown: int = 0
    recent: int = 0  #: of both, in the last hour


@dataclass(frozen=True, slots=True)
class Due:
    """Rows whose moment has come."""

    count: int
    late: timedelta  #: how long ago the first one's moment was


def owed(session: Session) -> list[Owed]:
    """Everything that is owed to a platform, by channel, lane and state."""
    # written out, not bound: only so SQLite knows that the index of these rows holds all of them
    states: sa.BindParameter[DeliveryState] = sa.bindparam(
        "owed", _OWED, expanding=True, literal_execute=True
    )
    rows = session.execute(
        sa.select(
            col(Delivery.channel_id),
            col(Delivery.lane),
            col(Delivery.state),
            sa.func.count(),
            sa.func.min(Delivery.message_id),
        )
        .where(col(Delivery.state).in_(states))
        .group_by(col(Delivery.channel_id), col(Delivery.lane), col(Delivery.state))
    ).all()
    oldest = [row[4] for row in rows]
    written = session.execute(
        sa.select(col(Message.id), col(Message.sent_at)).where(col(Message.id).in_(oldest))
    )
    at, now = dict(iter(written)), clock.now()
    return [
        Owed(channel, lane, state, count, _since(at.get(first), now))
        for channel, lane, state, count, first in rows
    ]


def undelivered(session: Session) -> Mapping[str, Undelivered]:
    """By channel, what was not delivered in the last day, among the newest messages.

    One that was never tried is left out: it was called back or replaced on purpose.
    """
    newest = session.scalar(sa.select(sa.func.max(Delivery.id))) or 0
    now = clock.now()
    rows = session.execute(
        sa.select(
            col(Delivery.channel_id),
            _counted(col(Delivery.state) == DeliveryState.FAILED),
            _counted(col(Delivery.state) == DeliveryState.UNKNOWN),
            _counted(col(Delivery.due_at) > now - HOUR),
        )
        .where(
            col(Delivery.id) > newest - NEWEST,
            col(Delivery.state).in_(_UNDELIVERED),
            col(Delivery.due_at) > now - DAY,
            col(Delivery.attempts) > 0,
        )
        .group_by(col(Delivery.channel_id))
    )
    return {channel: Undelivered(*counts) for channel, *counts in rows}


def turns_due(session: Session) -> Due:
    """Conversations whose turn has come and was not taken or is being taken. Real time."""
    return _due(session, col(Conversation.due_at), clock.real_now())


def follow_ups_due(session: Session, late: timedelta = timedelta(0)) -> Due:
    """Tickets whose moment came at least `late` ago."""
    return _due(session, col(Ticket.due_at), clock.now(), late)


def _due(
    session: Session,
    due_at: sa.SQLColumnExpression[datetime | None],
    now: datetime,
    late: timedelta = timedelta(0),
) -> Due:
    count, first = session.execute(
        sa.select(sa.func.count(), sa.func.min(due_at)).where(
            due_at.is_not(None), due_at <= now - late
        )
    ).one()
    return Due(count, _since(first, now))


def _counted(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _since(at: datetime | None, now: datetime) -> timedelta:
    return max(now - at, timedelta(0)) if at is not None else timedelta(0)
