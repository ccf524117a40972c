"""Urgent messages of many people, and what only looks like them, in both languages."""

import json
from pathlib import Path

import pytest

from core.library import load
from core.rules.reader import Reader, build, read
from core.vocabulary import Priority

FOLDER = Path(__file__).parent / "urgent"
LEAST_RECALL, LEAST_PRECISION = 0.95, 0.85


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader of the shipped content."""
    library = load()
    return build(library.entries, library.examples)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_urgent_messages_are_told_from_their_lookalikes(reader: Reader, language: str) -> None:
    lines = (FOLDER / f"{language}.jsonl").read_text("utf-8").splitlines()
    labelled = [json.loads(line) for line in lines]
    assert sum(one["urgent"] for one in labelled) >= 60
    assert sum(not one["urgent"] for one in labelled) >= 60
    raised = {
        one["text"] for one in labelled if read(reader, one["text"]).priority is Priority.URGENT
    }
    urgent = {one["text"] for one in labelled if one["urgent"]}
    assert len(raised & urgent) >= LEAST_RECALL * len(urgent), sorted(urgent - raised)
    assert len(raised & urgent) >= LEAST_PRECISION * len(raised), sorted(raised - urgent)
