"""Reads the texts for customers, and sees that both languages say the same things."""

from collections.abc import Mapping
from pathlib import Path

from core.library.source import LANGUAGES, PUBLIC_LIMIT, Source, one_of, read_toml
from core.rules.wording import VARIABLES, Texts, Wording, asks_for_secret, variables

LINK_ROOM = 10
"""Characters of a public text left free for what a platform adds (a mention, a space)."""


def read_texts(directory: Path) -> Texts:
    """Every text in every language."""
    sources = {language: read_toml(directory / f"{language}.toml") for language in LANGUAGES}
    read = {
        language: {id: _wording(source, id, language) for id in source.values}
        for language, source in sources.items()
    }
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        _compare(sources[language], read[language], read[other], other)
    return Texts(read)


def _compare(
    source: Source, own: Mapping[str, Wording], other: Mapping[str, Wording], name: str
) -> None:
    """Both files have the same ids, each with the same forms and variables."""
    for id in other.keys() - own.keys():
        raise source.wrong(f"there is no text '{id}'", f"[{id}] as in {name}.toml")
    for id, wording in own.items():
        twin = other.get(id, wording)
        for form, twin_form in ((wording.private, twin.private), (wording.public, twin.public)):
            if (form is None) != (twin_form is None) or _needs(form) != _needs(twin_form):
                what = f"'{id}' has other forms or variables than in {name}.toml"
                raise source.wrong(what, "the same in both files", f"[{id}]")


def _needs(form: str | None) -> frozenset[str]:
    return variables(form or "")


def _wording(source: Source, id: str, language: str) -> Wording:
    near = f"[{id}]"
    table = source.table(source.values[id], ("private",), ("public",))
    forms = {name: source.text(value, name) for name, value in table.items()}
    for text in forms.values():
        try:
            unknown = variables(text) - VARIABLES.keys()
        except ValueError:
            what = f"the braces of '{id}' do not match"
            raise source.wrong(what, "them in pairs", near) from None
        if unknown:
            what = f"'{id}' has the unknown variable {', '.join(sorted(unknown))}"
            raise source.wrong(what, one_of(VARIABLES), near)
        if asks_for_secret(text):
            raise source.wrong(f"'{id}' asks for a secret", "it without asking for one", near)
    limit = PUBLIC_LIMIT[language] - LINK_ROOM
    if len(forms.get("public", "")) > limit:
        what = f"the public form of '{id}' has {len(forms['public'])} characters"
        raise source.wrong(what, f"at most {limit}", near)
    return Wording(forms["private"], forms.get("public"))
