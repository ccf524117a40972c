"""Reads the labelled messages that teach the reader what messages are about."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from core.library.categories import place
from core.library.source import LANGUAGES, read_toml
from core.rules.category import Example
from core.rules.wording import CategoryContent
from core.vocabulary import Category

KINDS = ("case", "general")


def read_examples(
    directory: Path, categories: Mapping[Category, CategoryContent]
) -> Iterator[Example]:
    """Every example of every file. A category without children has no tables in its file."""
    for path in (p for k in LANGUAGES for p in sorted((directory / k).glob("*.toml"))):
        source = read_toml(path)
        category, _ = place(source, path.stem, None, categories)
        split = bool(categories[category].children)
        for child, kinds in source.values.items() if split else ((None, source.values),):
            place(source, category, child, categories)
            for kind, texts in source.table(kinds, (), KINDS).items():
                for text in source.texts(texts, kind):
                    yield Example(text, category, child, case=kind == "case")
