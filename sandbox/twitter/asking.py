"""What the endpoints ask of a request, and the answers where it does not hold."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from sandbox.twitter.answers import problem
from sandbox.twitter.pages import WrongQuery


class UserOnly(Exception):
    """A bearer token where a user has to sign."""


class AppOnly(Exception):
    """A user's signature where the app has to show its bearer token."""


def as_user(request: Request) -> None:
    """Only for requests that our user signed."""
    if request.state.app_only:
        raise UserOnly


def as_app(request: Request) -> None:
    """Only for requests with the app's bearer token."""
    if not request.state.app_only:
        raise AppOnly


async def json_object(request: Request) -> dict[str, Any]:
    """The body; anything but an object counts as an empty one."""
    try:
        body = await request.json()
    except ValueError:
        raise WrongQuery("The body is no JSON") from None
    return body if isinstance(body, dict) else {}


async def _not_found(request: Request, error: Exception) -> JSONResponse:
    return problem(404)


async def _wrong_query(request: Request, error: Exception) -> JSONResponse:
    return problem(400, str(error))


async def _user_only(request: Request, error: Exception) -> JSONResponse:
    return problem(
        403,
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. "
        "Supported authentication types are [OAuth 1.0a User Context].",
    )


async def _app_only(request: Request, error: Exception) -> JSONResponse:
    return problem(
        403,
        "Authenticating with OAuth 1.0a User Context is forbidden for this endpoint. "
        "Supported authentication types are [OAuth 2.0 Application-Only].",
    )


HANDLERS: dict[Any, Any] = {
    404: _not_found,
    405: _not_found,
    WrongQuery: _wrong_query,
    UserOnly: _user_only,
    AppOnly: _app_only,
}
