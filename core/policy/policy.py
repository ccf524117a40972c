"""Everything the desk's judgement depends on that an operator can change, in one value."""

from collections.abc import Collection
from datetime import time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from core.policy.reading import read_desk_file
from core.policy.sections import DeskFile
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
    desk = read_desk_file(settings.config_path)
    if platforms is not None:
        _check_platforms(settings.config_path, desk, platforms)
    return Policy(
        desk=desk,
        turn_quiet=settings.turn_quiet,
        quiet_hours=settings.quiet_hours,
        remind_after=settings.remind_after,
        close_after=settings.close_after,
        bot_modes=settings.bot_modes,
    )


def _check_platforms(path: Path, desk: DeskFile, platforms: Collection[str]) -> None:
    """What is set for a platform that does not exist would silently do nothing."""
    told = desk.health.alert_to.partition(":")[0]
    named = {
        "budget.day": desk.budget.day.keys(),
        "budget.month": desk.budget.month.keys(),
        "brand.handles": desk.brand.handles.keys(),
        "health.alert_to": {told} if told else set(),
    }
    lines = [
        f"{path}: {key}: '{min(unknown)}' is no platform; write one of {', '.join(sorted(platforms))}"
        for key, names in named.items()
        if (unknown := names - set(platforms))
    ]
    if lines:
        raise WrongSettings(lines)


def _steps(settings: CoreSettings) -> list[tuple[timedelta, timedelta]]:
    steps = [timedelta(0), *settings.remind_after, settings.close_after]
    return list(pairwise(steps))
