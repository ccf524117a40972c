"""When a ticket that waits for its customer is followed up, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class FollowUpKind(StrEnum):
    """What a follow-up does. The values of the first two are ids of texts."""

    REMINDER_1 = "reminder_1"
    REMINDER_2 = "reminder_2"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The next thing to do on a pending ticket."""

    kind: FollowUpKind
    due_at: datetime


def next_follow_up(
    pending_since: datetime,
    step: int,
    *,
    remind_after: Sequence[timedelta],
    close_after: timedelta,
    quiet: tuple[time, time] | None,
    zone: ZoneInfo,
) -> FollowUp:
    """The follow-up after `step` earlier ones; every moment is counted from `pending_since`."""
    if step < len(remind_after):
        kind = FollowUpKind.REMINDER_1 if step == 0 else FollowUpKind.REMINDER_2
        due = pending_since + remind_after[step]
    else:
        kind, due = FollowUpKind.CLOSE, pending_since + close_after
    return FollowUp(kind, after_quiet(due, quiet, zone))


def after_quiet(moment: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into, in UTC of `moment`."""
    if quiet is None:
        return moment
    start, end = quiet
    local = moment.astimezone(zone)
    clock = local.time()
    if start < end:
        shifted = local if not start <= clock < end else _at(local, end, days=0)
    elif clock >= start:
        shifted = _at(local, end, days=1)
    elif clock < end:
        shifted = _at(local, end, days=0)
    else:
        shifted = local
    return shifted.astimezone(moment.tzinfo)


def _at(local: datetime, clock: time, *, days: int) -> datetime:
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=local.tzinfo)
