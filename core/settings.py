"""Settings: environment over `.env` over `okpay.toml` over defaults.

What an operator sets in one word is an environment variable; what is longer (handles, official
domains, hours, policies) stands in the desk file, `okpay.toml`. Wrong values are collected and
told all at once, one clear line each.
"""

import os
import re
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.vocabulary import BotMode

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LONGEST = timedelta(days=3650)
#: Stands for every platform that is not named.
OTHERS = "*"
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)?")


class WrongSettings(Exception):
    """One or more settings are wrong; `lines` says each in one line."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def parse_duration(text: str) -> timedelta:
    """A duration such as `1.5s`, `30m`, `24h`, `7d`; a bare number is seconds."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is no duration; write for example 90s, 30m, 24h or 7d")
    seconds = float(match[1]) * _UNITS[match[2] or "s"]
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"'{text}' is too long; the longest is {LONGEST.days}d")
    return timedelta(seconds=seconds)


def _duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def _durations(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(parse_duration(part) for part in value.split(",") if part.strip())


def _quiet_hours(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", value.strip())
    try:
        if match is None:
            raise ValueError
        start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError:
        raise ValueError(
            f"'{value}' is no range of hours; write for example 21:00-09:00, or nothing"
        ) from None
    if start == end:
        raise ValueError(f"'{value}' would be quiet all day; write for example 21:00-09:00")
    return start, end


def _bot_modes(value: object) -> object:
    if not isinstance(value, str):
        return value
    modes = {OTHERS: BotMode.ON}
    named: set[str] = set()
    for part in value.split(","):
        platform, equals, word = part.rpartition("=")
        platform = platform.strip().lower() if equals else OTHERS
        try:
            mode = BotMode(word.strip().lower())
        except ValueError:
            raise ValueError(
                f"'{part.strip()}' is no mode; write on, shadow or off, or for example "
                "on,PLATFORM=shadow"
            ) from None
        if platform in named or not platform:
            what = f"'{platform}' is set twice" if platform in named else f"'{part}' names nobody"
            raise ValueError(f"{what}; write each platform once, for example on,PLATFORM=shadow")
        named.add(platform)
        modes[platform] = mode
    return modes


def _web_address(value: object) -> object:
    if isinstance(value, str) and value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise ValueError(f"'{value}' is no web address; write for example https://desk.example")
    return value or None


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Durations = Annotated[tuple[timedelta, ...], BeforeValidator(_durations)]
BotModes = Annotated[dict[str, BotMode], BeforeValidator(_bot_modes)]
QuietHours = Annotated[tuple[time, time] | None, BeforeValidator(_quiet_hours)]


class EnvSettings(BaseModel):
    """Base of every group of environment settings: a field's alias is the variable's name."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @classmethod
    def names(cls) -> list[str]:
        """The environment variables this group reads."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Read from `env`. Raises `WrongSettings` with one line for each wrong variable."""
        try:
            return cls.model_validate({n: env[n] for n in cls.names() if n in env})
        except ValidationError as error:
            raise WrongSettings([_line(e["loc"], e["msg"]) for e in error.errors()]) from None


def _line(where: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in where) or "settings"
    return f"{name}: {message.removeprefix('Value error, ')}"


class CoreSettings(EnvSettings):
    """What the desk itself reads from the environment."""

    database_url: str = Field("sqlite:///support.db", alias="DATABASE_URL")
    config_path: Path = Field(Path("okpay.toml"), alias="SUPPORT_CONFIG")
    turn_quiet: Duration = Field(timedelta(seconds=4), alias="TURN_QUIET", le=timedelta(minutes=10))
    quiet_hours: QuietHours = Field((time(21), time(9)), alias="QUIET_HOURS")
    remind_after: Durations = Field(
        (timedelta(hours=24), timedelta(hours=72)), alias="FOLLOW_UP_REMIND_AFTER"
    )
    close_after: Duration = Field(timedelta(days=7), alias="FOLLOW_UP_CLOSE_AFTER")
    bot_modes: BotModes = Field({OTHERS: BotMode.ON}, alias="BOT_MODE")
    sandbox_clock: bool = Field(False, alias="SANDBOX_CLOCK")
    log_level: str = Field("INFO", alias="LOG_LEVEL", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    log_format: str = Field("text", alias="LOG_FORMAT", pattern="^(text|json)$")


class ConsoleSettings(EnvSettings):
    """Where the agents' web listens."""

    host: str = Field("127.0.0.1", alias="CONSOLE_HOST")
    port: int = Field(8080, alias="CONSOLE_PORT", ge=0, le=65535)
    public_url: Annotated[str | None, BeforeValidator(_web_address)] = Field(
        None, alias="CONSOLE_PUBLIC_URL"
    )


class EdgeSettings(EnvSettings):
    """Where health, metrics and the platforms' webhooks are served."""

    host: str = Field("127.0.0.1", alias="EDGE_HOST")
    port: int = Field(8081, alias="EDGE_PORT", ge=0, le=65535)


SettingsT = TypeVar("SettingsT", bound=EnvSettings)


def environment(directory: Path | None = None) -> dict[str, str]:
    """The environment over the `.env` file of the working directory."""
    path = (directory or Path.cwd()) / ".env"
    from_file: dict[str, Any] = dotenv_values(path) if path.is_file() else {}
    return {k: v for k, v in from_file.items() if v is not None} | dict(os.environ)
