"""Spending: set aside before the call, settled after it, never past the limit."""

import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import select

from core import clock
from core.actions.reserve_spending import reserve_spending
from core.actions.settle_spending import settle_spending
from core.channel import TryLater
from core.desk import Desk, Refused
from core.models import Spending
from core.policy import Budget, DeskFile, read_policy
from core.queries.spent import Spent, spent
from core.runtime.money import purse
from core.settings import CoreSettings, WrongSettings


@pytest.fixture
def thrifty(desk: Desk) -> Desk:
    """A desk that may spend 1.00 a day and 1.50 a month on its platform; a message costs 0.10."""
    budget = Budget(
        day={"line": Decimal(1)}, month={"line": Decimal("1.5")}, prices={"dm_send": Decimal("0.1")}
    )
    policy = desk.policy.model_copy(update={"desk": DeskFile(budget=budget)})
    return Desk(desk.db, policy, desk.library)


def books(desk: Desk) -> Spent:
    with desk.db.reading() as session:
        return spent(desk, session, "line")


def test_what_was_not_billed_is_free_again(thrifty: Desk) -> None:
    reservation = reserve_spending(thrifty, "line", "dm_send", 10)
    assert books(thrifty).day == 1_000_000
    with pytest.raises(Refused, match="day's budget for line is spent"):
        reserve_spending(thrifty, "line", "dm_send", 1)
    settle_spending(thrifty, reservation, 3)
    settle_spending(thrifty, reservation, 0)  # once only
    assert books(thrifty).day == 300_000
    assert books(thrifty).left == pytest.approx(0.7)


def test_what_a_crash_left_open_counts_as_spent(thrifty: Desk) -> None:
    reserve_spending(thrifty, "line", "dm_send", 4)
    assert books(thrifty).day == 400_000


def test_a_new_day_has_new_money_until_the_month_is_spent(thrifty: Desk) -> None:
    reserve_spending(thrifty, "line", "dm_send", 10)
    clock.set_offset(timedelta(days=1))
    reserve_spending(thrifty, "line", "dm_send", 5)
    same_month = books(thrifty).month > 500_000
    if same_month:
        with pytest.raises(Refused, match="month"):
            reserve_spending(thrifty, "line", "dm_send", 1)


def test_an_unknown_price_costs_as_much_as_the_dearest(thrifty: Desk) -> None:
    reserve_spending(thrifty, "line", "something new", 1)
    assert books(thrifty).day == 200_000


def test_many_at_once_never_pass_the_limit(thrifty: Desk) -> None:
    refused: list[Refused] = []

    def spend() -> None:
        for _ in range(5):
            try:
                reserve_spending(thrifty, "line", "dm_send", 1)
            except Refused as full:
                refused.append(full)

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert books(thrifty).day == 1_000_000
    assert len(refused) == 10
    with thrifty.db.reading() as session:
        assert len(session.exec(select(Spending)).all()) == 10


async def test_a_purse_says_when_to_look_again(thrifty: Desk, desk: Desk) -> None:
    account = purse(thrifty, "line")
    assert account is not None
    reservation = await account.reserve("dm_send", 10)
    with pytest.raises(TryLater) as full:
        await account.reserve("dm_send")
    assert full.value.everyone
    assert 0 < full.value.after <= 300
    assert await account.left() == 0.0
    await account.settle(reservation, 0)
    assert await account.left() == 1.0
    assert purse(desk, "line") is None


@pytest.mark.parametrize(
    "wrong",
    [{"day": {"line": -1}}, {"day": {"line": Decimal("1e30")}}, {"prices": {"dm_reed": 1}}],
)
def test_absurd_budgets_are_refused(wrong: dict[str, dict[str, Decimal]]) -> None:
    with pytest.raises(ValidationError):
        Budget(**wrong)  # type: ignore[arg-type]


def test_a_limit_for_a_platform_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "okpay.toml"
    path.write_text("[budget]\nday = { x = 5 }\n")
    settings = CoreSettings.read({"SUPPORT_CONFIG": str(path)})
    with pytest.raises(WrongSettings, match="'x' is no platform; write one of line"):
        read_policy(settings, ["line"])
