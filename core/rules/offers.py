"""What a customer can pick, and how a typed answer picks it."""

import re
from collections.abc import Sequence

from core.vocabulary import Category

PERSON = "person"
NONE = "none"
SOLVED = "solved"
WAITING = "waiting"
MENU = (
    *(
        f"cat:{category.value}"
        for category in (
            Category.ACCOUNT_LOGIN,
            Category.TRANSACTION_FAILED,
            Category.WITHDRAWAL_DELAY,
            Category.FUND_SECURITY,
            Category.ACCOUNT_SETTINGS,
        )
    ),
    PERSON,
)
"""What somebody is offered who has not said yet what it is about."""

_TEXTS = {
    PERSON: "choice_person",
    NONE: "choice_none",
    SOLVED: "choice_solved",
    WAITING: "choice_still_waiting",
}
_CHINESE = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NUMBER = re.compile(
    r"(?:选|選|choose|option|number|no\.?|the|#)?\s*第?\s*"
    r"([1-9]|[一二两三四五六七八九]|first|second|third|fourth|fifth)"
    r"\s*(?:个|個|项|項|条|條|号|號|one|option)?\s*[.。!！)）、]?",
    re.IGNORECASE,
)


def faq(id: str) -> str:
    """The choice id of a FAQ entry."""
    return f"faq:{id}"


def text_of(offer: str) -> str | None:
    """The id of the text that labels an offer; None for entries and categories."""
    return _TEXTS.get(offer)


def picked(text: str, offered: Sequence[str]) -> str | None:
    """The offer that a typed answer such as `1`, `第二个` or `the second one` picks."""
    match = _NUMBER.fullmatch(text.strip().lower())
    if match is None:
        return None
    word = match[1]
    number = _CHINESE.get(word) or _ORDINAL.get(word) or int(word)
    return offered[number - 1] if number <= len(offered) else None


_SOLVED = re.compile(
    r"(?:it(?:'s| is)\s+)?(?:all\s+)?(?:solved|resolved|fixed|sorted)(?:\s+now)?(?:,?\s*thanks?)?[.!]*"
    r"|(?:问题)?(?:已经|已)?(?:解决|解決|搞定)了?[。!！]*",
    re.IGNORECASE,
)


def said_solved(text: str) -> str | None:
    """The offer `solved`, where the answer to a reminder says so in words."""
    return SOLVED if _SOLVED.fullmatch(text.strip()) else None
