"""What keeps other sites, and hostile texts, from acting in an agent's browser.

Requests that change something must come from our own pages; what the browser may load and who may
embed us is told with every answer.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.api.problems import in_api, problem

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_REFUSAL = (
    "This request did not come from a page of this desk. "
    "Open the desk in your browser and try again."
)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: with it browsers send `Origin: null` from our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Defence:
    """Wraps the whole app, so that no route can be forgotten."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse forged requests, and put the headers on every answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault(
                    "Cache-Control", "no-store"
                )  # unless it says that it may be kept
            await send(message)

        if forged(scope["method"], scope["path"], Headers(scope=scope)):
            await _refusal(scope["path"])(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def _refusal(path: str) -> Response:
    if in_api(path):
        return problem(403, "forbidden", f"{_REFUSAL} A program sends 'Authorization: Bearer'.")
    chinese = "此请求并非来自本系统的页面。请在浏览器中打开本系统后重试。"
    return PlainTextResponse(f"{_REFUSAL}\n{chinese}\n", status_code=403)


def forged(method: str, path: str, headers: Headers) -> bool:
    """Whether a request that changes something may come from another site.

    A browser tells where a request comes from (`Sec-Fetch-Site`, older ones `Origin`). It never
    sends `Authorization: Bearer` for another site on its own, and the API looks at nothing else;
    pages look at the cookie, so there such a header proves nothing.
    """
    if method in _SAFE_METHODS:
        return False
    if in_api(path) and headers.get("authorization", "").lower().startswith("bearer "):
        return False
    if "cookie" not in headers and "sec-fetch-site" not in headers and "origin" not in headers:
        return False  # no browser, and nobody's cookie to misuse
    if (site := headers.get("sec-fetch-site")) is not None:
        return site != "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc != headers.get("host", "")
