"""How the API says no: `application/problem+json` (RFC 9457), whatever went wrong.

A route of class `ProblemRoute` answers every failure in this form, so that a program reads one
shape only. `detail` says in one or two sentences what happened and what to do about it.
"""

import http
import logging
import traceback
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from core.desk import DeskError, Illegal, NotFound

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v1"

_CODES = {413: "too_large"}  # the name of this status differs between versions of Python

log = logging.getLogger(__name__)


class Problem(BaseModel):
    """Why a request was not carried out."""

    type: str = Field(description="Stable id of this kind of problem.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    detail: str = Field(description="What happened, and what to do about it.")


def problem(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer for a request that was not carried out."""
    told = Problem(
        type=f"urn:okpay-support:problem:{code}",
        title=http.HTTPStatus(status).phrase,
        status=status,
        detail=detail,
    )
    return JSONResponse(told.model_dump(), status, dict(headers or {}), MEDIA_TYPE)


def refusal(error: DeskError) -> JSONResponse:
    """The answer for a verb that refused."""
    if isinstance(error, NotFound):
        status = 404
    elif isinstance(error, Illegal):
        status = 409
    else:
        status = 422
    return problem(status, error.code, str(error))


class ProblemRoute(APIRoute):
    """A route whose failures are problems, those of the framework included."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, with every failure told as a problem."""
        answer = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError as error:
                return _invalid(error.errors())
            except HTTPException as error:
                return from_framework(error)
            except DeskError as error:
                return refusal(error)
            except Exception as error:
                return _unforeseen(request, error)

        return told


def in_api(path: str) -> bool:
    """Whether an address is one of the API, where programs call and not people."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def _invalid(errors: Sequence[Any]) -> JSONResponse:
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(400, "not_json", "The body is no valid JSON. Send a JSON object.")
    sentences = " ".join(_sentence(error) for error in errors[:5])
    return problem(422, "invalid", sentences)


def _sentence(error: Mapping[str, Any]) -> str:
    where, *path = (str(part) for part in error["loc"])
    name = ".".join(path)
    if error["type"] == "missing":
        what = "is missing; send it"
    elif error["type"] in ("model_attributes_type", "dict_type"):
        what = 'must be a JSON object, sent with "Content-Type: application/json"'
    else:
        what = str(error["msg"]).removeprefix("Value error, ")
        what = what[:1].lower() + what[1:]
    return f"{where} '{name}': {what}." if name else f"The {where}: {what}."


def from_framework(error: HTTPException) -> JSONResponse:
    """The answer for what the framework, or a route by its means, refused."""
    if error.status_code == 400:
        return problem(400, "unreadable", "The body cannot be read. Send a JSON object in UTF-8.")
    if error.status_code == 405:
        return problem(
            405,
            "method_not_allowed",
            f"This address does not know this method. {PREFIX}/openapi.json lists what there is.",
            error.headers,
        )
    code = _CODES.get(error.status_code) or http.HTTPStatus(error.status_code).name.lower()
    return problem(error.status_code, code, str(error.detail), error.headers)


def internal() -> JSONResponse:
    """The answer where the desk failed."""
    return problem(
        500,
        "internal",
        "The desk failed at this. Try again, with the same Idempotency-Key where you sent one; "
        "if it stays so, tell the operator the time and the address you called.",
    )


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    # the text of an exception may quote a customer: only its kind and its place are logged
    log.error(
        "%s %s failed with %s\n%s",
        request.method,
        request.url.path,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
    return internal()
