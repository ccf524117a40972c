"""Conditions and faults: the layer around the emulated API that spoils what a test asks it to."""

import re
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.discord.conditions import Conditions
from sandbox.discord.refusals import VIA, Refused, too_fast
from sandbox.faults import Fault, FaultKind, Faults

RESUME_PATH = "/resume"
_BAN = "<html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
_DOWN = Fault(FaultKind.DROP_BEFORE, re.compile(""))
_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"


class Faulty:
    """Wraps an application; requests that a fault strikes go wrong in Discord's way."""

    def __init__(self, app: ASGIApp, faults: Faults, conditions: Conditions) -> None:
        self.app = app
        self.faults = faults
        self.conditions = conditions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or spoil it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        http = scope["type"] == "http"
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        request = f"{scope.get('method', 'GET')} {path}"
        fault = _DOWN if self.conditions.down else self.faults.strike(request)
        if fault is not None and http:
            await self._spoil(fault, scope, receive, send)
        elif fault is not None:
            await _refuse_websocket(fault, receive, send)
        elif http and (refusal := self._refusal()) is not None:
            await refusal(scope, receive, send)
        elif path == RESUME_PATH and self.conditions.resume_dead:
            await receive()
            await _unavailable(send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self) -> Response | None:
        """The 429 that stands before everything else."""
        if self.conditions.banned:
            return HTMLResponse(_BAN, 429, {"Retry-After": f"{self.conditions.banned:g}"})
        if self.conditions.halted:
            return too_fast(self.conditions.halted, everywhere=True)
        return None

    async def _spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.kind:
            case FaultKind.DROP_AFTER:
                await self.app(scope, receive, _nowhere)
                hang_up(receive)
            case FaultKind.DROP_BEFORE:
                hang_up(receive)
            case FaultKind.STALL:
                while (await receive())["type"] != "http.disconnect":
                    pass
            case _:
                await _answer(fault)(scope, receive, send)


def _answer(fault: Fault) -> Response:
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            return too_fast(fault.retry_after)
        case FaultKind.FORBIDDEN:
            return Refused(403, 50013, "Missing Permissions").answer()
        case FaultKind.BAD_GATEWAY:
            return HTMLResponse(_PAGE, 502, headers=VIA)
        case _:
            return Refused(500, 0, "500: Internal Server Error").answer()


async def _refuse_websocket(fault: Fault, receive: Receive, send: Send) -> None:
    """No handshake: 403, or a broken or silent connection."""
    await receive()
    if fault.kind in (FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER):
        hang_up(receive)
    elif fault.kind is FaultKind.STALL:
        await receive()  # says that they went away
    else:
        await send({"type": "websocket.close", "code": 1011})


async def _unavailable(send: Send) -> None:
    """Refuse a handshake with 503 (ASGI: Websocket Denial Response)."""
    await send({"type": "websocket.http.response.start", "status": 503, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})


async def _nowhere(message: Message) -> None:
    """An answer that never leaves."""


def hang_up(receive: Receive) -> None:
    """Cut the connection of a request without a word. ASGI has no way to say that, so the
    server's own connection is taken from the callable it gave us (uvicorn)."""
    owner: Any = getattr(receive, "__self__", None)
    transport = getattr(owner, "transport", None)
    if transport is None:  # pragma: no cover - another server
        raise RuntimeError("this server shows no connection to cut; run the sandbox on uvicorn")
    transport.abort()
