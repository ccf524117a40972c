"""Asks X, waits out its rate limits, and says clearly why an answer did not come."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bots.twitter.budget import Budget, budget, until_reset
from bots.twitter.errors import Failure, failure
from core.channel import NotAllowed
from core.clock import real_now

log = logging.getLogger(__name__)

Ask = Callable[[], Awaitable[aiohttp.ClientResponse]]


class ReadFailed(Exception):
    """X did not answer, or not with what was asked for; it may next time."""


class QueryRefused(ReadFailed):
    """X found fault with what was asked (400)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What X said, and how much may still be asked."""

    body: Mapping[str, Any]
    budget: Budget | None


async def ask(what: str, right: str, call: Ask) -> Answer:
    """The answer to a reading request; `what` names it and `right` says what it needs.

    Waits as long as X's rate limit asks for. Raises `NotAllowed` or `ReadFailed`.
    """
    while True:
        try:
            return await _once(call)
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = failure(error)
        except ReadFailed:
            raise
        except Exception as error:  # tweepy's own, and whatever it makes of a strange answer
            problem = failure(error)
        if problem.status != 429:
            raise _meaning(what, right, problem)
        seconds = until_reset(problem.headers, real_now().timestamp())
        log.warning("X limits reading %s; waiting %.0f s", what, seconds)
        await asyncio.sleep(seconds)


async def body(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises `ReadFailed`."""
    try:
        content = await response.json(content_type=None)
    except ValueError:
        raise ReadFailed("X answered something that is no JSON") from None
    if not isinstance(content, Mapping):
        raise ReadFailed("X answered something that is no object")
    return content


async def _once(call: Ask) -> Answer:
    response = await call()
    return Answer(await body(response), budget(response.headers, real_now().timestamp()))


def _meaning(what: str, right: str, problem: Failure) -> Exception:
    said = f"X refuses {what}: {problem.status} {problem.detail}".rstrip()
    if problem.status == 401:
        return NotAllowed(f"{said}. The keys are wrong or withdrawn: {right}")
    if problem.status == 403:
        return NotAllowed(f"{said}. A right is missing: {right}")
    if problem.status == 400:
        return QueryRefused(said)
    return ReadFailed(f"X, {what}: {problem.status or ''} {problem.detail}".replace("  ", " "))
