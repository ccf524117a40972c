"""The queue: views with their counts, and the list of one view."""

from typing import Any

from fastapi import APIRouter, Request, Response

from console.addresses import queue_address, ticket_address
from console.permissions import SignedIn
from console.platforms import known_platforms
from console.rendering import renderer
from core.queries.changes import last_change
from core.queries.queue import COUNTED_TO, View, counts, queue
from core.queries.staff import AgentView

router = APIRouter(include_in_schema=False)


@router.get("/queue")
def queue_page(
    request: Request, agent: SignedIn, view: str = "", channel: str = "", cursor: str = ""
) -> Response:
    """A view of the queue, without an open ticket."""
    column = list_column(request, agent, view, channel, cursor)
    return renderer(request).render(request, "desk.html", number=None, **column)


@router.get("/queue/list")
def queue_list(
    request: Request, agent: SignedIn, view: str = "", channel: str = "", number: str = ""
) -> Response:
    """Views, list and pauses alone, to put into an open page. `number` is the open ticket."""
    column = list_column(request, agent, view, channel)
    return renderer(request).render(request, "_column.html", number=number or None, **column)


def list_column(
    request: Request, agent: AgentView, view: str, channel: str, cursor: str = ""
) -> dict[str, Any]:
    """What the templates need to show views and list. An unknown view is the view of all."""
    desk = request.app.state.desk
    shown = View(view) if view in set(View) else View.ALL_OPEN
    only = channel.replace("\0", "") or None
    after = last_change(desk)  # first, so that what changes while we read is told again
    page = queue(desk, shown, agent.id, channel=only, cursor=cursor or None)
    return {
        "view": shown,
        "views": list(View),
        "counts": counts(desk, agent.id),
        "counted_to": COUNTED_TO,
        "channel": only,
        "platforms": sorted({*known_platforms(request), *([only] if only else [])}),
        "rows": page.items,
        "more": queue_address(shown, only, page.next) if page.next else None,
        "after": after,
        "queue_address": queue_address,
        "ticket_address": ticket_address,
    }
