"""The API's own description, and the answer for addresses that it does not have."""

from functools import cache
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.openapi.utils import get_openapi

from console.api import conversations, messages, pause, tickets
from console.api.problems import MEDIA_TYPE, PREFIX, Problem, ProblemRoute
from console.permissions import Anyone, ApiCaller

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words}
    for status, words in {
        401: "No valid token.",
        403: "The token's agent may not do this.",
        422: "Something in the request is wrong.",
        500: "The desk failed at this; try again.",
    }.items()
}
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token made by `support token create NAME`; it acts as that agent.",
}

described = APIRouter(prefix=PREFIX, responses=_FAILURES)
"""Everything the description tells of."""
described.include_router(tickets.router)
described.include_router(conversations.router)
described.include_router(messages.router)
described.include_router(pause.router)

rest = APIRouter(prefix=PREFIX, route_class=ProblemRoute, include_in_schema=False)
"""The description itself, and every other address."""


@rest.get("/openapi.json")
def openapi(caller: Anyone) -> dict[str, Any]:
    """The OpenAPI description of everything under /api/v1."""
    return _description()


@rest.api_route("/{path:path}", methods=_METHODS)
def nothing_here(path: str, agent: ApiCaller) -> None:
    """Say that there is nothing at this address."""
    raise HTTPException(
        404,
        f"There is nothing at this address with this method. {PREFIX}/openapi.json lists what is.",
    )


@cache
def _description() -> dict[str, Any]:
    told = get_openapi(
        title="OKPay Support",
        version="1",
        summary="Tickets and conversations of all platforms.",
        description="Every failure is `application/problem+json`. Times are ISO 8601 in UTC.",
        routes=described.routes,
    )
    for operations in told["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:  # the framework writes every model down as plain JSON
                    response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    told["components"]["securitySchemes"] = {"token": _TOKEN}
    told["security"] = [{"token": []}]
    return told
