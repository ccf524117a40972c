"""What every process of the desk serves beside its work: probes, metrics, and platforms' webhooks.

There is no login here: the edge listens on loopback unless told otherwise, and of it only the
webhooks' paths are meant to be reached from outside.
"""

from collections.abc import Sequence

from fastapi.concurrency import run_in_threadpool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.metrics import Metrics
from console.probes import Probes
from console.webhooks import webhook_route
from core.channel import Webhook

RESERVED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Paths of the edge itself, which no webhook may take."""


def edge_app(probes: Probes, metrics: Metrics, webhooks: Sequence[Webhook] = ()) -> Starlette:
    """The application of the edge server."""

    async def healthz(_request: Request) -> Response:
        return probes.alive()

    async def readyz(_request: Request) -> Response:
        return await probes.ready(why=True)

    async def numbers(_request: Request) -> Response:
        return await run_in_threadpool(metrics.answer)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", numbers),
            *map(webhook_route, webhooks),
        ]
    )


def webhook_app(webhooks: Sequence[Webhook]) -> Starlette:
    """Webhooks alone, for an address of their own."""
    return Starlette(routes=[webhook_route(webhook) for webhook in webhooks])
