"""What every request passes on its way in: faults, keys and rate limits."""

from collections.abc import Callable
from datetime import datetime

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import Fault, FaultKind, Faults
from sandbox.twitter.answers import problem
from sandbox.twitter.keys import Keys
from sandbox.twitter.limits import WINDOW_SECONDS, Limits
from sandbox.twitter.switches import Switches


class Gate:
    """An ASGI layer before the emulated API."""

    def __init__(
        self,
        app: ASGIApp,
        keys: Keys,
        faults: Faults,
        limits: Limits,
        switches: Switches,
        now: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._keys = keys
        self._faults = faults
        self._limits = limits
        self._switches = switches
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, refuse it, or spoil it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        request = f"{scope['method']} {path}"
        if self._switches.down:
            await _hang_up(receive)
            return
        fault = self._faults.strike(request)
        if fault is not None and fault.kind is FaultKind.DROP_BEFORE:
            await _hang_up(receive)
        elif fault is not None and fault.kind is FaultKind.STALL:
            await _until_gone(receive)
        elif fault is not None and fault.kind is not FaultKind.DROP_AFTER:
            await _spoilt(fault, self._now().timestamp())(scope, receive, send)
        else:
            silent = fault is not None
            await self._admit(scope, receive, _into_nothing if silent else send, request, path)
            if silent:
                await _hang_up(receive)

    async def _admit(
        self, scope: Scope, receive: Receive, send: Send, request: str, path: str
    ) -> None:
        authorization = Headers(scope=scope).get("authorization", "")
        query = scope["query_string"].decode("latin-1")
        app = self._keys.is_app(authorization)
        user = not app and self._keys.is_user(authorization, scope["method"], path, query)
        if not app and not user:
            await problem(401)(scope, receive, send)
            return
        headers: dict[str, str] = {}
        if self._switches.limits:
            now = self._now().timestamp()
            allowed, headers = self._limits.count(request, app=app, now=now)
            if not allowed:
                await problem(429, headers=headers)(scope, receive, send)
                return
        scope["state"] = {**scope.get("state", {}), "app_only": app}
        await self._app(scope, receive, _with_headers(send, headers))


def _with_headers(send: Send, headers: dict[str, str]) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            extra = [(name.encode(), value.encode()) for name, value in headers.items()]
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return wrapped


def _spoilt(fault: Fault, now: float) -> Response:
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            reset = int(now + min(fault.retry_after, WINDOW_SECONDS))
            headers = {
                "x-rate-limit-limit": "1",
                "x-rate-limit-remaining": "0",
                "x-rate-limit-reset": str(reset),
            }
            return problem(429, headers=headers)
        case FaultKind.BAD_GATEWAY:
            return HTMLResponse("<html><body>502 Bad Gateway</body></html>", 502)
        case FaultKind.FORBIDDEN:
            return problem(403, "You are not permitted to perform this action.")
        case _:
            return JSONResponse(
                {"title": "Internal Server Error", "detail": "Oops", "status": 500}, 500
            )


async def _into_nothing(message: Message) -> None:
    """The answer that never arrives."""


async def _hang_up(receive: Receive) -> None:
    """Close the connection without an answer."""
    # ASGI has no word for this; uvicorn's `receive` belongs to an object that holds the transport
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("this server cannot drop a connection")
    transport.abort()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
