"""What the calls that platforms bill have cost, and what they may."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.desk import Desk
from core.models import Spending
from core.rules.money import micros


@dataclass(frozen=True, slots=True)
class Spent:
    """Millionths of the price book's currency; a limit of None is not set."""

    platform: str
    day: int
    month: int
    day_limit: int | None = None
    month_limit: int | None = None
    until: timedelta = timedelta(0)  #: to the end of the period whose limit is nearest

    @property
    def left(self) -> float:
        """The share that may still be spent, 0 to 1: of the day's or the month's limit."""
        shares = [
            1 - so_far / limit
            for so_far, limit in ((self.day, self.day_limit), (self.month, self.month_limit))
            if limit
        ]
        return max(0.0, min([1.0, *shares]))


def spent(desk: Desk, session: Session, platform: str) -> Spent:
    """Today's and this month's spending, in days of the desk's zone."""
    zone, budget = desk.policy.zone, desk.policy.desk.budget
    now = clock.now()
    today = now.astimezone(zone).date()
    midnight = datetime.combine(today, time(), zone)
    first = datetime.combine(today.replace(day=1), time(), zone)
    return Spent(
        platform,
        _sum(session, platform, midnight),
        _sum(session, platform, first),
        _limit(budget.day.get(platform)),
        _limit(budget.month.get(platform)),
        datetime.combine(today + timedelta(days=1), time(), zone) - now,
    )


def _limit(amount: Decimal | None) -> int | None:
    return None if amount is None else micros(amount)


def _sum(session: Session, platform: str, since: datetime) -> int:
    total = session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Spending.micros), 0)).where(
            col(Spending.platform) == platform, col(Spending.at) >= since
        )
    )
    return int(total or 0)
