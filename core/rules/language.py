"""Which language a message is in, and in which one it is answered.

By script: a statistical detector calls "ok", "hi" and "refund" foreign. What is left to words is
only whether Latin letters are English.
"""

import re
from functools import cache

import opencc  # type: ignore[import-untyped, unused-ignore]

from core.rules.lexicon.languages import ENGLISH, FOREIGN
from core.rules.lexicon.taiwan import in_taiwan_words
from core.vocabulary import Language

_ASIDE = re.compile(
    r"https?://\S+|www\.\S+|(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,120}\.[A-Za-z]+|(?<!\w)[@#]\w+"
    r"|(?<![a-z])(?:ok\s?-?pay|usdt?|cny|rmb|hkd|twd|php|app|apk|2fa|otp|pin|kyc|id|vip|iban|sms|qr|"
    r"atm|ios|iphone|android|visa|mastercard|paypal|wechat|alipay|telegram|twitter|discord|"
    r"e-?mail|wifi|cvv|ip|pc|ok|pwd|pw|login|bug|vip|hi|hello|pending|[a-z])(?![a-z])",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"[A-Za-z]*[0-9_][A-Za-z0-9_\-]*|[a-z0-9\-]+\.[a-z]{2,}\S*|\b[A-Z]{2,}\b", re.ASCII
)
"""Numbers of orders, addresses of pages, abbreviations: in no language."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][A-Za-z]+)?")
_CANTONESE = re.compile(r"[嘅唔喺咗冇佢哋啲嘢畀咁嚟搵攞]")
_ENOUGH = 800  #: characters that show the language
_HAN_WEIGHT = 3.5
"""Letters of an English word that say as much as one Chinese character, about."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def simplified(text: str) -> str:
    """In simplified characters; what is not Chinese stays."""
    return text if text.isascii() else str(_converter("t2s").convert(text))


def traditional(text: str) -> str:
    """In traditional characters and, where they differ, Taiwan's words (登录 is 登入)."""
    if text.isascii():
        return text
    return in_taiwan_words(str(_converter("s2twp").convert(text)))


def _script(text: str) -> Language:
    """Traditional when more characters exist only there than exist only in simplified."""
    han = "".join(_HAN.findall(text))
    to_simple, to_traditional = simplified(han), str(_converter("s2tw").convert(han))
    old = sum(a != b for a, b in zip(han, to_simple, strict=False))
    new = sum(a != b for a, b in zip(han, to_traditional, strict=False))
    old += 2 * len(_CANTONESE.findall(text))
    return Language.ZH_HANT if old > new else Language.ZH_HANS


def _english(words: list[str]) -> bool:
    """Whether Latin words are English as far as their short words show; in doubt they are."""
    foreign = sum(word in FOREIGN for word in words)
    foreign += sum(any(ord(letter) > 0xBF for letter in word) for word in words)
    known = sum(word in ENGLISH for word in words)
    return not (foreign > known and (foreign >= 2 or len(words) <= 2))


def _counts(text: str) -> tuple[int, list[str], int]:
    """Chinese characters, Latin words in lower case, letters of any other script."""
    left = _CODED.sub(" ", _ASIDE.sub(" ", text))
    han = len(_HAN.findall(left))
    words = [word.lower().replace("’", "'") for word in _LATIN_WORD.findall(left)]
    letters = sum(character.isalpha() for character in left)
    other = letters - han - sum(letter.isalpha() for word in words for letter in word)
    return han, words, other


def detect(text: str) -> Language:
    """What a message is written in; `other` also when there is nothing that could be read."""
    text = text[:_ENOUGH]
    han, words, other = _counts(text)
    latin = sum(map(len, words))
    kana = len(_KANA.findall(text))
    if (kana >= 2 and kana * 6 >= han) or other * 3 > han * _HAN_WEIGHT + latin:
        return Language.OTHER
    if han and words:
        if han <= 4 and len(words) >= 6:
            return Language.EN
        if len(words) >= 2 or (len(words[0]) > 2 and han <= 6):
            return Language.MIXED if han >= 2 or len(words) < 4 else Language.EN
        return _script(text)
    if han:
        return _script(text)
    if words:
        return Language.EN if _english(words) else Language.OTHER
    return Language.EN if any(c.isascii() and c.isalpha() for c in text) else Language.OTHER


def reply_language(text: str, last: Language | None) -> Language:
    """The language of the message; of mixed ones the larger part; else the customer's last."""
    fallback = last if last in (Language.ZH_HANS, Language.ZH_HANT) else Language.EN
    text = text[:_ENOUGH]
    found = detect(text)
    han, words, _ = _counts(text)
    if not han and (not words or set(words) <= {"okay", "yes", "no", "hi", "hm", "haha", "lol"}):
        return fallback
    if found is Language.MIXED:
        return _script(text) if han * _HAN_WEIGHT >= sum(map(len, words)) else Language.EN
    return fallback if found is Language.OTHER else found
