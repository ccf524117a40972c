"""What a person sees when something does not work: what happened, and a way out."""

import logging
import traceback
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.api.problems import from_framework, in_api, internal
from console.names import N_
from console.permissions import NotSignedIn
from console.rendering import renderer
from core.desk import DeskError, Illegal, NotFound

log = logging.getLogger(__name__)

_WORDS = {
    401: (N_("You are signed out"), N_("Sign in to go on. What you wrote is kept in this tab.")),
    403: (
        N_("Not allowed"),
        N_("Your role does not allow this. Ask an administrator if it should."),
    ),
    404: (N_("Nothing here"), N_("There is no page or ticket at this address.")),
    405: (N_("Nothing here"), N_("This address cannot be opened like this.")),
    409: (N_("Not possible now"), N_("Something changed meanwhile. Look again and repeat it.")),
    422: (N_("Not understood"), N_("Something in the address or the form is wrong.")),
    413: (N_("Too long"), N_("What was sent is too long. Send it in parts.")),
    500: (
        N_("The desk failed at this"),
        N_("It is written down for the operator. Look whether it was done, then try again."),
    ),
}


def install(app: FastAPI) -> None:
    """Answer every failure with a page."""
    app.add_exception_handler(NotSignedIn, _signed_out)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(DeskError, _desk_refused)
    app.add_middleware(Failures)


def status_of(error: DeskError) -> int:
    """The HTTP status that says what a verb's refusal says."""
    if isinstance(error, NotFound):
        return 404
    return 409 if isinstance(error, Illegal) else 422


def page(request: Request, status: int, told: str | None = None) -> Response:
    """The page for a status. `told` replaces its second sentence, already translated."""
    found = renderer(request)
    say = found.wording(request).text
    title, text = _WORDS.get(status, _WORDS[422])
    return found.render(
        request, "error.html", status, status=status, title=say(title), text=told or say(text)
    )


async def _signed_out(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedIn)
    if error.headers:  # a program, not a person
        return Response(error.detail, 401, dict(error.headers), "text/plain")
    if request.method == "GET" and request.headers.get("x-part") != "1":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(here)}", 303)
    return page(request, 401)


def answer(request: Request, error: HTTPException) -> Response:
    """What a caller of this address is told: a program a problem, a person a page."""
    if in_api(request.url.path):
        return from_framework(error)
    response = page(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(request, error)


async def _not_understood(request: Request, _error: Exception) -> Response:
    return page(request, 422)


async def _desk_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DeskError)
    return page(request, status_of(error), renderer(request).wording(request).refusal(error))


class Failures:
    """Answers what nobody foresaw with a page, and keeps it out of the server's own log.

    The text of an exception may quote a customer: only its kind and its place are logged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and catch."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            places = "".join(traceback.format_tb(error.__traceback__))
            name = type(error).__name__
            log.error("%s %s failed with %s\n%s", scope["method"], scope["path"], name, places)
            if not started:
                request = Request(scope, receive)
                told = internal() if in_api(request.url.path) else page(request, 500)
                await told(scope, receive, send)
