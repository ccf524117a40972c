"""What a message is compared by: pieces of its bare text, each with a weight by its sort.

Chinese has no spaces and no dictionary helps: single characters and pairs. Latin words are taken
whole, by their stem, in pairs, and in pieces of four or five letters (three in short words), which is what survives a
typo.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from core.rules.normalise import bare

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W_]+(?:'[^\W_]+)?|\?")
_ENDINGS = ("ation", "ing", "ion", "als", "al", "ed", "es", "er", "ly", "s", "e")
_WORD, _STEM, _PAIR, _PIECE, _HAN_ONE, _HAN_TWO, _HAN_THREE = 1.0, 0.6, 0.8, 0.22, 0.45, 1.0, 0.6
_HOLLOW_WORDS = """
a an the to of in on at for and or is are was were be been am it its this that with my your i
you me we do does did so just please pls hi hello hey there if can could would will have has had
u ur im i'm it's
"""
_HOLLOW = frozenset(_HOLLOW_WORDS.split())
_HOLLOW_HAN = frozenset("的了吗呢啊呀吧我你您是在有个就也都还啦嘛哦请问们这那")


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    framed = f"<{word}>"
    return tuple(
        f"~{framed[start : start + size]}"
        for size in ((4, 5) if len(word) > 4 else (3, 4))
        for start in range(len(framed) - size + 1)
    )


def _latin(word: str, previous: str, found: dict[str, float]) -> None:
    hollow = word in _HOLLOW
    found[word] = found.get(word, 0) + (_WORD * 0.3 if hollow else _WORD)
    if previous:
        pair = f"{previous} {word}"
        both = hollow and previous in _HOLLOW
        found[pair] = found.get(pair, 0) + (_PAIR * 0.5 if both else _PAIR)
    if hollow or len(word) < 3:
        return
    stem = f"^{_stem(word)}"
    found[stem] = found.get(stem, 0) + _STEM
    for piece in _pieces(word):
        found[piece] = found.get(piece, 0) + _PIECE


def _han(run: str, found: dict[str, float]) -> None:
    for index, character in enumerate(run):
        weight = _HAN_ONE * (0.4 if character in _HOLLOW_HAN else 1)
        found[character] = found.get(character, 0) + weight
        if index + 1 < len(run):
            pair = run[index : index + 2]
            hollow = pair[0] in _HOLLOW_HAN and pair[1] in _HOLLOW_HAN
            found[pair] = found.get(pair, 0) + _HAN_TWO * (0.4 if hollow else 1)
        if index + 2 < len(run):
            triple = run[index : index + 3]
            found[triple] = found.get(triple, 0) + _HAN_THREE


@lru_cache(maxsize=256)
def features(text: str) -> Mapping[str, float]:
    """Weighted pieces of a text; empty when it says nothing."""
    found: dict[str, float] = {}
    previous = ""
    for run in _RUN.findall(bare(text)):
        if "\u3400" <= run[0] <= "\u9fff":
            _han(run, found)
            previous = ""
        elif run == "?":
            found["?"] = 0.3
        else:
            _latin(run, previous, found)
            previous = run
    return MappingProxyType(found)
