"""Make a text fit to be stored: no secrets, and no characters that a database refuses."""

import re

from core.rules.privacy import PLACEHOLDER, Redacted, redact

#: PostgreSQL has no NUL, and half a surrogate pair is no character in UTF-8.
#: Letters that announce a secret and say no more; a Chinese character counts as three.
LITTLE = 18
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def only_masked(text: str) -> bool:
    """Whether a masked text says nothing besides its secrets ("my card is [card ••1111]")."""
    if not PLACEHOLDER.search(text):
        return False
    rest = [one for one in PLACEHOLDER.sub("", text) if one.isalpha()]
    return sum(1 if one.isascii() else 3 for one in rest) <= LITTLE


def storable(text: str) -> Redacted:
    """The text with its secrets masked and every character that cannot be stored as U+FFFD."""
    return redact(_UNSTORABLE.sub("�", text))
