"""How the desk is, for whoever runs it."""

from fastapi import APIRouter, Request, Response

from console.permissions import Lead
from console.rendering import renderer
from core import clock
from core.queries.health import health
from core.vocabulary import DeliveryState, Lane

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health_page(request: Request, agent: Lead) -> Response:
    """Channels, what waits, limits, spending, alerts and leases."""
    seen = health(request.app.state.desk)
    pending = [
        (channel, one)
        for channel in seen.channels
        for one in sorted(channel.owed, key=lambda one: list(Lane).index(one.lane))
        if one.state is DeliveryState.PENDING
    ]
    return renderer(request).render(
        request,
        "health.html",
        health=seen,
        pending=pending,
        billed=[one for one in seen.channels if one.billed],
        allowed=[one for one in seen.channels if one.allowances or one.closed_until],
        quarantined=sum(seen.quarantined.values()),
        real_now=clock.real_now(),
    )
