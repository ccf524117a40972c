"""Pays for what X bills: set aside before the call, settled by what came of it.

X bills reading by the item, the same item once in a day (UTC), and sending by the post or
message: https://docs.x.com/x-api/getting-started/pricing. Where nobody knows whether X did what
was asked, everything set aside counts as spent.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bots.twitter.errors import failure, is_free
from core.channel import Purse, SendError, TryLater
from core.clock import now

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 5.0
_AMPLE, _LEAST_LEFT = 0.5, 0.01  # shares of what may be spent


class Price(StrEnum):
    """What X has a price for, as the desk's price book names it."""

    POST_READ = "post_read"
    MENTION_READ = "mention_read"
    DM_READ = "dm_read"
    USER_READ = "user_read"
    DM_PUSH = "dm_push"
    REPLY = "reply"
    POST_WITH_URL = "post_create_url"
    DM_SEND = "dm_send"

    @property
    def reading(self) -> bool:
        """Whether nothing is billed unless something was given."""
        return self.value.endswith("_read")


@dataclass(slots=True)
class Bill:
    """What a call turned out to be billed for."""

    count: int


class Till:
    """Between the adapter and the desk's purse. Without a purse everything is free."""

    def __init__(self) -> None:
        self.purse: Purse | None = None
        self._day: date | None = None
        self._paid: set[tuple[Price, str]] = set()

    @asynccontextmanager
    async def paying(self, price: Price, most: int = 1) -> AsyncIterator[Bill]:
        """Around a call that X bills at most `most` times. Raises `TryLater`, the call unmade."""
        bill, purse = Bill(most), self.purse
        if purse is None:
            yield bill
            return
        reservation = await _reserve(purse, price, most)
        try:
            yield bill
        except Exception as error:
            if is_free(failure(error), reading=price.reading):
                await _settle(purse, reservation, 0)
            raise
        await _settle(purse, reservation, bill.count)

    async def paid(self, price: Price, item: object) -> None:
        """Write down what X gave unasked. An empty purse cannot stop it any more."""
        if not self.fresh(price, (item,)):
            return
        try:
            async with self.paying(price):
                pass
        except SendError as problem:
            log.warning("X billed a %s that could not be written down: %s", price, problem.reason)

    def fresh(self, price: Price, items: Iterable[object]) -> int:
        """How many of the items X bills: those it has not billed today."""
        if self._day != (today := now().date()):
            self._day, self._paid = today, set()
        count = 0
        for item in items:
            given = item.get("id") if isinstance(item, Mapping) else None
            key = (price, given) if isinstance(given, str) else None
            count += key not in self._paid
            if key is not None:
                self._paid.add(key)
        return count

    async def thrift(self) -> float:
        """How many times slower than usual to read, so that the money lasts; 1 or more."""
        if self.purse is None:
            return 1.0
        try:
            left = await self.purse.left()
        except Exception as problem:
            log.warning("the purse could not be looked into (%s)", type(problem).__name__)
            return 1.0
        return max(1.0, _AMPLE / max(left, _LEAST_LEFT))


async def _reserve(purse: Purse, price: Price, most: int) -> str:
    try:
        return await purse.reserve(price, most)
    except SendError:
        raise
    except Exception as problem:
        reason = f"the money for X could not be set aside ({type(problem).__name__})"
        raise TryLater(reason, _AGAIN_SECONDS, everyone=True) from None


async def _settle(purse: Purse, reservation: str, count: int) -> None:
    """What X took is not undone by a database that is away: the reservation then counts in full."""
    try:
        await purse.settle(reservation, count)
    except Exception as problem:
        log.warning("a bill of X could not be settled (%s)", type(problem).__name__)
