"""When people answer."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_open(
    moment: datetime, weekdays: Collection[str], opens: time, closes: time, zone: ZoneInfo
) -> bool:
    """Whether people answer at that moment."""
    local = moment.astimezone(zone)
    return _WEEKDAYS[local.weekday()] in weekdays and opens <= local.time() < closes


def next_opening(
    moment: datetime, weekdays: Collection[str], opens: time, closes: time, zone: ZoneInfo
) -> datetime | None:
    """When people answer again: `moment` itself while they do, None where they never do."""
    if is_open(moment, weekdays, opens, closes, zone):
        return moment
    local = moment.astimezone(zone)
    for days in range(8):
        start = datetime.combine(local.date() + timedelta(days=days), opens, tzinfo=zone)
        if start > local and _WEEKDAYS[start.weekday()] in weekdays:
            return start
    return None
