"""HTTP: who may call, what is spoilt on purpose, and Telegram's form of an answer."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox.faults import Fault, FaultKind
from sandbox.telegram.methods import METHODS, RawJson
from sandbox.telegram.refusals import Cut, Refused
from sandbox.telegram.state import State

Json = dict[str, Any]


class Dropped(Response):
    """An answer whose body never comes: the connection closes in the middle of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise a body and go away; the server closes the connection on that."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def build(emulator: State) -> Starlette:
    """The application; its routes are those of api.telegram.org."""

    async def call(request: Request) -> Response:
        asked = await _parameters(request)
        name = str(request.path_params["method"])
        if emulator.down:
            return Dropped()
        fault = emulator.faults.strike(f"{request.method} /{name}")
        if fault and fault.kind is not FaultKind.DROP_AFTER:
            return await _spoil(fault, request)
        token = str(request.path_params["token"])
        answer = await _while_connected(request, _answer(emulator, token, name, asked))
        return Dropped() if fault else answer

    async def unknown(_: Request) -> Response:
        return _error(Refused(404, "Not Found"))

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
            Route("/{path:path}", unknown, methods=["GET", "POST"]),
        ]
    )


async def _while_connected(request: Request, answer: Coroutine[Any, Any, Response]) -> Response:
    """The answer, given up when the caller hangs up: a long poll must not outlive its bot."""
    answering = asyncio.ensure_future(answer)
    watching = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait((answering, watching), return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else Dropped()
    finally:
        answering.cancel()
        watching.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _answer(emulator: State, token: str, name: str, asked: Json) -> Response:
    method = METHODS.get(name.lower())
    try:
        if not token.partition(":")[0].isdecimal():
            raise Refused(404, "Not Found")  # what is not even formed like a token
        if token != emulator.token:
            raise Refused(401, "Unauthorized")
        if method is None:
            raise Refused(404, "Not Found")
        result = await method(emulator, asked)
    except Refused as refused:
        return _error(refused)
    except Cut:
        return Dropped()
    except (ValueError, TypeError, AttributeError):
        return _error(Refused(400, "Bad Request: wrong parameters"))
    text = str(result) if isinstance(result, RawJson) else json.dumps(result)
    return Response(f'{{"ok":true,"result":{text}}}', media_type="application/json")


async def _spoil(fault: Fault, request: Request) -> Response:
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            wait = max(1, round(fault.retry_after))
            return _error(Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait))
        case FaultKind.SERVER_ERROR:
            return _error(Refused(500, "Internal Server Error"))
        case FaultKind.BAD_GATEWAY:
            page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            return HTMLResponse(page, status_code=502)
        case FaultKind.FORBIDDEN:
            return _error(Refused(403, "Forbidden: bot was blocked by the user"))
        case FaultKind.STALL:
            await _hung_up(request)
    return Dropped()


def _error(refused: Refused) -> Response:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    headers = {}
    if "retry_after" in refused.parameters:
        headers["Retry-After"] = str(refused.parameters["retry_after"])
    return Response(
        json.dumps(body),
        status_code=refused.code,
        headers=headers,
        media_type="application/json",
    )


async def _parameters(request: Request) -> Json:
    """Parameters come in the query, as a form or as JSON."""
    asked: Json = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            sent = json.loads(body)
        except ValueError:
            sent = None
        asked |= sent if isinstance(sent, dict) else {}
    else:
        asked |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return asked
