"""The two cookies: who is signed in, and which language the screens are in."""

from fastapi import Request, Response

from core.actions.open_session import SESSION_LASTS

_LOCALE = "locale"
_YEAR = 365 * 86400


def session_token(request: Request) -> str | None:
    """The session token the browser sent, if any."""
    return request.cookies.get(_session_name(request))


def keep_session(request: Request, response: Response, token: str) -> None:
    """Have the browser keep the session as long as it lasts, out of reach of scripts."""
    response.set_cookie(
        _session_name(request),
        token,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=request.app.state.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, response: Response) -> None:
    """Have the browser forget the session."""
    response.delete_cookie(
        _session_name(request), path="/", secure=request.app.state.secure_cookies, httponly=True
    )


def locale_cookie(request: Request) -> str:
    """The language chosen in this browser, or an empty text."""
    return request.cookies.get(_LOCALE, "")


def keep_locale(request: Request, response: Response, locale: str) -> None:
    """Have the browser keep the chosen language."""
    response.set_cookie(
        _LOCALE,
        locale,
        max_age=_YEAR,
        path="/",
        secure=request.app.state.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def _session_name(request: Request) -> str:
    # the prefix has the browser refuse a cookie that a sibling domain planted; it needs HTTPS
    return "__Host-session" if request.app.state.secure_cookies else "session"
