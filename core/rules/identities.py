"""Card numbers and numbers of identity papers, told by their check digits and their words."""

import re
from collections.abc import Iterator

from core.rules.checkdigits import (
    is_aadhaar,
    is_cn_id,
    is_hk_id,
    is_issuer,
    is_sg_id,
    is_tw_id,
    is_us_ssn,
    luhn,
)
from core.rules.triage import Secret
from core.vocabulary import SecretKind

_CHAIN = re.compile(r"(?<![\d.,A-Za-z])\d(?:[\s\-.·•‧∙⋅*_/|~,]{0,3}\d){11,40}(?![\dA-Za-z])")
_DIGIT = re.compile("[0-9]")
_LOOSE = re.compile(r"[\n,]")
_LETTER = re.compile(r"[^\W\d_]")
_GROUP = re.compile(r"\d+")
_CARD_WORDS = re.compile(
    r"(?:卡号|银行卡|信用卡|借记卡|储蓄卡|card\s*(?:number|no\.?|num|#)?|visa|mastercard|amex|unionpay|银联)[^\n\d]{0,16}$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:订单|单号|流水|交易|编号|工单|参考|申请号|请求号|凭证|order|ref(?:erence)?|txn|txid|transaction|trans|trace|tracking|ticket|case|receipt|rrn|utr|arn|invoice|request|payment id|uid|user id)"
    r"(?:\s*(?:号码?|id|no\.?|number|num|#|code))?[\s:#=是为]*(?:is|was)?[\s:#]*[A-Z]{0,6}[\-]?$",
    re.IGNORECASE,
)
_EXPIRY_AND_CODE = re.compile(
    r"[\s,;/|]*(?:exp(?:iry|ires|\.)?|valid(?:\s+thru)?|有效期|到期)?[\s:,至到]*\d{1,2}\s*[/\-]\s*\d{2,4}[\s,;/|]+(?P<code>\d{3,4})(?!\d|\s*(?:元|块|usd|年))",
    re.IGNORECASE,
)
_CN = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]{0,2}\d){16}[ \-]{0,2}[\dXx](?![\dA-Za-z])")
_LETTERED = re.compile(
    r"(?<![\dA-Za-z])[A-Z]{1,2}[ \-]?\d{6,9}[ ]?(?:\([\dA]\)|[A-Z])?(?![\dA-Za-z)])", re.I
)
_SSN = re.compile(r"(?<![\d\-])(\d{3})[\- ](\d{2})[\- ](\d{4})(?![\d\-])")
_AADHAAR = re.compile(r"(?<![\d\-])\d{4}[ \-]?\d{4}[ \-]?\d{4}(?![\d\-]|[ \-]\d)")
_PAPER_WORDS = re.compile(
    r"身份证(?:号码?|件)?|证件号码?|居民证|护照(?:号码?)?|驾照(?:号码?)?|统一编号|身分证(?:字号)?|港澳通行证(?:号码?)?|台胞证|回乡证"
    r"|(?<![a-z])(?:passport|hk\s?id|nric|ssn|social\s+security|aadhaa?r|tax\s+id|(?:national|personal|government|gov)\s+id|id\s*card|identity\s*(?:card|number|no)|identification|"
    r"driv(?:er|ing)'?s?\s+licen[cs]e|my\s+id|(?<!order )(?<!user )(?<!case )(?<!transaction )(?<!txn )(?<!ticket )(?<!payment )(?<!ref )(?<!request )(?<!your )(?<!member )(?<!customer )(?<!merchant )(?<!account )(?<!\.)id)"
    r"(?:\s*(?:card|number|num|no\.?|#))*(?![a-z])",
    re.IGNORECASE,
)
_PAPER_VALUE = re.compile(
    r"[\s:=#]*(?:号码?|就|应该)?(?:是|为|is|was)?[\s:=#\"']*(?P<value>[A-Z]{0,3}[ \-]?\d(?:[ \-]?\d){4,17}(?:[A-Z](?![A-Za-z])|\(\w\))?)(?!\d)",
    re.IGNORECASE,
)
_NOT_A_PAPER = re.compile(
    r"订单|单号|order|ref|txn|transaction|ticket|尾号|ending|last", re.IGNORECASE
)


def identities(text: str) -> Iterator[Secret]:
    """Every card number and identity number in a folded text; spans may overlap."""
    if _DIGIT.search(text):  # all of them have digits, most texts have none
        yield from _cards(text)
        yield from _papers(text)


def _cards(text: str) -> Iterator[Secret]:
    for chain in _CHAIN.finditer(text):
        groups = [
            (group.start() + chain.start(), group.end() + chain.start())
            for group in _GROUP.finditer(chain[0])
        ]
        first = 0
        while first < len(groups):
            last = _card_in(text, groups, first)
            if last is None:
                first += 1
                continue
            start, end = groups[first][0], groups[last][1]
            yield Secret(SecretKind.CARD, start, end)
            if code := _EXPIRY_AND_CODE.match(text, end):
                yield Secret(SecretKind.CVV, *code.span("code"))
            first = last + 1


def _card_in(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The last group of the card number that starts with group `first`, if one does."""
    digits = ""
    checked: int | None = None
    unchecked: int | None = None
    loose: int | None = None
    for last in range(first, min(len(groups), first + 20)):
        digits += text[slice(*groups[last])]
        if len(digits) > 19:
            break
        if len(digits) < 13 or not is_issuer(digits) or not _shaped(groups[first : last + 1]):
            continue
        if not luhn(digits):
            unchecked = last if len(digits) >= 15 else unchecked
        elif _in_one_piece(text, groups[first : last + 1]):
            checked = last
        else:
            loose = last
    found = [last for last in (checked, unchecked, loose) if last is not None]
    if not found:
        return None
    before = text[max(0, groups[first][0] - 40) : groups[first][0]]
    if not _LETTER.search(before):
        return checked
    if _CARD_WORDS.search(before):
        return max(found)
    return None if _REFERENCE.search(before) else checked


def _in_one_piece(text: str, groups: list[tuple[int, int]]) -> bool:
    """Whether groups are one number, and not a list: over lines and commas only fours are."""
    whole = text[groups[0][0] : groups[-1][1]]
    return not _LOOSE.search(whole) or min(end - start for start, end in groups[:-1]) >= 4


def _shaped(groups: list[tuple[int, int]]) -> bool:
    """Written as a card is: in one run, in groups of four or so, or digit by digit."""
    sizes = [end - start for start, end in groups]
    return len(sizes) == 1 or max(sizes) <= 3 or (sizes[0] >= 4 and 3 <= max(sizes[1:]) <= 7)


def _papers(text: str) -> Iterator[Secret]:
    for found in _CN.finditer(text):
        if is_cn_id(re.sub(r"[ \-]", "", found[0])):
            yield Secret(SecretKind.ID_NUMBER, *found.span())
    for found in _LETTERED.finditer(text):
        number = re.sub(r"[ ()\-]", "", found[0])
        if _REFERENCE.search(text[max(0, found.start() - 40) : found.start()]):
            continue
        if is_hk_id(number) or is_tw_id(number) or is_sg_id(number):
            yield Secret(SecretKind.ID_NUMBER, *found.span())
    for found in _SSN.finditer(text):
        if is_us_ssn("".join(found.groups())):
            yield Secret(SecretKind.ID_NUMBER, *found.span())
    for found in _AADHAAR.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        spaced = len(found[0]) > 12
        if spaced and is_aadhaar(re.sub(r"[ \-]", "", found[0])) and not _REFERENCE.search(before):
            yield Secret(SecretKind.ID_NUMBER, *found.span())
    for words in _PAPER_WORDS.finditer(text):
        value = _PAPER_VALUE.match(text, words.end())
        if value and not _NOT_A_PAPER.search(
            text[max(0, words.start() - 12) : value.start("value")]
        ):
            yield Secret(SecretKind.ID_NUMBER, *value.span("value"))
