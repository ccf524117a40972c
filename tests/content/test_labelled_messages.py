"""The labelled messages that measure understanding: well-formed, and not taken from the content."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.library import load
from core.library.categories import SLOTS
from core.vocabulary import Category, DecisionKind, Language, Priority, SecretKind, Sentiment

FOLDER = Path(__file__).parent.parent / "rules"
LIBRARY = load()
TAUGHT = {text.casefold() for e in LIBRARY.entries for t in e.phrasings.values() for text in t}
TAUGHT |= {example.text.casefold() for example in LIBRARY.examples}


def messages(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


FILES = ("dev/zh.jsonl", "dev/en.jsonl", "held/zh.jsonl", "held/en.jsonl")


@pytest.mark.parametrize("name", FILES)
def test_every_label_is_known(name: str) -> None:
    faqs = {entry.id for entry in LIBRARY.entries} | {None}
    for message in messages(name):
        assert set(message) == {
            *("id", "text", "channel", "language", "category", "faq"),
            *("priority", "sentiment", "decision", "slots", "secrets"),
        }
        assert message["channel"] in ("dm", "mention")
        assert message["faq"] in faqs
        Language(message["language"])
        Category(message["category"])
        Priority(message["priority"])
        Sentiment(message["sentiment"])
        DecisionKind(message["decision"])
        assert message["slots"].keys() <= SLOTS
        for secret in message["secrets"]:
            SecretKind(secret["kind"])
            assert secret["text"] in message["text"]


@pytest.mark.parametrize("name", FILES)
def test_no_message_is_there_twice_or_taught(name: str) -> None:
    texts = [message["text"].casefold() for message in messages(name)]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & TAUGHT


@pytest.mark.parametrize("name", FILES[:2])
def test_development_set_is_large_and_mixed(name: str) -> None:
    found = messages(name)
    assert len(found) >= 300
    assert {Category(message["category"]) for message in found} == set(Category)
    assert {message["faq"] for message in found} >= {entry.id for entry in LIBRARY.entries} - {
        "give-feedback"
    }
    beside = ("other", "spam", "praise")
    assert sum(message["category"] in beside for message in found) >= 60
    assert sum(bool(message["secrets"]) for message in found) >= 40
    assert {s["kind"] for message in found for s in message["secrets"]} == set(SecretKind)
    assert sum(message["priority"] == "urgent" for message in found) >= 25
    assert sum(message["channel"] == "mention" for message in found) >= 40


def test_traditional_script_is_part_of_it() -> None:
    traditional = [m for m in messages("dev/zh.jsonl") if m["language"] == Language.ZH_HANT]
    assert len(traditional) >= 60
