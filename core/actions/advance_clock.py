"""Move the product's clock on, in the sandbox."""

from datetime import timedelta

from core import clock
from core.desk import Desk
from core.models import Setting

NAME = "clock.offset"


def advance_clock(desk: Desk, by: timedelta) -> None:
    """Add `by` to the offset that every process reads. It survives restarts."""
    with desk.db.transaction() as session:
        row = session.get(Setting, NAME, with_for_update=True) or Setting(name=NAME, value="0")
        row.value = str(float(row.value) + by.total_seconds())
        session.add(row)
    clock.set_offset(timedelta(seconds=float(row.value)))
