"""Believe a platform about what is left of its allowances."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from core.channel import Left
from core.models import AllowanceUsed
from core.queries.allowances import CLOSED, count, used
from core.rules.allowance import after_told


def learn_allowances(
    session: Session, channel_id: str, left: Iterable[Left], closed_until: datetime | None = None
) -> None:
    """Take over what the platform told; `closed_until`: the account can send nothing before."""
    for one in left:
        row = used(session, channel_id, one.name)
        told = after_told(count(row), one.count - one.remaining, one.resets_at)
        row = row or AllowanceUsed(
            channel_id=channel_id, name=one.name, place="", free_at=told.free_at
        )
        row.free_at, row.used, row.count = told.free_at, told.used, one.count
        session.add(row)
    if closed_until is not None:
        session.merge(
            AllowanceUsed(channel_id=channel_id, name=CLOSED, place="", free_at=closed_until)
        )
