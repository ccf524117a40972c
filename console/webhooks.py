"""Serves the paths at which platforms reach us; what comes is handed to their adapter as it is."""

import asyncio
import logging
import traceback

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from core.channel import Request as Called
from core.channel import Webhook

LONGEST_BODY = 1024 * 1024
"""Bytes of one call. No platform sends as much."""
BODY_WITHIN = 10.0
"""Seconds that a call may take to arrive."""

log = logging.getLogger(__name__)


def webhook_route(webhook: Webhook) -> Route:
    """The route of a webhook. The adapter proves who calls, so there is no login."""

    async def called(request: Request) -> Response:
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(request)
        except TimeoutError:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        if body is None:
            return Response(status_code=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        given = Called(request.method, headers, dict(request.query_params), body)
        try:
            answer = await webhook.handle(given)
        except Exception as error:
            # its text may quote what a customer wrote: only its kind and its place are logged
            places = "".join(traceback.format_tb(error.__traceback__))
            log.error(
                "the webhook %s failed with %s\n%s", webhook.path, type(error).__name__, places
            )
            return Response(status_code=500)
        return Response(answer.body, answer.status, dict(answer.headers))

    return Route(webhook.path, called, methods=["GET", "POST"])


async def _body(request: Request) -> bytes | None:
    """What was sent, None where it is too long; never more of it in memory than that."""
    pieces, length = list[bytes](), 0
    async for piece in request.stream():
        length += len(piece)
        if length > LONGEST_BODY:
            return None
        pieces.append(piece)
    return b"".join(pieces)
