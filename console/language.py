"""The languages of the screens: English as written in the code, Chinese from a catalogue.

The catalogue is a text file, compiled in memory when the console starts, so that no build step
stands between a translator and the screen.
"""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from console.cookies import locale_cookie
from core.queries.staff import AgentView

LOCALES = ("zh", "en")
_CATALOGUES = Path(__file__).parent / "locale"
_PREFERENCE_LENGTH = 200  # of Accept-Language that is read


@cache
def translations(locale: str) -> gettext.NullTranslations:
    """The texts of a locale; English where a text has no translation."""
    path = _CATALOGUES / locale / "LC_MESSAGES" / "console.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def locale_of(request: Request, agent: AgentView | None) -> str:
    """The agent's own choice, else this browser's cookie, else what the browser prefers."""
    for choice in (agent.locale if agent else "", locale_cookie(request)):
        if choice in LOCALES:
            return choice
    return preferred(request.headers.get("accept-language", ""))


def preferred(accept_language: str) -> str:
    """The first of our locales in an Accept-Language header, by its weights; else English."""
    weighted = []
    for place, part in enumerate(accept_language[:_PREFERENCE_LENGTH].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        locale = tag.partition("-")[0].lower()
        try:
            weighted.append((-float(weight or 1), place, locale))
        except ValueError:
            continue
    ours = [locale for weight, _, locale in sorted(weighted) if locale in LOCALES and weight < 0]
    return ours[0] if ours else "en"
