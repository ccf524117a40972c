"""The purse that an adapter of a platform with prices pays from."""

import asyncio
from functools import partial

from core.actions.reserve_spending import reserve_spending
from core.actions.settle_spending import settle_spending
from core.channel import TryLater
from core.desk import Desk, Refused
from core.queries.spent import Spent, spent

#: Seconds until it is looked again whether the budget allows a call: an operator may raise it.
LOOKED_AGAIN = 300.0


class Account:
    """A `Purse` kept in the desk's books."""

    def __init__(self, desk: Desk, platform: str) -> None:
        self._desk, self._platform = desk, platform

    async def reserve(self, what: str, count: int = 1) -> str:
        """Set aside the price. Raises `TryLater` where a limit would be passed."""
        reserve = partial(reserve_spending, self._desk, self._platform, what, count)
        try:
            return str(await asyncio.to_thread(reserve))
        except Refused as full:
            books = await asyncio.to_thread(self._books)
            wait = min(max(books.until.total_seconds(), 1.0), LOOKED_AGAIN)
            raise TryLater(str(full), wait, everyone=True) from None

    async def settle(self, reservation: str, count: int) -> None:
        """So many were billed."""
        await asyncio.to_thread(settle_spending, self._desk, int(reservation), count)

    async def left(self) -> float:
        """The share of the limit that may still be spent."""
        return (await asyncio.to_thread(self._books)).left

    def _books(self) -> Spent:
        with self._desk.db.reading() as session:
            return spent(self._desk, session, self._platform)


def purse(desk: Desk, platform: str) -> Account | None:
    """The platform's purse; None where no limit is set, and nothing is metered."""
    budget = desk.policy.desk.budget
    metered = platform in budget.day or platform in budget.month
    return Account(desk, platform) if metered else None
