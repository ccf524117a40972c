"""The sections of the desk file, with their defaults and what their values may be."""

import re
from datetime import time, timedelta
from decimal import Decimal
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from core.settings import (
    Duration,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _zone(value: object) -> object:
    if isinstance(value, str) and value not in available_timezones():
        raise ValueError(f"'{value}' is no time zone; write for example Asia/Shanghai")
    return value


def _weekdays(value: object) -> object:
    if isinstance(value, list):
        wrong = [day for day in value if day not in WEEKDAYS]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no weekday; write a list of {', '.join(WEEKDAYS)}")
    return value


def _hour(value: object) -> object:
    if isinstance(value, str):
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value}' is no time of day; write for example 09:00") from None
    return value


def _domain(value: object) -> object:
    if isinstance(value, list):
        for domain in value:
            if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", str(domain)):
                raise ValueError(f"'{domain}' is no domain; write for example okpay.example")
    return value


PRICES = {
    "post_read": Decimal("0.005"),
    "mention_read": Decimal("0.001"),
    "dm_read": Decimal("0.010"),
    "dm_push": Decimal("0.010"),
    "user_read": Decimal("0.010"),
    "post_create": Decimal("0.015"),
    "post_create_url": Decimal("0.200"),
    "reply": Decimal("0.010"),
    "dm_send": Decimal("0.015"),
}
Money = Annotated[Decimal, Field(ge=0, le=1_000_000)]


def _priced(value: dict[str, Decimal]) -> dict[str, Decimal]:
    if unknown := value.keys() - PRICES.keys():
        raise ValueError(f"'{min(unknown)}' has no price; known: {', '.join(PRICES)}")
    return PRICES | value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(_Section):
    """Who we are. Nothing is invented: what is not set is not said."""

    domains: Annotated[tuple[str, ...], BeforeValidator(_domain)] = ()
    handles: dict[str, str] = Field(default_factory=dict)  #: platform to official handle


class Hours(_Section):
    """When people answer. The bot and urgent cases are served around the clock."""

    timezone: Annotated[str, BeforeValidator(_zone)] = "Asia/Shanghai"
    weekdays: Annotated[tuple[str, ...], BeforeValidator(_weekdays)] = WEEKDAYS[:5]
    opens: Annotated[time, BeforeValidator(_hour)] = time(9)
    closes: Annotated[time, BeforeValidator(_hour)] = time(18)


class Promises(_Section):
    """Until when a customer is told they hear from us. Never less than people can keep."""

    first_answer: Duration = timedelta(hours=48)
    urgent_answer: Duration = timedelta(hours=2)


class Amounts(_Section):
    """From which amount a case is of high priority, by currency."""

    high: dict[str, Decimal] = Field(
        default_factory=lambda: {"CNY": Decimal(10_000), "USD": Decimal(1_500)}
    )


class Lifecycle(_Section):
    """What happens to a ticket by itself."""

    close_solved_after: Duration = timedelta(hours=72)
    reopen_within: Duration = timedelta(days=7)


class Expiry(_Section):
    """After which time an automatic message that could not be sent would only confuse."""

    answer: Duration = timedelta(hours=12)
    follow_up: Duration = timedelta(hours=24)


class Floods(_Section):
    """From when one author's messages are answered together instead of each at once."""

    messages: int = Field(default=20, ge=1)
    within: Duration = Field(default=timedelta(minutes=10), gt=timedelta(0))
    pause: Duration = timedelta(seconds=60)
    pace: Duration = timedelta(seconds=2)


class Health(_Section):
    """When something is wrong, and who on the staff is told."""

    #: not less than three of the notes, ten seconds apart, that a platform reaches us
    silent_after: Duration = Field(default=timedelta(minutes=2), ge=timedelta(seconds=30))
    no_messages_after: Duration = timedelta(0)  #: zero: never
    undelivered: int = Field(default=10, ge=1)  #: in an hour, on one channel
    alert_to: str = Field(default="", pattern=r"^([a-z]+:\S+)?$")  #: platform:chat


class Budget(_Section):
    """What calls cost on platforms that bill them, and how much may be spent; by platform.

    Nothing is metered on a platform without a limit. Prices are those published in November 2026.
    """

    day: dict[str, Money] = Field(default_factory=dict)
    month: dict[str, Money] = Field(default_factory=dict)
    prices: Annotated[dict[str, Money], AfterValidator(_priced)] = Field(
        default_factory=lambda: dict(PRICES)
    )


class DeskFile(_Section):
    """The whole desk file."""

    brand: Brand = Brand()
    hours: Hours = Hours()
    promises: Promises = Promises()
    amounts: Amounts = Amounts()
    lifecycle: Lifecycle = Lifecycle()
    expiry: Expiry = Expiry()
    floods: Floods = Floods()
    health: Health = Health()
    budget: Budget = Budget()
