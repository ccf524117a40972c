"""Write down that something is wrong, once for as long as it lasts."""

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.db import insert_once
from core.desk import Desk
from core.models import Alert, Setting
from core.vocabulary import AlertKind

_TURNSTILE = "alerts"


def open_alert(desk: Desk, kind: AlertKind, subject: str, detail: str) -> bool:
    """Open it, or renew the detail of the one that is open. Returns whether it is a new one."""
    with desk.db.transaction() as session:
        _one_at_a_time(session)
        known = session.scalar(
            sa.select(Alert).where(
                col(Alert.kind) == kind,
                col(Alert.subject) == subject,
                col(Alert.closed_at).is_(None),
            )
        )
        if known is None:
            now = clock.real_now()
            session.add(Alert(kind=kind, subject=subject, detail=detail, opened_at=now))
            return True
        known.detail = detail
        session.add(known)
        return False


def _one_at_a_time(session: Session) -> None:
    """Hold back other processes that open alerts: each would find that there is none yet."""
    insert_once(session, Setting, {"name": _TURNSTILE, "value": ""})
    session.execute(
        sa.select(col(Setting.name)).where(col(Setting.name) == _TURNSTILE).with_for_update()
    )
