"""Take the alerts that the staff has not been told of, each for one process."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.channel import Outbound, Place
from core.db import insert_once
from core.desk import Desk
from core.models import Alert, Lease
from core.rules.alerts import announcement
from core.vocabulary import AlertKind, Language, Visibility

LEASE = timedelta(seconds=60)
"""How long the telling of one may take, and how long to wait after a telling that failed."""
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class ClaimedAlert:
    """An alert to tell now, or its end."""

    id: int
    outbound: Outbound


def claim_alerts(desk: Desk, platform: str) -> list[ClaimedAlert]:
    """What to tell the staff's chat, if that is on `platform`.

    Who has claimed one settles it. Where that never comes, another process tells it once more
    after `LEASE`: an alert that comes twice is better than one that never does.
    """
    there, _, chat = desk.policy.desk.health.alert_to.partition(":")
    if there != platform:
        return []
    with desk.db.reading() as session:
        if session.scalar(sa.select(sa.exists().where(_untold()))) is not True:
            return []
    now = clock.real_now()
    with desk.db.transaction() as session:
        session.execute(
            sa.delete(Lease).where(col(Lease.name).startswith("alert:"), col(Lease.until) <= now)
        )
        rows = session.scalars(
            sa.select(Alert).where(_untold()).order_by(col(Alert.id)).limit(AT_ONCE)
        ).all()
        return [_claimed(desk, row, chat) for row in rows if _taken(session, row)]


def _untold() -> sa.ColumnElement[bool]:
    """One that is not over and was not told, or whose end was not told though its beginning was."""
    begins = col(Alert.told_at).is_(None) & col(Alert.closed_at).is_(None)
    ends = (
        col(Alert.told_at).is_not(None)
        & col(Alert.closed_at).is_not(None)
        & col(Alert.told_end_at).is_(None)
    )
    return sa.or_(begins, ends)


def _taken(session: Session, row: Alert) -> bool:
    lease = {
        "name": f"alert:{row.id}",
        "holder": secrets.token_hex(8),
        "until": clock.real_now() + LEASE,
    }
    return insert_once(session, Lease, lease) is not None


def _claimed(desk: Desk, row: Alert, chat: str) -> ClaimedAlert:
    assert row.id is not None
    over = row.told_at is not None
    texts = [
        announcement(
            desk.library.texts, AlertKind(row.kind), row.subject, row.detail, language, over=over
        )
        for language in (Language.ZH_HANS, Language.EN)
    ]
    outbound = Outbound(
        id=f"alert-{row.id}-end" if over else f"alert-{row.id}",
        place=Place(Visibility.PUBLIC, chat),
        recipient=chat,
        text="\n".join(texts),
    )
    return ClaimedAlert(row.id, outbound)
