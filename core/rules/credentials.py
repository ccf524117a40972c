"""Passwords, PINs, one-time codes and card security codes, told by the words around them.

The words alone (密码, "my code") are no secret: a value must follow, or stand before "is my …".
"""

import re
from collections.abc import Iterator

from core.rules.announcements import below
from core.rules.lexicon import credentials as say
from core.rules.lexicon import credentials_abroad as abroad
from core.rules.lexicon.languages import ENGLISH
from core.rules.lexicon.sentences import SENTENCE_WORDS
from core.rules.triage import Secret
from core.vocabulary import SecretKind

_HAN_WORDS = ("密码", "口令")
_NOT_GLUED = {"wechat", "alipay", "paypal", "iphone", "android"}


def credentials(text: str) -> Iterator[Secret]:
    """Every value in a folded text that its words name a secret; spans may overlap."""
    yield from _card_codes(text)
    yield from _codes(text)
    yield from _pins(text)
    yield from _passwords(text)
    yield from _phrases(text)
    yield from _logins(text)
    yield from _named_after(text)
    yield from _abroad(text)
    yield from below(text)


def _card_codes(text: str) -> Iterator[Secret]:
    for found in say.CVV.finditer(text):
        yield Secret(SecretKind.CVV, *found.span("digits"))


def _digits(found: re.Match[str], text: str) -> Iterator[re.Match[str]]:
    """The first plausible code after a word that announces one."""
    end = found.end()
    spelled = say.SPOKEN_CODE.match(text, end) or say.LETTER_CODE.match(text, end)
    value = say.CODE_VALUE.search(text, end, end + 56)
    if value and _plausible(text[end : value.start("digits")], value):
        yield value
    elif spelled and not say.CODE_FILLER_NO.search(text[end : spelled.start("digits")]):
        yield spelled


def _plausible(filler: str, value: re.Match[str]) -> bool:
    return (
        len(filler) <= 30
        and not re.search(r"[\n。;；！!]|\.\s", filler.strip(" .。!！"))
        and not say.CODE_FILLER_NO.search(filler)
        and not say.UNIT_AFTER.match(value["after"])
        and not say.DATE.fullmatch(value["digits"])
        and not re.search(r"(?:in|since|until|from|by|on)\s*$", filler, re.IGNORECASE)
    )


def _codes(text: str) -> Iterator[Secret]:
    for found in say.CODE.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        plain_code = found[0].lower().startswith(("code", "vcode"))
        if say.NO_CODE_BEFORE.search(before) or (plain_code and say.SHOWN.search(before)):
            continue
        for value in _digits(found, text):
            filler = text[found.end() : value.start("digits")]
            year = re.fullmatch(r"(?:19|20)\d\d", value["digits"])
            if plain_code and (len(filler) > 20 or year):
                continue
            yield Secret(SecretKind.OTP, *value.span("digits"))
    if re.search(r"码|code|otp", text, re.IGNORECASE):
        for branded in say.BRANDED_CODE.finditer(text):
            yield Secret(SecretKind.OTP, *branded.span("digits"))
    yield from _second_code(text)
    for texted in say.TEXTED.finditer(text):
        name = "digits" if texted["digits"] else "digits2"
        round_sum = len(texted[name]) <= 5 and texted[name].endswith("00")
        if not round_sum and not say.UNIT_AFTER.match(texted["after"] or ""):
            yield Secret(SecretKind.OTP, *texted.span(name))


def _second_code(text: str) -> Iterator[Secret]:
    for found in say.AGAIN.finditer(text):
        first = next(
            _digits(re.compile(r"(?:码|code|otp)", re.I).search(found[0]) or found, text), None
        )
        if first is None and say.CODE_FILLER_NO.search(found[0]):
            continue
        if not say.NO_CODE_BEFORE.search(text[: found.start()][-24:]):
            yield Secret(SecretKind.OTP, *found.span("digits"))


def _pins(text: str) -> Iterator[Secret]:
    for found in say.PIN.finditer(text):
        for value in _digits(found, text):
            yield Secret(SecretKind.PIN, *value.span("digits"))


def _passwords(text: str) -> Iterator[Secret]:
    for found in say.PASSWORD.finditer(text):
        pin = any(
            m.end() == found.end()
            for m in say.PIN.finditer(text, max(0, found.start() - 12), found.end())
        )
        value = say.PASSWORD_VALUE.match(text, found.end())
        if value and (span := _value(text, value, bare=False)):
            numeric = text[slice(*span)].isdigit()
            yield Secret(SecretKind.PIN if pin and numeric else SecretKind.PASSWORD, *span)
        elif (han := say.HAN_VALUE.match(text, found.end())) and "位" not in han["value"]:
            yield Secret(SecretKind.PASSWORD, *han.span("value"))
        elif (value := say.BARE_VALUE.match(text, found.end())) and (
            span := _value(text, value, bare=True)
        ):
            yield Secret(SecretKind.PASSWORD, *span)
        later = say.LATER_VALUE.match(text, found.end())
        name = later and ("value" if later["value"] else "value2")
        if (
            later
            and name
            and re.search(r"\d|[!@#$%^&*_+]", later[name])
            and (span := _checked(text, *later.span(name), bare=False))
        ):
            yield Secret(SecretKind.PASSWORD, *span)
        if found[0] in _HAN_WORDS and (glued := say.GLUED.match(text, found.end())):
            word = glued["value"].lower()
            if word not in say.NO_PASSWORD and word not in SENTENCE_WORDS | ENGLISH | _NOT_GLUED:
                yield Secret(SecretKind.PASSWORD, *glued.span("value"))


def _phrases(text: str) -> Iterator[Secret]:
    """Passwords of several words, and whatever stands in quotation marks."""
    for found in say.PASSWORD.finditer(text):
        if quoted := say.QUOTED.match(text, found.end()):
            if quoted["value"].lower() not in say.NO_PASSWORD:
                yield Secret(SecretKind.PASSWORD, *quoted.span("value"))
        elif (phrase := say.PHRASE.match(text, found.end())) and _is_phrase(phrase["value"]):
            yield Secret(SecretKind.PASSWORD, *phrase.span("value"))


def _is_phrase(value: str) -> bool:
    """Whether words make no sentence about a password."""
    words = value.lower().replace("-", " ").split()
    telling = sum(word in say.NO_PASSWORD or word.endswith(("ed", "ly", "ing")) for word in words)
    return not any(word in SENTENCE_WORDS or word in ENGLISH for word in words) and (
        telling <= len(words) - 3 and telling <= 1
    )


def _logins(text: str) -> Iterator[Secret]:
    for pair in say.LOGIN_PAIR.finditer(text):
        before = text[max(0, pair.start() - 32) : pair.start()]
        if pair["between"] == ":" or say.LOGIN_BEFORE.search(before):
            yield Secret(SecretKind.PASSWORD, *pair.span("value"))


def _abroad(text: str) -> Iterator[Secret]:
    for found in abroad.PASSWORD.finditer(text):
        span, link = found.span("value"), found["link"]
        if found["value"].isascii():
            checked = _checked(text, *span, bare=not link)
            if not checked:
                continue
            span = checked
        value = text[slice(*span)]
        if not value.isalpha() or (link and not abroad.NO_VALUE.match(value)):
            yield Secret(SecretKind.PASSWORD, *span)
    for kind, names in ((SecretKind.OTP, abroad.CODE), (SecretKind.PIN, abroad.PIN)):
        for found in names.finditer(text):
            for digits in _digits(found, text):
                if not abroad.NOT_THIS_CODE.search(text[found.end() : digits.start("digits")]):
                    yield Secret(kind, *digits.span("digits"))


def _value(text: str, found: re.Match[str], *, bare: bool) -> tuple[int, int] | None:
    """The span of a password, or nothing when the word after "is" only describes one."""
    start, end = found.span("value")
    if not bare and re.search(
        r"什么|多少|不是?|错|几|否|没|需|要|必须|至少", text[found.end("link") : start]
    ):
        return None
    if bare and start != found.start() and text[start - 1] not in " ,，\"'":
        return None
    return _checked(text, start, end, bare=bare)


def _checked(text: str, start: int, end: int, *, bare: bool) -> tuple[int, int] | None:
    while end > start and text[end - 1] in ".,!?;:)]}\"'>" and end - start > 4:
        if (
            text[end - 1] in "!?"
            and (text[end - 1] == "!" or text[end - 2] == "?")
            and re.search(r"\d", text[start:end])
        ):
            break
        end -= 1
    value = text[start:end]
    after = text[end : end + 4]
    if (
        re.fullmatch(r"[*•xX.\-_#?!=:]+", value)
        or "://" in value
        or value.lower() in say.NO_PASSWORD
        or re.match(r"\s*(?:位|个字|个数|次|天|分钟|小时|年)", after)
        or re.fullmatch(r"[\[<{(].*[\])}>]", value)
        or re.fullmatch(r"[a-z]+(?:ed|ing)", value)
    ):
        return None
    digit, letter = re.search(r"\d", value), re.search(r"[A-Za-z]", value)
    if bare:
        mixed = digit and letter and not re.fullmatch(r"\d+[a-z]{1,3}", value, re.IGNORECASE)
        email = "@" in value and re.search(r"@[\w\-]+\.\w", value)
        long_digits = value.isdigit() and 6 <= len(value) <= 12 and not say.PHONE.fullmatch(value)
        return (start, end) if not email and (mixed or long_digits) else None
    if digit:
        return None if say.PHONE.fullmatch(value) and "@" not in value else (start, end)
    if re.search(r"[!@#$%^&*_+=]", value):
        return start, end
    plain_word = letter and len(value) >= 4 and "'" not in value
    return (start, end) if plain_word and say.WORD_ENDS.match(text, end) else None


def _named_after(text: str) -> Iterator[Secret]:
    for found in say.VALUE_FIRST.finditer(text):
        value, what = found["value"], found["what"].lower()
        if not re.search(r"\d", value) or say.PHONE.fullmatch(value) or value.upper() == "2FA":
            continue
        if re.search(r"(?:验证|校验)码|otp|code", what) and "pass" not in what:
            if re.fullmatch(r"\d{4,8}", value):
                yield Secret(SecretKind.OTP, *found.span("value"))
        elif what == "pin" or what.endswith(("支付密码", "交易密码", "取款密码")):
            yield Secret(SecretKind.PIN, *found.span("value"))
        else:
            yield Secret(SecretKind.PASSWORD, *found.span("value"))
