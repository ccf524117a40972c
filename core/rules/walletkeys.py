"""Seed phrases and private keys of crypto wallets.

No list of seed words is shipped: a seed phrase is told by the words that announce it, or by being
twelve or more short plain words in a row among which there is none that sentences need.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator

from core.rules.lexicon.sentences import FUNCTION_WORDS, SENTENCE_WORDS
from core.rules.triage import Secret
from core.vocabulary import SecretKind

_BASE58 = r"[1-9A-HJ-NP-Za-km-z]"
_HEX_KEY = re.compile(r"(?<![0-9A-Za-z])(?:0x)?[0-9a-f]{64}(?![0-9A-Za-z])", re.IGNORECASE)
_SHAPED_KEY = re.compile(
    rf"(?<![0-9A-Za-z])(?:[5KL]{_BASE58}{{50,51}}|[xyztuv]prv{_BASE58}{{100,110}})(?![0-9A-Za-z])"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
)
_KEY_WORDS = re.compile(
    r"(?:私钥|秘钥|密钥|private\s*key|secret\s*key|priv\s?key|api\s*secret)(?:\s*(?:是|为|is|was|[:=]))*[\s\"']*"
    r"(?P<value>(?=[A-Za-z]*\d|\d)[0-9A-Za-z+/_\-]{20,128})",
    re.IGNORECASE,
)
_HASH_WORDS = re.compile(
    r"(?:tx|txid|txn|hash|transaction|交易|哈希|区块|转账|block|sha|checksum)[^\n]{0,24}$",
    re.IGNORECASE,
)
_KEY_BEFORE = re.compile(r"(?:私钥|密钥|秘钥|\bkey\b)[^\n]{0,24}$", re.IGNORECASE)
_SEED_WORDS = re.compile(
    r"助记词|注记词|助记|恢复词|备份词|种子(?:短语|词)?|恢复短语|mnemonics?|seed(?:s|\s*(?:phrase|words?))?"
    r"|(?:recovery|secret|backup|wallet)\s*(?:recovery\s*)?(?:phrase|words?|seed)|pass\s?phrase|(?:12|24|twelve|twenty[\s\-]four)[\s\-]*(?:words?|个词|个单词)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![A-Za-z'@./])[A-Za-z]{3,8}(?![A-Za-z'@/]|\.\w)")
_BETWEEN = re.compile(r"[\s,，、;|\-/]*(?:\(?\d{1,2}[.)、:]\s*)?")
_HAN_SEED = re.compile(
    r"[^\n一-鿿]{0,6}(?:是|为)?[:\s]*(?P<value>(?:[一-鿿][\s,，、]+){11,23}[一-鿿])(?![一-鿿])"
)


def wallet_keys(text: str) -> Iterator[Secret]:
    """Every private key and seed phrase in a folded text; spans may overlap."""
    for found in _SHAPED_KEY.finditer(text):
        yield Secret(SecretKind.PRIVATE_KEY, *found.span())
    for found in _HEX_KEY.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        if _KEY_BEFORE.search(before) or not _HASH_WORDS.search(before):
            yield Secret(SecretKind.PRIVATE_KEY, *found.span())
    for found in _KEY_WORDS.finditer(text):
        yield Secret(SecretKind.PRIVATE_KEY, *found.span("value"))
    yield from _seeds(text)


def _seeds(text: str) -> Iterator[Secret]:
    named = [found.end() for found in _SEED_WORDS.finditer(text)]
    for end in named:
        if found := _HAN_SEED.match(text, end):
            yield Secret(SecretKind.SEED_PHRASE, *found.span("value"))
    run: list[tuple[int, int]] = []
    for word in _WORD.finditer(text):
        joined = run and _BETWEEN.fullmatch(text, run[-1][1], word.start())
        announced = _since(named, word.start()) <= 200
        stop = word[0].lower() in (FUNCTION_WORDS if announced else SENTENCE_WORDS)
        if run and (not joined or stop):
            yield from _seed(run, named)
            run = []
        if not stop:
            run.append(word.span())
    yield from _seed(run, named)


def _seed(run: list[tuple[int, int]], named: list[int]) -> Iterator[Secret]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    announced = _since(named, start) <= 80
    if len(run) >= (8 if announced else 12):
        yield Secret(SecretKind.SEED_PHRASE, start, end)


def _since(places: list[int], at: int) -> float:
    """How far before `at` the last of the sorted places is; infinite when none is before it."""
    before = bisect_right(places, at)
    return at - places[before - 1] if before else math.inf
