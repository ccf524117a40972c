"""A POST that may be sent again without a second effect."""

import hashlib
import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel

from core.actions.once import once
from core.desk import Desk, Refused

_KEY = re.compile(r"[\x21-\x7e]{1,200}")

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Up to 200 visible ASCII characters. The same request with the same key has "
        "one effect and gets the same answer, for seven days.",
    ),
]


def answer_once(
    desk: Desk,
    agent_id: int,
    key: str | None,
    request: Request,
    body: BaseModel | None,
    status: int,
    do: Callable[[], BaseModel],
) -> Response:
    """What `do` gives as JSON with `status`; with a key, what it gave the first time.

    Raises whatever `do` raises, and `Refused` for a key that is malformed or was used otherwise.
    """

    def done() -> tuple[int, str]:
        return status, do().model_dump_json()

    if key is None:
        code, text = done()
    else:
        if not _KEY.fullmatch(key):
            raise Refused(
                "wrong_key", "The Idempotency-Key must be 1 to 200 visible ASCII characters."
            )
        code, text = once(desk, agent_id, key, _hash(request, body), done)
    return Response(text, code, media_type="application/json")


def _hash(request: Request, body: BaseModel | None) -> str:
    said = body.model_dump_json() if body is not None else ""
    return hashlib.sha256(f"{request.method} {request.url.path}\n{said}".encode()).hexdigest()
