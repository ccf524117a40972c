"""How X weighs a post, written from its public description and not from the adapter.

https://docs.x.com/fundamentals/counting-characters. Walks over the text once; what it may not
know is counted low, so that it refuses only what X surely refuses.
"""

import re
import unicodedata

LONGEST_POST = 280

_ADDRESS = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#][!-~]*)?", re.IGNORECASE
)
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def weight(text: str) -> int:
    """The weighted length: 1 or 2 a character, an emoji 2, an address with a scheme 23."""
    total = 0
    rest = unicodedata.normalize("NFC", text)
    while rest:
        taken, units = _first(rest)
        total += units
        rest = rest[taken:]
    return total


def _first(text: str) -> tuple[int, int]:
    """How many code points the first thing in the text takes, and what it weighs."""
    if address := _ADDRESS.match(text):
        return address.end(), 23
    if keycap := _KEYCAP.match(text):
        return keycap.end(), 2
    if text[0] == "\ufe0f":
        return 1, 0  # shows the character before it as an emoji
    if _flag(text[0]) and _flag(text[1:2]):
        return 2, 2
    if _pictorial(text[0]):
        return _sequence(text), 2
    return 1, 1 if _light(ord(text[0])) else 2


def _sequence(text: str) -> int:
    at = 1
    while at < len(text):
        if text[at] == "\ufe0f" or "\U0001f3fb" <= text[at] <= "\U0001f3ff" or _tag(text[at]):
            at += 1
        elif text[at] == "\u200d" and _pictorial(text[at + 1 : at + 2]):
            at += 2
        else:
            break
    return at


def _tag(character: str) -> bool:
    return "\U000e0020" <= character <= "\U000e007f"


def _flag(character: str) -> bool:
    return bool(character) and "\U0001f1e6" <= character <= "\U0001f1ff"


def _pictorial(character: str) -> bool:
    if not character:
        return False
    code = ord(character)
    return 0x1F300 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF


def _light(code: int) -> bool:
    return (
        code <= 0x10FF
        or 0x2000 <= code <= 0x200D
        or 0x2010 <= code <= 0x201F
        or (0x2032 <= code <= 0x2037)
    )
