"""How Discord counts a text, and how a long one is cut into messages. Pure.

Discord reads Markdown in what we send; our texts are plain, so what would be read as markup
gets a backslash, and a text is measured as it will travel.
"""

import re
import unicodedata

LIMIT = 2000
"""Longest `content` of a message (docs: Create Message). Counted in UTF-16 units here: the
strictest way to count, so it holds however Discord does."""

# Addresses are left alone: a backslash inside one would break the link.
_MARKUP = re.compile(
    r"(?P<address>https?://[^\s<>]+)"
    r"|(?P<start>^(?:\s*(?:>{1,3}|#{1,3}|-\#)(?=\s)))"
    r"|(?P<mark>[\\*_~`|\[\]]|<(?=[@#:/at]))",
    re.MULTILINE,
)
_PAUSES = "。!?;!?;…\n"
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_BLANK_PARTS = "\u200b\u200c\u2060\ufeff"


def escaped(text: str) -> str:
    """The text with a backslash before everything Discord would read as markup or a mention."""

    def escape(match: re.Match[str]) -> str:
        if match["address"]:
            return match["address"]
        if match["start"]:
            body = match["start"].lstrip()
            return match["start"][: -len(body)] + "\\" + body
        return "\\" + match["mark"]

    return _MARKUP.sub(escape, text)


def measured(text: str) -> int:
    """How much of `LIMIT` a text takes once escaped."""
    return len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in parts that fit, cut at a line, a pause or a space where there is one.

    No part is empty, and no cut goes through what a reader sees as one character (unless that
    one alone is longer than a message).
    """
    parts = []
    rest = text.strip()
    while rest and measured(rest) > limit:
        cut = _cut(rest, _fits(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if part]


def speaks(text: str) -> bool:
    """Whether a reader would see anything: Discord refuses a message that shows nothing."""
    return bool(text.strip().strip(_BLANK_PARTS).strip())


def _fits(text: str, limit: int) -> int:
    """The length of a beginning of the text that fits, near the longest one."""
    length = min(len(text), limit)
    while length > 1 and (size := measured(text[:length])) > limit:
        length -= max(1, (size - limit) // 2)
    return max(1, length)


def _cut(text: str, most: int) -> int:
    """Where to cut so that at most `most` characters stand before it."""
    earliest = most // 2
    for line_end in (text.rfind("\n", earliest, most), _last_pause(text, earliest, most)):
        if line_end > 0:
            return line_end + 1
    space = text.rfind(" ", earliest, most + 1)
    if space > 0:
        return space
    for cut in range(most, 0, -1):
        if not _one_character(text, cut):
            return cut
    return most


def _last_pause(text: str, start: int, end: int) -> int:
    return max(text.rfind(pause, start, end) for pause in _PAUSES)


def _one_character(text: str, cut: int) -> bool:
    """Whether a cut here would go through one visible character (an approximation of UAX 29)."""
    if cut >= len(text):
        return False
    before, after = text[cut - 1], text[cut]
    if before in _JOINERS[:1] or after in _JOINERS or unicodedata.category(after).startswith("M"):
        return True
    if (before, after) == ("\r", "\n") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\u1160" <= after <= "\u11ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if _flag(before) and _flag(after):
        letters = 0
        while letters < cut and _flag(text[cut - 1 - letters]):
            letters += 1
        return letters % 2 == 1
    return False


def _flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
