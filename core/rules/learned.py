"""What is learned from the content: built once, then only read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.rules.bayes import Bayes
from core.rules.category import Example, key_of, known_of
from core.rules.faq import Entry
from core.rules.features import features
from core.rules.retrieval import Index
from core.vocabulary import Category


@dataclass(frozen=True)
class Reader:
    """Everything learned from the content; built once, then only read."""

    entries: Mapping[str, Entry]
    about: Mapping[Category, tuple[str, ...]]  #: ids of the entries of each category
    sentences: Index  #: examples, and phrasings and titles of the entries
    lookalikes: Index  #: negatives, keyed by entry
    labels: Bayes
    answers: Bayes  #: phrasings only, labelled by entry


def build(entries: Sequence[Entry], examples: Sequence[Example]) -> Reader:
    """A reader of these entries and examples. Takes about a second for some thousand sentences."""
    questions = [
        (entry.id, text)
        for entry in entries
        for group in (entry.phrasings, {k: (v,) for k, v in entry.title.items()})
        for texts in group.values()
        for text in texts
    ]
    named = {entry.id: entry for entry in entries}
    learned = [
        (key_of(named[name].category, named[name].child, case=False, faq=name), features(text))
        for name, text in questions
    ]
    answers = [(name, pieces) for (name, _), (_, pieces) in zip(questions, learned, strict=True)]
    learned += [(key_of(e.category, e.child, e.case), features(e.text)) for e in examples]
    return Reader(
        entries=named,
        about={
            category: tuple(e.id for e in entries if e.category is category)
            for category in {e.category for e in entries}
        },
        sentences=Index(learned),
        lookalikes=Index(
            [(e.id, features(t)) for e in entries for ts in e.negatives.values() for t in ts]
        ),
        labels=Bayes((_label_only(key), pieces) for key, pieces in learned),
        answers=Bayes(answers),
    )


def _label_only(key: str) -> str:
    (category, child), _, _ = known_of(key)
    return key_of(Category(category), child, case=False)
