"""How the desk is: its channels, what waits, what is left to send and to spend, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Allowance
from core.desk import Desk
from core.models import AllowanceUsed, ChannelRow, Lease, Pause, Quarantined
from core.queries.alerts import AlertView, open_alerts
from core.queries.allowances import CLOSED, count, rate
from core.queries.backlog import (
    DAY,
    HOUR,
    Due,
    Owed,
    Undelivered,
    follow_ups_due,
    owed,
    turns_due,
    undelivered,
)
from core.queries.mode import ALL
from core.queries.spent import Spent, spent
from core.rules.allowance import left
from core.vocabulary import BotMode, DeliveryState

#: A channel that was heard of within this time listens; whoever runs it writes it down more often.
HEARD_WITHIN = timedelta(seconds=30)
#: A follow-up is late once two of its sweeps have passed it by.
SWEEPS_MISSED = timedelta(seconds=2)
_QUARANTINED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class AllowanceLeft:
    """How much of what a platform allows the account is left."""

    name: str
    left: int
    count: int
    full_at: datetime | None  #: business time at which all is there again; None: it is


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """One account of ours."""

    id: str
    platform: str
    handle: str
    started_at: datetime
    last_event_at: datetime | None
    heard_at: datetime | None
    listening: bool
    troubles: Mapping[str, str]
    mode: BotMode  #: what the operator set
    paused: bool
    allowances: Sequence[AllowanceLeft]
    closed_until: datetime | None  #: business time before which the platform takes nothing
    owed: Sequence[Owed]
    undelivered: Undelivered
    spent: Spent

    @property
    def billed(self) -> bool:
        """Whether there is anything to tell of money."""
        limited = self.spent.day_limit is not None or self.spent.month_limit is not None
        return limited or self.spent.month > 0

    @property
    def waiting(self) -> int:
        """Messages not yet handed to the platform."""
        return sum(one.count for one in self.owed if one.state is DeliveryState.PENDING)

    @property
    def oldest(self) -> timedelta:
        """How long the one that waits longest has been waiting."""
        pending = [one.oldest for one in self.owed if one.state is DeliveryState.PENDING]
        return max(pending, default=timedelta(0))


@dataclass(frozen=True, slots=True)
class LeaseView:
    """Work that one process does at a time."""

    name: str
    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """The whole desk at one moment."""

    channels: Sequence[ChannelHealth]
    turns: Due
    follow_ups: Due
    follow_ups_late: Due
    quarantined: Mapping[str, int]  #: by platform, in the last day
    quarantined_recently: Mapping[str, int]  #: the same, in the last hour
    leases: Sequence[LeaseView]
    alerts: Sequence[AlertView]


def health(desk: Desk) -> Health:
    """How the desk is now. Cheap enough to be asked every few seconds."""
    with desk.db.reading() as session:
        return Health(
            channels=_channels(desk, session),
            turns=turns_due(session),
            follow_ups=follow_ups_due(session),
            follow_ups_late=follow_ups_due(session, SWEEPS_MISSED),
            quarantined=_quarantined(session, DAY),
            quarantined_recently=_quarantined(session, HOUR),
            leases=[
                LeaseView(row.name, row.holder, row.until)
                for row in session.scalars(sa.select(Lease).order_by(col(Lease.name)))
            ],
            alerts=open_alerts(session),
        )


def _channels(desk: Desk, session: Session) -> list[ChannelHealth]:
    now = clock.real_now()
    waiting, lost = owed(session), undelivered(session)
    paused = set(session.scalars(sa.select(col(Pause.platform))))
    rows = session.scalars(sa.select(ChannelRow).order_by(col(ChannelRow.id))).all()
    return [
        ChannelHealth(
            id=row.id,
            platform=row.platform,
            handle=row.handle,
            started_at=row.started_at,
            last_event_at=row.last_event_at,
            heard_at=row.heard_at,
            listening=row.heard_at is not None and row.heard_at > now - HEARD_WITHIN,
            troubles=row.troubles,
            mode=desk.policy.bot_mode(row.platform),
            paused=bool(paused & {row.platform, ALL}),
            allowances=_allowances(session, row),
            closed_until=_closed_until(session, row.id),
            owed=[one for one in waiting if one.channel_id == row.id],
            undelivered=lost.get(row.id, Undelivered()),
            spent=spent(desk, session, row.platform),
        )
        for row in rows
    ]


def _allowances(session: Session, channel: ChannelRow) -> list[AllowanceLeft]:
    """Those of the whole account; what each chat has left is nobody's worry."""
    now = clock.now()
    told = []
    for given in channel.traits.get("allowances", ()):
        allowance = Allowance(**given)
        if allowance.each_place:
            continue
        row = session.get(AllowanceUsed, (channel.id, allowance.name, ""))
        allowed, stands = rate(allowance, row), count(row)
        full_at = row.free_at if row is not None and row.free_at > now else None
        free = left(allowed, stands, now)
        told.append(AllowanceLeft(allowance.name, free, allowed.count, full_at))
    return told


def _closed_until(session: Session, channel_id: str) -> datetime | None:
    row = session.get(AllowanceUsed, (channel_id, CLOSED, ""))
    return row.free_at if row is not None and row.free_at > clock.now() else None


def _quarantined(session: Session, within: timedelta) -> dict[str, int]:
    """By platform, updates that could not be read; of the newest ones only, to stay cheap."""
    newest = session.scalar(sa.select(sa.func.max(Quarantined.id))) or 0
    rows = session.execute(
        sa.select(col(Quarantined.platform), sa.func.count())
        .where(
            col(Quarantined.id) > newest - _QUARANTINED_AT_MOST,
            col(Quarantined.at) > clock.now() - within,
        )
        .group_by(col(Quarantined.platform))
    )
    return dict(iter(rows))
