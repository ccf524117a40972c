"""How long a request may be, whoever sends it: told before anything of it is kept in memory."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console import errors

LONGEST_BODY = 256 * 1024
"""Bytes of a request. The longest text of any platform is a fraction of this."""
_TOLD = f"Send at most {LONGEST_BODY} bytes in one request."


class BodyLimit:
    """Wraps the whole app, so that no route can be forgotten."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a body that says it is too long, and stop reading one that turns out to be."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _announced(Headers(scope=scope)) > LONGEST_BODY:
            refusal = errors.answer(Request(scope), HTTPException(413, _TOLD))
            await refusal(scope, receive, send)
            return
        came = 0
        started = False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came <= LONGEST_BODY:
                return message
            if started:
                return {"type": "http.disconnect"}  # the answer is on its way; nobody reads this
            raise HTTPException(413, _TOLD)

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        await self.app(scope, counted, watched)


def _announced(headers: Headers) -> int:
    given = headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
