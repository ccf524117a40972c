"""Count a message against what its platform lets us send."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from core import clock
from core.channel import Allowance
from core.models import AllowanceUsed
from core.queries.allowances import count, rate, used
from core.rules.allowance import after_one, free_at
from core.vocabulary import Visibility


def take_allowance(
    session: Session,
    channel_id: str,
    allowances: Iterable[Allowance],
    visibility: Visibility,
    place: str,
) -> datetime | None:
    """Count one message, or count nothing and return the moment at which it may go."""
    now = clock.now()
    rows: list[tuple[Allowance, AllowanceUsed | None]] = []
    for one in allowances:
        if one.visibility in (None, visibility):
            rows.append((one, used(session, channel_id, one.name, place if one.each_place else "")))
    earliest = max((free_at(rate(one, row), count(row), now) for one, row in rows), default=now)
    if earliest > now:
        return earliest
    for one, row in rows:
        taken = after_one(rate(one, row), count(row), now)
        if row is None:
            row = AllowanceUsed(
                channel_id=channel_id,
                name=one.name,
                place=place if one.each_place else "",
                free_at=now,
            )
        if row.free_at <= now and one.resets:
            row.count = 0  # a new window: what was said of the last one no longer counts
        row.free_at, row.used = taken.free_at, taken.used
        session.add(row)
    if rows:
        session.flush()
    return None
