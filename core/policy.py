"""What an operator decides at length: the desk file, `okpay.toml`.

Every key has a default, so the file may be missing. A wrong key or value is told with file, line
and what to write instead.
"""

import re
import tomllib
from collections.abc import Collection
from datetime import time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.settings import (
    OTHERS,
    BotModes,
    CoreSettings,
    Duration,
    Durations,
    QuietHours,
    WrongSettings,
)
from core.vocabulary import BotMode

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

    day: dict[str, Decimal] = Field(default_factory=dict)
    month: dict[str, Decimal] = Field(default_factory=dict)
    prices: dict[str, Decimal] = Field(
        default_factory=lambda: {
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


class Policy(BaseModel):
    """Everything the desk's judgement depends on that an operator can change."""

    model_config = ConfigDict(frozen=True)

    desk: DeskFile = DeskFile()
    turn_quiet: Duration = timedelta(seconds=4)
    quiet_hours: QuietHours = (time(21), time(9))
    remind_after: Durations = (timedelta(hours=24), timedelta(hours=72))
    close_after: Duration = timedelta(days=7)
    bot_modes: BotModes = Field(default_factory=lambda: {OTHERS: BotMode.ON})

    def bot_mode(self, platform: str) -> BotMode:
        """What the operator lets the bot do on a platform."""
        return self.bot_modes.get(platform, self.bot_modes[OTHERS])

    @property
    def answer_expires(self) -> timedelta:
        """How long the bot's answer is worth sending."""
        return self.desk.expiry.answer

    @property
    def follow_up_expires(self) -> timedelta:
        """How long a reminder is worth sending."""
        return self.desk.expiry.follow_up

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.desk.hours.timezone)


def read_policy(settings: CoreSettings, platforms: Collection[str] | None = None) -> Policy:
    """The policy from settings and desk file; `platforms` are those that may be named.

    Raises `WrongSettings`.
    """
    if unknown := settings.bot_modes.keys() - {OTHERS, *(platforms or settings.bot_modes)}:
        raise WrongSettings(
            [
                f"BOT_MODE: '{min(unknown)}' is no platform; write one of "
                f"{', '.join(sorted(platforms or ()))}"
            ]
        )
    if any(later <= earlier for earlier, later in _steps(settings)):
        raise WrongSettings(
            [
                "FOLLOW_UP_REMIND_AFTER, FOLLOW_UP_CLOSE_AFTER: the moments must follow each "
                "other; write for example 24h,72h and 7d"
            ]
        )
    named = "config_path" in settings.model_fields_set
    if named and not settings.config_path.exists():
        raise WrongSettings(
            [f"SUPPORT_CONFIG: there is no file {settings.config_path}; create it, or unset this"]
        )
    return Policy(
        desk=read_desk_file(settings.config_path),
        turn_quiet=settings.turn_quiet,
        quiet_hours=settings.quiet_hours,
        remind_after=settings.remind_after,
        close_after=settings.close_after,
        bot_modes=settings.bot_modes,
    )


def _steps(settings: CoreSettings) -> list[tuple[timedelta, timedelta]]:
    steps = [timedelta(0), *settings.remind_after, settings.close_after]
    return list(pairwise(steps))


def read_desk_file(path: Path) -> DeskFile:
    """The desk file at `path`, or the defaults where there is none. Raises `WrongSettings`."""
    if not path.exists():
        return DeskFile()
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings([f"{path}: cannot be read ({error}); make it a UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings([f"{path}: {error}; see the TOML rules for this line"]) from None
    try:
        return DeskFile.model_validate(content)
    except ValidationError as error:
        lines = [_told(path, text, found) for found in error.errors()]
        raise WrongSettings(lines) from None


def _told(path: Path, text: str, found: Any) -> str:
    where = [str(part) for part in found["loc"]]
    number = _line_of(text, where)
    if found["type"] == "extra_forbidden":
        known = ", ".join(_known(where[:-1]))
        return f"{path}:{number}: '{'.'.join(where)}' is not known; known here: {known}"
    message = str(found["msg"])
    if found["type"] == "value_error":
        message = message.removeprefix("Value error, ")
    else:
        message = "this value is of the wrong kind; okpay.example.toml shows how it is written"
    return f"{path}:{number}: {'.'.join(where)}: {message}"


def _known(where: list[str]) -> list[str]:
    model: type[BaseModel] = DeskFile
    for part in where:
        inner = model.model_fields[part].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return list(model.model_fields)


def _line_of(text: str, where: list[str]) -> int:
    """The line where a key stands. TOML readers keep no positions, so it is looked for."""
    best, section = 1, ""
    keys = [part for part in where if not part.isdigit()]
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[+\s*([\w.\-]+)\s*\]+", line):
            section = match[1]
            if section == ".".join(keys):
                return number
            best = number if keys and section == keys[0] else best
        elif match := re.match(r"\s*([\w.\-\"']+)\s*=", line):
            key = match[1].strip("\"'")
            path = f"{section}.{key}" if section else key
            if path == ".".join(keys[: path.count(".") + 1]):
                return number
    return best
