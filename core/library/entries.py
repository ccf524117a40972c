"""Reads the FAQ: what is shared by all languages, and one file an entry and language."""

from collections.abc import Mapping
from pathlib import Path

from core.library.categories import place
from core.library.source import (
    LANGUAGES,
    PUBLIC_LIMIT,
    ContentError,
    Source,
    one_of,
    read_front_matter,
)
from core.rules.faq import Entry
from core.rules.wording import CategoryContent, asks_for_secret
from core.vocabulary import Category

RISKS = ("low", "medium", "high")
PARAGRAPH_LIMIT: Mapping[str, int] = {"zh": 120, "en": 300}
"""Longest paragraph of a private answer in characters; longer ones are not read on a phone."""


def read_entries(
    directory: Path, shared: Source, categories: Mapping[Category, CategoryContent]
) -> tuple[Entry, ...]:
    """Every entry named in `shared`, each in both languages."""
    for path in (path for language in LANGUAGES for path in (directory / language).glob("*.md")):
        if path.stem not in shared.values:
            raise ContentError(f"{path}:1: not in {shared.path.name}; write [{path.stem}] there")
    entries = []
    owners: dict[str, Path] = {}
    for id in shared.values:
        texts = {k: read_front_matter(directory / k / f"{id}.md") for k in LANGUAGES}
        for language, source in texts.items():
            _check(source, language)
            _claim(source, owners)
        entries.append(_entry(id, shared, texts, categories))
    return tuple(entries)


def _entry(
    id: str,
    shared: Source,
    texts: Mapping[str, Source],
    categories: Mapping[Category, CategoryContent],
) -> Entry:
    table = shared.table(shared.values[id], ("category", "risk"), ("child",))
    category, child = place(shared, table["category"], table.get("child"), categories)
    if table["risk"] not in RISKS:
        raise shared.wrong(f"'{table['risk']}' is no risk", one_of(RISKS), table["risk"])
    return Entry(
        id=id,
        category=category,
        child=child,
        risk=table["risk"],
        phrasings={k: s.texts(s.values["phrasings"], "phrasings") for k, s in texts.items()},
        title={k: s.text(s.values["title"], "title") for k, s in texts.items()},
        answer={k: s.body for k, s in texts.items()},
        public={k: s.text(s.values["public"], "public") for k, s in texts.items()},
        negatives={
            k: s.texts(s.values.get("negatives", []), "negatives") for k, s in texts.items()
        },
    )


def _claim(source: Source, owners: dict[str, Path]) -> None:
    """Each phrasing stands under one entry only, and there once."""
    for phrasing in source.texts(source.values["phrasings"], "phrasings"):
        owner = owners.setdefault(phrasing.casefold(), source.path)
        if owner != source.path or source.values["phrasings"].count(phrasing) > 1:
            what = f"'{phrasing}' is already in {owner.parent.name}/{owner.name}"
            raise source.wrong(what, "it once, under one entry", phrasing)


def _check(source: Source, language: str) -> None:
    """Lengths, and what no answer may say."""
    source.table(source.values, ("title", "public", "phrasings"), ("negatives",))
    source.text(source.body, "answer")
    public = source.text(source.values["public"], "public")
    if len(public) > (limit := PUBLIC_LIMIT[language]):
        what = f"the public answer has {len(public)} characters"
        raise source.wrong(what, f"at most {limit}", "public =")
    for paragraph in source.body.splitlines():
        if len(paragraph) > (limit := PARAGRAPH_LIMIT[language]):
            what = f"the paragraph has {len(paragraph)} characters"
            raise source.wrong(what, f"shorter ones, at most {limit} each", paragraph)
    for text in (public, *source.body.splitlines()):
        if "{" in text or "}" in text:
            raise source.wrong("a FAQ answer has no variables", "it without braces", text)
        if asks_for_secret(text):
            raise source.wrong("the answer asks for a secret", "it without asking for one", text)
