"""Discord's error answers (docs: Opcodes and Status Codes, JSON; Reference, Error Messages)."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

VIA = {"Via": "1.1 google"}
"""On every answer of the real API; discord.py takes a 429 without it for a ban."""


class Refused(Exception):
    """A request that Discord refuses."""

    def __init__(
        self, status: int, code: int, message: str, errors: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors is not None:
            self.body["errors"] = errors

    def answer(self, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """The answer as it goes over the wire."""
        return JSONResponse(self.body, self.status, headers={**VIA, **(headers or {})})


def unauthorized() -> Refused:
    """The token is missing or wrong."""
    return Refused(401, 0, "401: Unauthorized")


def not_found() -> Refused:
    """No such endpoint."""
    return Refused(404, 0, "404: Not Found")


def unknown(what: str) -> Refused:
    """No such channel, message, user or interaction."""
    codes = {
        "Application": 10002,
        "Channel": 10003,
        "Message": 10008,
        "User": 10013,
        "Webhook": 10015,
        "Interaction": 10062,
    }
    return Refused(404, codes[what], f"Unknown {what}")


def invalid(field: str, code: str, message: str) -> Refused:
    """One field of the body is wrong; `field` is a dotted path."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for key in reversed(field.split(".")):
        errors = {key: errors}
    return Refused(400, 50035, "Invalid Form Body", errors)


def too_fast(
    retry_after: float, limits: Mapping[str, str] | None = None, *, everywhere: bool = False
) -> JSONResponse:
    """The 429 of a route's own limit, or of the whole application's."""
    headers = {
        **VIA,
        **(limits or {}),
        "Retry-After": f"{retry_after:.3f}",
        "X-RateLimit-Scope": "global" if everywhere else "user",
    }
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(retry_after, 3),
        "global": everywhere,
    }
    return JSONResponse(body, 429, headers=headers)
