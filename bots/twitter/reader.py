"""Asks X, pays for the answer, and says clearly why one did not come."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from bots.twitter.budget import Budget, budget, until_reset
from bots.twitter.errors import UNREACHED_SECONDS, Failure, failure
from bots.twitter.pace import wait
from bots.twitter.till import Price, Till
from core.channel import NotAllowed, TryLater
from core.clock import now

log = logging.getLogger(__name__)

Ask = Callable[[], Awaitable[aiohttp.ClientResponse]]
Result = TypeVar("Result")


class ReadFailed(Exception):
    """X did not answer, or not with what was asked for; it may `after` some seconds."""

    def __init__(self, reason: str, after: float = UNREACHED_SECONDS) -> None:
        super().__init__(reason)
        self.after = after


class QueryRefused(ReadFailed):
    """X found fault with what was asked (400)."""


class NotThere(ReadFailed):
    """X has nothing there (404)."""


class Paused(ReadFailed):
    """X's rate limit, or the desk's purse, says when to ask again."""

    def __init__(self, reason: str, after: float, *, money: bool) -> None:
        super().__init__(reason, after)
        self.money = money


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, and what it may cost."""

    what: str  #: names it to people
    right: str  #: what to do where a right is missing
    price: Price  #: of each item
    most: int  #: items at most
    call: Ask


@dataclass(frozen=True, slots=True)
class Answer:
    """What X said, and how much may still be asked."""

    body: Mapping[str, Any]
    budget: Budget | None

    @property
    def items(self) -> list[object]:
        """What the answer's `data` holds; none where it is missing or strange."""
        found = self.body.get("data")
        return found if isinstance(found, list) else [found] if isinstance(found, Mapping) else []


class Reader:
    """The way every reading request takes."""

    def __init__(self, till: Till) -> None:
        self._till = till

    async def ask(self, question: Question) -> Answer:
        """The answer. Raises `NotAllowed` or `ReadFailed`."""
        try:
            async with self._till.paying(question.price, question.most) as bill:
                response = await question.call()
                answer = Answer(await body(response), budget(response.headers, now()))
                bill.count = self._till.fresh(question.price, answer.items)
            return answer
        except ReadFailed:
            raise
        except TryLater as short:
            reason = f"reading {question.what} is paused: {short.reason}"
            raise Paused(reason, short.after, money=True) from None
        except Exception as error:  # tweepy's, aiohttp's, and whatever they make of an answer
            problem = failure(error)
        raise _meaning(question, problem)


async def patiently(ask: Callable[[], Awaitable[Result]], told: Callable[[Paused], None]) -> Result:
    """The answer, however long it has to wait; `told` hears why, each time."""
    while True:
        try:
            return await ask()
        except Paused as pause:
            log.warning("%s; waiting %.0f s", pause, pause.after)
            told(pause)
            after = pause.after
        await wait(after)


async def body(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises `ReadFailed`."""
    try:
        content = await response.json(content_type=None)
    except ValueError:
        raise ReadFailed("X answered something that is no JSON") from None
    if not isinstance(content, Mapping):
        raise ReadFailed("X answered something that is no object")
    return content


def _meaning(question: Question, problem: Failure) -> Exception:
    said = f"X refuses {question.what}: {problem.status} {problem.detail}".rstrip()
    match problem.status:
        case 401:
            return NotAllowed(f"{said}. The keys are wrong or withdrawn: {question.right}")
        case 403:
            return NotAllowed(f"{said}. A right is missing: {question.right}")
        case 400:
            return QueryRefused(said)
        case 404:
            return NotThere(said)
        case 429:
            return Paused(
                f"X limits reading {question.what}",
                until_reset(problem.headers, now()),
                money=False,
            )
        case _:
            told = f"X, {question.what}: {problem.status or ''} {problem.detail}"
            return ReadFailed(told.replace("  ", " "))
