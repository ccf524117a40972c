"""Turn the lines of a decision into the one text that is sent, in the customer's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.rules import offers
from core.rules.decision import Line
from core.rules.faq import Entry
from core.rules.wording import (
    CategoryContent,
    Texts,
    category_label,
    content_language,
    faq_answer,
    faq_title,
)
from core.vocabulary import Category, Language


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything the desk can say."""

    texts: Texts
    entries: Mapping[str, Entry]
    categories: Mapping[Category, CategoryContent]


def phrase(
    voice: Voice,
    lines: Sequence[Line],
    language: Language,
    *,
    public: bool,
    variables: Mapping[str, str],
) -> str:
    """The text of all lines, one paragraph each. A public one is a single paragraph."""
    said = [_line(voice, line, language, public, variables) for line in lines]
    return "\n\n".join(text.strip() for text in said)


def label(voice: Voice, offer: str, language: Language) -> str:
    """What the button of an offer says."""
    kind, _, value = offer.partition(":")
    if kind == "faq":
        return faq_title(voice.entries[value], language)
    if kind == "cat":
        return category_label(voice.categories, Category(value), language)
    text = offers.text_of(offer)
    assert text is not None
    return voice.texts.say(text, language)


def moment(at: datetime, language: Language, zone: ZoneInfo) -> str:
    """A moment as customers read it, always with its zone: they may be anywhere."""
    local = at.astimezone(zone)
    utc_offset = local.utcoffset()
    minutes = int(utc_offset.total_seconds() // 60) if utc_offset else 0
    hours, rest = divmod(abs(minutes), 60)
    name = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    if content_language(language) == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M}（{name}）"
    return f"{local.day} {_MONTHS[local.month - 1]}, {local:%H:%M} ({name})"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _line(
    voice: Voice,
    line: Line,
    language: Language,
    public: bool,
    variables: Mapping[str, str],
) -> str:
    if line.faq is not None:
        return faq_answer(voice.entries[line.faq], language, public=public)
    given = dict(variables)
    if line.asking:
        given["missing"] = voice.texts.ask_for(line.asking, language)
    return voice.texts.say(_sayable(voice, line.text, given), language, public=public, **given)


def _sayable(voice: Voice, text: str, given: Mapping[str, str]) -> str:
    """The text, or its `_plain` form where a thing it names is not known."""
    plain = f"{text}_plain"
    empty = {name for name, value in given.items() if not value}
    return plain if voice.texts.has(plain) and voice.texts.needs(text) & empty else text
