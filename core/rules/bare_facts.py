"""Whether a message is nothing but facts: the answer to what was asked, or a case without words."""

import re
from collections.abc import Mapping

_NAMES = re.compile(
    r"订单号?|交易号|单号|流水号|金额|时间|日期|大概|大约|左右|对方|收款人|商户|银行|是|为|就|给|的|在|转|"
    r"\b(?:order|transaction|txn|id|no|number|ref(?:erence)?|amount|time|date|on|at|around|about|it was|it's|to|from|via|the|and|my|bank|is|was)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\w")
_REST_AT_MOST = 3


def is_bare_facts(text: str, found: Mapping[str, str]) -> bool:
    """Whether hardly a letter is left of a text without its facts and what they are called."""
    if not found:
        return False
    rest = text
    for value in sorted(found.values(), key=len, reverse=True):
        rest = rest.replace(value, " ")
    return len(_LETTER.findall(_NAMES.sub(" ", rest))) <= _REST_AT_MOST
