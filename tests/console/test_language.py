"""Every text of the screens has a Chinese twin that fits it, and nothing else stands in the catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import console
from console import names
from console.language import preferred
from core.queries.queue import View
from core.vocabulary import (
    AttachmentKind,
    Author,
    DeliveryState,
    Language,
    Outcome,
    Priority,
    Role,
    TicketStatus,
)

ROOT = Path(console.__file__).parent.parent
METHODS = [
    ("api/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("templates/**.html", "jinja2"),
]
CATALOGUE = ROOT / "console/locale/zh/LC_MESSAGES/console.po"


def used() -> set[str]:
    found = set()
    for room in ("console", "sandbox"):
        keywords = {"_": None, "N_": None, "gettext": None}
        for _, _, text, _, _ in extract_from_dir(ROOT / room, METHODS, keywords=keywords):
            assert isinstance(text, str)
            found.add(text)
    return found


def chinese() -> dict[str, str]:
    with CATALOGUE.open("rb") as source:
        return {
            str(each.id): str(each.string)
            for each in read_po(source, abort_invalid=True)
            if each.id
        }


def test_every_text_is_translated() -> None:
    texts = used()
    assert len(texts) > 150
    known = chinese()
    assert sorted(text for text in texts if not known.get(text)) == []


def test_nothing_is_translated_that_is_not_said() -> None:
    assert sorted(set(chinese()) - used()) == []


def test_both_languages_name_the_same_values() -> None:
    for english, translated in chinese().items():
        fields = re.compile(r"\{\w*\}")
        assert sorted(fields.findall(english)) == sorted(fields.findall(translated)), english


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (names.VIEWS, View),
        (names.STATUSES, TicketStatus),
        (names.PRIORITIES, Priority),
        (names.AUTHORS, Author),
        (names.DELIVERIES, DeliveryState),
        (names.LANGUAGES, Language),
        (names.ROLES, Role),
        (names.OUTCOMES, Outcome),
        (names.ATTACHMENTS, AttachmentKind),
    ],
)
def test_every_word_of_the_desk_has_a_name(table: object, words: object) -> None:
    assert set(table) == set(words)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-Hant-TW,zh;q=0.9", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("de, zh;q=0.2, en;q=0.7", "en"),
        ("zh;q=nonsense, en", "en"),
        ("*", "en"),
        (",;q=;,,", "en"),
        ("fr", "en"),
    ],
)
def test_the_browser_is_understood(header: str, locale: str) -> None:
    assert preferred(header) == locale
