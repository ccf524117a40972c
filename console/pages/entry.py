"""Coming in, going out, and the language of the screens."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from console.addresses import local
from console.cookies import drop_session, keep_locale, keep_session, session_token
from console.language import LOCALES
from console.names import N_
from console.permissions import Anyone, SignedIn
from console.rendering import renderer
from core.actions.set_locale import set_locale
from core.actions.sign_in import SignInRefused, sign_in
from core.actions.sign_in_by_link import sign_in_by_link
from core.actions.sign_out import sign_out
from core.clock import real_now

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(agent: SignedIn) -> Response:
    """The queue is where work starts."""
    return RedirectResponse("/queue", 303)


@router.get("/login")
def login_page(request: Request, agent: Anyone, next: str = "/queue") -> Response:
    """The form to sign in; who is signed in already goes on."""
    if agent is not None:
        return RedirectResponse(local(next), 303)
    return _login(request, next)


@router.post("/login")
def login(
    request: Request,
    agent: Anyone,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/queue",
) -> Response:
    """Sign in with name and password."""
    address = request.client.host if request.client else "unknown"
    try:
        token = sign_in(request.app.state.desk, name.replace("\0", ""), password, address)
    except SignInRefused as refusal:
        return _login(request, next, name, refusal)
    return _enter(request, token, next)


@router.get("/login/link")
def login_by_link(
    request: Request, agent: Anyone, token: str = "", next: str = "/queue"
) -> Response:
    """Sign in with a link that works once."""
    try:
        session = sign_in_by_link(request.app.state.desk, token)
    except SignInRefused as refusal:
        if agent is not None:  # a second click on the same link
            return RedirectResponse(local(next), 303)
        return _login(request, next, "", refusal)
    return _enter(request, session, next)


@router.post("/logout")
def logout(request: Request, agent: Anyone) -> Response:
    """End the session; without one, just show the form again."""
    if token := session_token(request):
        sign_out(request.app.state.desk, token)
    response = RedirectResponse("/login", 303)
    drop_session(request, response)
    return response


@router.post("/locale")
def choose_locale(
    request: Request,
    agent: Anyone,
    locale: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/queue",
) -> Response:
    """Show the screens in another language from now on."""
    response = RedirectResponse(local(next), 303)
    if locale in LOCALES:
        keep_locale(request, response, locale)
        if agent is not None:
            set_locale(request.app.state.desk, agent.id, locale)
    return response


def _enter(request: Request, token: str, next: str) -> Response:
    if old := session_token(request):
        sign_out(request.app.state.desk, old)
    response = RedirectResponse(local(next), 303)
    keep_session(request, response, token)
    return response


def _login(
    request: Request, next: str, name: str = "", refusal: SignInRefused | None = None
) -> Response:
    wording = renderer(request).wording(request)
    told, status, wait = None, 200, 0
    if refusal is not None and refusal.retry_at is not None:
        told = wording.text(N_("Too many failed attempts. Try again at {time}.")).format(
            time=wording.clock_time(refusal.retry_at)
        )
        status, wait = 429, ceil((refusal.retry_at - real_now()).total_seconds())
    elif refusal is not None:
        told, status = wording.refusal(refusal), 401
    response = renderer(request).render(
        request, "login.html", status, next=local(next), name=name[:100], told=told
    )
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
