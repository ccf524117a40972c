"""Reads the content the desk speaks from: FAQ entries, categories, examples and texts.

    content/
    ├── categories.toml            tree of categories, what to ask, when to open a ticket
    ├── faq/entries.toml           what is the same in every language
    ├── faq/{zh,en}/<id>.md        title, phrasings, negatives and public answer between lines of
    │                              +++ (TOML), then the private answer as plain text
    ├── examples/{zh,en}/<category>.toml  messages by child: `case` tells of the sender's own
    │                              account or money, `general` does not
    └── texts/{zh,en}.toml         every other text for customers

What is wrong is told with file, line and what to write instead, so that somebody who edits a text
needs nobody to read the code for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.library.categories import read_categories
from core.library.entries import read_entries
from core.library.examples import read_examples
from core.library.source import ContentError, read_toml
from core.library.texts import read_texts
from core.rules.category import Example
from core.rules.faq import Entry
from core.rules.phrase import Voice
from core.rules.wording import CategoryContent, Texts
from core.vocabulary import Category

__all__ = ["CONTENT", "ContentError", "Library", "load"]

CONTENT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True)
class Library:
    """Everything read from a content directory."""

    entries: tuple[Entry, ...]
    examples: tuple[Example, ...]
    categories: Mapping[Category, CategoryContent]
    texts: Texts

    @cached_property
    def voice(self) -> Voice:
        """What the desk says, for `core.rules.phrase`."""
        return Voice(self.texts, {entry.id: entry for entry in self.entries}, self.categories)

    @cached_property
    def risks(self) -> Mapping[str, str]:
        """The risk of each FAQ entry, by id."""
        return {entry.id: entry.risk for entry in self.entries}


def load(directory: Path | None = None) -> Library:
    """Read a content directory, by default the one that comes with the product.

    Raises `ContentError` for the first thing that is wrong.
    """
    root = directory or CONTENT
    shared = read_toml(root / "faq" / "entries.toml")
    categories = read_categories(root / "categories.toml", frozenset(shared.values))
    return Library(
        entries=read_entries(root / "faq", shared, categories),
        examples=tuple(read_examples(root / "examples", categories)),
        categories=categories,
        texts=read_texts(root / "texts"),
    )
