"""Make a text fit to be stored: no secrets, and no characters that a database refuses."""

import re

from core.rules.privacy import Redacted, redact

#: PostgreSQL has no NUL, and half a surrogate pair is no character in UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> Redacted:
    """The text with its secrets masked and every character that cannot be stored as U+FFFD."""
    return redact(_UNSTORABLE.sub("�", text))
