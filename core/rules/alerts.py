"""What an operator has to look at, and in which words the staff hears of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from core.rules.wording import Texts
from core.vocabulary import AlertKind, Language

#: A channel that was not heard of for so long was given up, so nobody needs to be told any more.
GIVEN_UP = timedelta(days=7)
#: Nobody is expected to read more of a trouble than this.
LONGEST_DETAIL = 500
#: The trouble of a channel that does not listen: once that lasts it is told as silence, and other
#: troubles come with it.
_NOT_LISTENING = "listening"


@dataclass(frozen=True, slots=True)
class Limits:
    """From when something is wrong; a `no_messages_after` of zero is never."""

    silent_after: timedelta
    no_messages_after: timedelta
    undelivered: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one platform's channel. Moments are real time."""

    platform: str
    started_at: datetime
    heard_at: datetime | None = None
    last_event_at: datetime | None = None
    troubles: Mapping[str, str] = field(default_factory=dict)
    undelivered: int = 0
    quarantined: int = 0
    spent: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By period: millionths spent, and the limit."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now. Kind and subject make it the same one; the detail may change."""

    kind: AlertKind
    subject: str
    detail: str


def findings(standings: Iterable[Standing], limits: Limits, now: datetime) -> list[Finding]:
    """Everything that is wrong now."""
    return [found for standing in standings for found in _findings(standing, limits, now)]


def _findings(standing: Standing, limits: Limits, now: datetime) -> Iterator[Finding]:
    def found(kind: AlertKind, detail: str) -> Finding:
        return Finding(kind, standing.platform, detail[:LONGEST_DETAIL])

    heard = standing.heard_at or standing.started_at
    if now - heard > GIVEN_UP:
        return
    if now - heard > limits.silent_after:
        yield found(AlertKind.SILENT, _moment(heard, limits.zone))
    elif _NOT_LISTENING not in standing.troubles:  # it may be back in a moment, so wait
        last = standing.last_event_at or standing.started_at
        if limits.no_messages_after and now - last > limits.no_messages_after:
            yield found(AlertKind.NO_MESSAGES, _moment(last, limits.zone))
        if standing.troubles:
            yield found(AlertKind.TROUBLE, " ".join(standing.troubles.values()))
    if standing.quarantined:
        yield found(AlertKind.QUARANTINE, str(standing.quarantined))
    if standing.undelivered >= limits.undelivered:
        yield found(AlertKind.UNDELIVERED, str(standing.undelivered))
    over = [
        f"{period} {used / 1e6:.2f} / {limit / 1e6:.2f}"
        for period, (used, limit) in standing.spent.items()
        if used >= limit
    ]
    if over:
        yield found(AlertKind.SPENDING, ", ".join(over))


def sentence(texts: Texts, kind: AlertKind, subject: str, detail: str, language: Language) -> str:
    """What is wrong, as a part of a longer text."""
    return texts.say(f"alert_{kind}", language, subject=subject, detail=detail)


def announcement(
    texts: Texts, kind: AlertKind, subject: str, detail: str, language: Language, *, over: bool
) -> str:
    """What the staff's chat reads; `over`: that it is no longer so."""
    what = sentence(texts, kind, subject, detail, language)
    return texts.say("alert_over" if over else "alert_open", language, alert=what)


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
