"""The button that skips to the next moment at which something happens by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi.concurrency import run_in_threadpool

from core import clock
from core.desk import Desk
from core.queries.moments import next_due
from core.queries.tickets import tickets
from core.queries.timeline import EventView, events
from sandbox.clock import FURTHEST, Advance

SHORTEST = timedelta(hours=24)
_BEYOND = timedelta(seconds=1)
"""So that what is due at the moment itself is surely due."""
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was skipped, and what happened meanwhile."""

    since: datetime
    until: datetime
    happened: list[tuple[str, EventView]]  #: ticket number, event
    more: list[str]  #: what else the sweeps told

    @property
    def span(self) -> timedelta:
        """How much time was skipped."""
        return self.until - self.since


async def skip(desk: Desk, advance: Advance) -> Skipped:
    """Go to the next due moment, at least a day ahead, and see what that brought about."""
    since = clock.now()
    due = await run_in_threadpool(next_due, desk)
    wait = due - since + _BEYOND if due is not None else SHORTEST
    advanced = await advance(min(max(wait, SHORTEST), FURTHEST))
    happened = await run_in_threadpool(_happened, desk, since)
    return Skipped(since, advanced.now, happened, [] if happened else advanced.happened)


def _happened(desk: Desk, since: datetime) -> list[tuple[str, EventView]]:
    found = [
        (ticket.number, event)
        for ticket in tickets(desk, limit=_LOOKED_AT).items
        if ticket.updated_at >= since
        for event in events(desk, ticket.id)
        if event.at >= since and not event.actor.startswith("agent:")
    ]
    return sorted(found, key=lambda one: one[1].at)
