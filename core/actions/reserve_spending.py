"""Set money aside for a call that a platform bills, before it is made."""

from decimal import Decimal

from sqlmodel import Session

from core import clock
from core.db import insert_once
from core.desk import Desk, Refused
from core.models import Setting, Spending
from core.queries.spent import spent
from core.rules.money import micros


def reserve_spending(desk: Desk, platform: str, what: str, count: int) -> int:
    """Set aside `count` times the price of `what`. Returns the reservation's id.

    It is on disk before the call, so that whatever happens then was counted. Raises `Refused`
    where the platform's limit of the day or the month would be passed.
    """
    prices = desk.policy.desk.budget.prices
    cost = micros(prices.get(what, max(prices.values(), default=Decimal(0)))) * count
    with desk.db.transaction() as session:
        _one_at_a_time(session, platform)
        books = spent(desk, session, platform)
        for period, so_far, limit in (
            ("day", books.day, books.day_limit),
            ("month", books.month, books.month_limit),
        ):
            if limit is not None and so_far + cost > limit:
                raise Refused(
                    "budget_spent",
                    f"The {period}'s budget for {platform} is spent ({so_far / 1e6:.2f} of "
                    f"{limit / 1e6:.2f}); raise budget.{period} in the desk file, or wait.",
                )
        row = Spending(platform=platform, what=what, count=count, micros=cost, at=clock.now())
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def _one_at_a_time(session: Session, platform: str) -> None:
    """Two processes must not both take the last of it."""
    name = f"budget.{platform}"
    insert_once(session, Setting, {"name": name, "value": ""})
    session.get_one(Setting, name, with_for_update=True)
