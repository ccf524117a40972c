"""Move the product's clock on, in the sandbox."""

from datetime import timedelta

from core import clock
from core.desk import Desk, Refused
from core.models import Setting

NAME = "clock.offset"
FURTHEST = timedelta(days=36500)


def advance_clock(desk: Desk, by: timedelta) -> None:
    """Add `by` to the offset that every process reads. It survives restarts. Raises `Refused` too far ahead."""
    with desk.db.transaction() as session:
        row = session.get(Setting, NAME, with_for_update=True) or Setting(name=NAME, value="0")
        offset = float(row.value) + by.total_seconds()
        if offset > FURTHEST.total_seconds():
            raise Refused(
                "too_far", f"The clock cannot be moved further than {FURTHEST.days} days."
            )
        row.value = str(offset)
        session.add(row)
    clock.set_offset(timedelta(seconds=float(row.value)))
