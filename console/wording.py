"""Says the desk's values in an agent's language: names, moments, spans of time, what happened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_datetime, format_skeleton, format_timedelta
from markupsafe import Markup, escape

from console import names
from console.history import sentence_of
from console.language import translations
from console.names import N_
from core import clock
from core.actions.mark_delivered import MARKED
from core.desk import Desk, DeskError
from core.queries.alerts import AlertView
from core.queries.outlook import Outlook
from core.queries.timeline import EventView
from core.rules.alerts import sentence
from core.rules.privacy import private_details
from core.vocabulary import Category, Language, TicketStatus

PREVIEW = 160
"""Characters of a message that a list shows."""

_MAY_HOLD_CONTACT = re.compile(r"[@＠]|(?:\d\D*){7}")
_MASKED_IN_LISTS = ("email", "phone", "account")
_BABEL = {"zh": "zh_Hans_CN", "en": "en_GB"}
_MASKED = re.compile(r"\[(?:password|code|pin|cvv|seed phrase|private key|card ••\w+|id ••\w+)\]")


@dataclass(frozen=True)
class Wording:
    """Everything a template says that is not its own text."""

    locale: str
    desk: Desk

    def text(self, message: str) -> str:
        """A marked text in this language."""
        return translations(self.locale).gettext(message)

    def name(self, table: str, value: Any) -> str:
        """What a value is called; the value itself where nobody named it yet."""
        known: Mapping[Any, str] = getattr(names, table)
        return self.text(known[value]) if value in known else str(value)

    def category(self, category: Category, child: str | None = None) -> str:
        """A category, with its child where it has one."""
        content = self.desk.library.categories[category]
        label = content.label[self.locale]
        if child is None or child not in content.children:
            return label
        return f"{label} · {content.children[child].label[self.locale]}"

    def platform(self, name: str) -> str:
        """A platform as people call it."""
        return names.PLATFORMS.get(name, name.capitalize())

    def limit(self, platform: str, private: bool) -> names.Limit | None:
        """How long a reply there may be before the agent is warned, where that is known."""
        known = names.LIMITS.get(platform)
        return None if known is None else known[0 if private else 1]

    def moment(self, at: datetime) -> str:
        """A moment in the desk's zone: the time today, with the day otherwise."""
        zone, locale = self.desk.policy.zone, _BABEL[self.locale]
        today = clock.now().astimezone(zone).date()
        day = at.astimezone(zone).date()
        time = format_skeleton("Hm", at, zone, locale=locale)
        if day == today:
            return time
        date = format_skeleton(
            "MMMd" if day.year == today.year else "yMMMd", at, zone, locale=locale
        )
        return f"{date} {time}"

    def clock_time(self, at: datetime) -> str:
        """A moment of real time today, to the minute and rounded up."""
        rounded = at + timedelta(seconds=59)
        return format_skeleton("Hm", rounded, self.desk.policy.zone, locale=_BABEL[self.locale])

    def exactly(self, at: datetime) -> str:
        """A moment in full, for who points at it."""
        return format_datetime(at, "full", self.desk.policy.zone, locale=_BABEL[self.locale])

    def span(self, since: datetime) -> str:
        """How long ago, such as 5 min."""
        passed = max(clock.now() - since, timedelta(minutes=1))
        return format_timedelta(
            passed,
            granularity="minute",
            threshold=1.2,
            format="short",
            locale=_BABEL[self.locale],
        )

    def lasting(self, span: timedelta) -> str:
        """A span of time, to the second where it is short."""
        return format_timedelta(
            max(span, timedelta(0)),
            granularity="second",
            threshold=2,
            format="short",
            locale=_BABEL[self.locale],
        )

    def alert(self, alert: AlertView) -> str:
        """What an operator has to look at, as a sentence."""
        language = Language.ZH_HANS if self.locale == "zh" else Language.EN
        subject = self.platform(alert.subject)
        texts = self.desk.library.texts
        told = sentence(texts, alert.kind, subject, alert.detail, language)
        return told[:1].upper() + told[1:]

    def money(self, micros: int) -> str:
        """Millionths of the price book's currency; it has no sign, since nobody said which it is."""
        return f"{micros / 1e6:.2f}"

    def due(self, at: datetime) -> str:
        """How far ahead, such as in 5 min; a moment that has passed is due now."""
        ahead = at - clock.now()
        if ahead <= timedelta(0):
            return self.text(N_("now"))
        return format_timedelta(
            max(ahead, timedelta(minutes=1)),
            granularity="minute",
            threshold=1.2,
            add_direction=True,
            format="short",
            locale=_BABEL[self.locale],
        )

    def next_step(self, status: TicketStatus) -> str:
        """What happens by itself at the due moment."""
        if status is TicketStatus.PENDING:
            return self.text(N_("Next reminder or closing"))
        if status is TicketStatus.SOLVED:
            return self.text(N_("Closes"))
        return self.text(N_("Due"))

    def size(self, size: int | None) -> str:
        """A file's size for people; nothing where it is not known."""
        if size is None:
            return ""
        return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size // 1000, 1)} kB"

    def chips(self, text: str, secrets: list[str]) -> Markup:
        """A message with what was masked in it standing out; everything is escaped."""
        if not secrets:
            return escape(text)
        hint = self.text(N_("Masked before it was stored"))
        told, end = Markup(), 0
        for found in _MASKED.finditer(text):
            told += escape(text[end : found.start()])
            told += Markup('<span class="masked" title="{}">{}</span>').format(hint, found[0])
            end = found.end()
        return told + escape(text[end:])

    def preview(self, text: str) -> str:
        """The beginning of a message for a list, where contact details are masked."""
        return _masked(text[: 2 * PREVIEW])[:PREVIEW]

    def refusal(self, error: DeskError) -> str:
        """Why a verb refused."""
        known = names.REFUSALS.get(error.code)
        return self.text(known) if known is not None else str(error)

    def reason(self, reason: str) -> str:
        """Why a message of ours did not arrive or is said to have; as it came where nobody named it."""
        if reason.startswith(MARKED):
            who = reason.removeprefix(MARKED)
            return self.text(N_("marked as delivered by {who}")).format(who=who)
        return self.name("REASONS", reason)

    def outlook(self, outlook: Outlook) -> str:
        """How long a message will wait, and for what."""
        return self.text(
            N_("about {wait} in the queue: the platform lets us send {count} messages in {span}")
        ).format(
            wait=self._about(outlook.wait),
            count=outlook.count,
            span=self._about(timedelta(seconds=outlook.seconds)),
        )

    def _about(self, span: timedelta) -> str:
        return format_timedelta(
            max(span, timedelta(seconds=1)), threshold=1.2, locale=_BABEL[self.locale]
        )

    def actor(self, actor: str) -> str:
        """Who did something: an agent by name, or which part of the desk."""
        kind, _, name = actor.partition(":")
        known = {author.value: word for author, word in names.AUTHORS.items()}
        if name:
            return name
        return self.text(known[kind]) if kind in known else actor

    def happened(self, event: EventView) -> str:
        """One line of a ticket's history."""
        detail = {**event.detail, "who": self.actor(event.actor)}
        told = sentence_of(event.kind, event.detail)
        match event.kind:
            case "status":
                detail["to"] = self.name("STATUSES", event.detail.get("to"))
            case "priority":
                detail["to"] = self.name("PRIORITIES", event.detail.get("to"))
            case "category" if event.detail.get("to") in set(Category):
                child = event.detail.get("child")
                detail["to"] = self.category(Category(event.detail["to"]), child)
            case "facts":
                detail["facts"] = ", ".join(self.name("SLOTS", slot) for slot in event.detail)
            case "assigned" if "status" in event.detail:
                detail["status"] = self.name("STATUSES", event.detail["status"])
            case "delivery":
                detail["state"] = self.name("DELIVERIES", event.detail.get("state"))
                detail["reason"] = self.reason(str(event.detail.get("reason", "–")))
        if told is None:
            return f"{detail['who']}: {event.kind}"
        return self.text(told).format_map(_Known(detail))


@lru_cache(maxsize=4096)  # lists are shown again and again, and looking costs milliseconds
def _masked(text: str) -> str:
    if not _MAY_HOLD_CONTACT.search(text):
        return text
    told, end = "", 0
    for found in private_details(text):
        if found.kind in _MASKED_IN_LISTS and found.start >= end:
            told += f"{text[end : found.start]}{text[found.start]}••••{text[found.end - 1]}"
            end = found.end
    return told + text[end:]


class _Known(dict[str, Any]):
    """Values for a sentence; what an old event does not tell is left out of it."""

    def __missing__(self, key: str) -> str:
        return "–"
