"""The sweep that drops what nobody needs any more."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.desk import Desk
from core.models import Alert, Change, IdempotentAnswer, LoginAttempt, LoginLink, Session

KEPT = timedelta(days=1)
ALERTS_KEPT = timedelta(days=90)


def housekeeping(desk: Desk) -> None:
    """Drop ended sessions and links, and old attempts, answers, changes and alerts."""
    real, business = clock.real_now(), clock.now()
    with desk.db.transaction() as session:
        session.execute(sa.delete(Session).where(col(Session.expires_at) < real))
        session.execute(sa.delete(LoginLink).where(col(LoginLink.expires_at) < real))
        session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.at) < real - KEPT))
        session.execute(sa.delete(IdempotentAnswer).where(col(IdempotentAnswer.at) < real - KEPT))
        session.execute(sa.delete(Change).where(col(Change.at) < business - KEPT))
        session.execute(sa.delete(Alert).where(col(Alert.closed_at) < real - ALERTS_KEPT))
