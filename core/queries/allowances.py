"""What platforms still let us send."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from core.channel import Allowance
from core.models import AllowanceUsed
from core.rules.allowance import Count, Rate, free_at
from core.vocabulary import Visibility

#: The name under which the whole account is closed for a while, whatever its allowances.
CLOSED = "*"


def used(session: Session, channel_id: str, name: str, place: str = "") -> AllowanceUsed | None:
    """The row of one allowance, taken for change; None where nothing was ever counted."""
    return session.get(AllowanceUsed, (channel_id, name, place), with_for_update=True)


def rate(allowance: Allowance, row: AllowanceUsed | None) -> Rate:
    """What it allows; what the platform itself said last wins over what it publishes."""
    told = row.count if row is not None else 0
    return Rate(told or allowance.count, allowance.seconds, allowance.resets)


def count(row: AllowanceUsed | None) -> Count | None:
    """Where it stands, as the rules take it."""
    return None if row is None else Count(row.free_at, row.used)


def closed(
    session: Session, channel_id: str, allowances: Iterable[Allowance], now: datetime
) -> dict[Visibility, datetime]:
    """The kinds of messages the account cannot send now, and from when on it can."""
    until = dict.fromkeys(Visibility, now)
    row = session.get(AllowanceUsed, (channel_id, CLOSED, ""))
    if row is not None:
        until = dict.fromkeys(Visibility, max(now, row.free_at))
    for one in allowances:
        if one.each_place:
            continue
        row = session.get(AllowanceUsed, (channel_id, one.name, ""))
        free = free_at(rate(one, row), count(row), now)
        for visibility in Visibility if one.visibility is None else (one.visibility,):
            until[visibility] = max(until[visibility], free)
    return {visibility: at for visibility, at in until.items() if at > now}
