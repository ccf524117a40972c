"""POST /sandbox/clock: moves business time forward, for demo and tests.

Who moves it, and what then has to run before the answer, is the composition root's business: it
hands in an `Advance`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from console.api.models import Moment
from console.api.problems import ProblemRoute
from console.permissions import ApiOrWriter
from core.settings import parse_duration

FURTHEST = timedelta(days=366)
"""The longest single step; a longer one is more likely a slip than a wish."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """Where business time stands now, and what happened on the way, one phrase each."""

    now: datetime
    happened: list[str]


Advance = Callable[[timedelta], Awaitable[Advanced]]
"""Moves business time and returns once every sweep due at the new time has committed."""


def _step(text: str) -> str:
    step = parse_duration(text)
    if step <= timedelta(0):
        raise ValueError("must be longer than nothing, for example 90s, 30m, 24h or 7d")
    if step > FURTHEST:
        raise ValueError(f"must be at most {FURTHEST.days}d; take several steps to go further")
    return text


class Step(BaseModel):
    """How far to move."""

    advance: Annotated[str, AfterValidator(_step)] = Field(examples=["90s", "30m", "24h", "7d"])


class Stepped(BaseModel):
    """Where business time stands now."""

    model_config = ConfigDict(from_attributes=True)

    now: Moment
    happened: list[str]


def clock_router(advance: Advance) -> APIRouter:
    """The route that moves the clock, for callers with a token or a login that may write."""
    router = APIRouter(route_class=ProblemRoute, include_in_schema=False)

    @router.post("/sandbox/clock")
    async def move(body: Step, caller: ApiOrWriter) -> Stepped:
        return Stepped.model_validate(await advance(parse_duration(body.advance)))

    return router
