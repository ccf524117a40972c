"""One reading of the many ways to write the same characters.

`fold` keeps a way back to the given text, so that what is found in the folded text can be cut out
of the given one. `plain` is what retrieval and word lists look at, where no way back is needed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.rules.language import simplified

MASK = "\ue000"
"""Stands for something already taken out; of the private use area, so that nobody writes it."""

_KEPT_FORMAT = {"\n", "\t"}
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_URL = re.compile(
    r"(?:https?://|www\.)[^\s，。、！？）)】]+"
    r"|\b[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)*\."
    r"(?:com|net|org|io|cn|top|xyz|info|me|app|vip|shop|site|online|cc|example|ph|hk|tw|co)"
    r"(?![a-z0-9])(?:/[^\s，。、！？）)】]*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+\-]*@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{2,32}")
_BRAND = re.compile(r"(?<![a-z])ok[\s\-]?pay(?![a-z])|ok\s?钱包|欧?克钱包", re.IGNORECASE)
_ID = re.compile(r"(?<![a-z0-9])(?=[a-z\-]*\d)[a-z0-9\-]{8,}(?![a-z0-9])", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_REPEATED = re.compile(r"(.)\1{3,}")
_SPACE = re.compile(r"\s+")
_BLANK_RUN = re.compile(r"\s{4,}")
_LONGEST_EXPANSION = 4
"""Characters that one character may become: a few signs are whole phrases, and hide no digit."""
READ_AT_MOST = 1_200
"""Characters of a message that are read for its meaning; secrets are looked for in all of it."""


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character in _KEPT_FORMAT:
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Co") or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Cc":
        return " "
    plain = unicodedata.normalize("NFKC", character).translate(_QUOTES)
    return plain if len(plain) <= _LONGEST_EXPANSION else character


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in its plain form; character i came from given[starts[i]:ends[i]]."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a non-empty span of the folded text stands in the given one."""
        return self.starts[start], self.ends[end - 1]

    def without(self, spans: Sequence[tuple[int, int]]) -> "Folded":
        """Each of the sorted, non-overlapping spans becomes one `MASK`."""
        text, starts, ends = [], list[int](), list[int]()
        at = 0
        for start, end in spans:
            text.append(self.text[at:start] + MASK)
            starts.extend(self.starts[at:start])
            ends.extend(self.ends[at:start])
            starts.append(self.starts[start])
            ends.append(self.ends[end - 1])
            at = end
        text.append(self.text[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return Folded("".join(text), starts, ends)

    def squeezed(self) -> "Folded":
        """Each long run of blanks as one, which keeps patterns quick; a line break stays one."""
        if not _BLANK_RUN.search(self.text):
            return self
        text, starts, ends = [], list[int](), list[int]()
        at = 0
        for run in _BLANK_RUN.finditer(self.text):
            text.append(self.text[at : run.start()] + ("\n" if "\n" in run[0] else " "))
            starts.extend(self.starts[at : run.start() + 1])
            ends.extend(self.ends[at : run.start()])
            ends.append(self.ends[run.end() - 1])
            at = run.end()
        text.append(self.text[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return Folded("".join(text), starts, ends)


def fold(text: str) -> Folded:
    """NFKC, zero-width characters dropped, every digit as 0-9, Chinese as simplified."""
    if text.isascii() and text.isprintable():
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    for index, character in enumerate(text):
        piece = character if " " <= character <= "~" else _fold_character(character)
        folded.append(piece)
        starts.extend([index] * len(piece))
    joined = "".join(folded)
    return Folded(_same_length(joined), starts, [start + 1 for start in starts])


def _same_length(text: str) -> str:
    """Simplified without a change of length, which would lose the way back."""
    whole = simplified(text)
    if len(whole) == len(text):
        return whole
    return "".join(
        new if len(new := simplified(character)) == 1 else character for character in text
    )


def plain(text: str) -> str:
    """For word lists: folded, casefolded, runs shortened; links, addresses and names kept."""
    folded = fold(text[:READ_AT_MOST]).text.casefold()
    return _SPACE.sub(" ", _REPEATED.sub(r"\1\1\1", folded)).strip()


def bare(text: str) -> str:
    """For retrieval: `plain` with nothing left that says who or how much instead of what."""
    words = plain(text)
    words = _URL.sub(" ", _EMAIL.sub(" ", words))
    words = _BRAND.sub(" ", _HANDLE.sub(" ", words))
    words = _NUMBER.sub("0", _ID.sub(" ", words))
    kept = "".join(
        character if character.isalnum() or character in "'?" else " " for character in words
    )
    return _SPACE.sub(" ", kept).strip()
