"""Answers in X's form: problems, and objects with only the fields that were asked for."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse

TITLES = {
    400: "Invalid Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def problem(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """X's problem object (https://docs.x.com/x-api/fundamentals/response-codes-and-errors)."""
    title = TITLES[status]
    content: dict[str, Any] = {
        "title": title,
        "detail": detail or title,
        "type": "about:blank",
        "status": status,
    }
    if status == 400:
        content["type"] = "https://api.twitter.com/2/problems/invalid-request"
        content["errors"] = [{"message": detail}]
    return JSONResponse(content, status, headers=headers)


def moment(at: datetime) -> str:
    """A time as X writes it, milliseconds included."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def chosen(item: Mapping[str, Any], always: Iterable[str], asked: str) -> dict[str, Any]:
    """The fields X always gives and those in a comma separated list."""
    wanted = {*always, *filter(None, asked.split(","))}
    return {name: value for name, value in item.items() if name in wanted}
