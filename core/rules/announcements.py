"""Secrets that are announced in one line, or one message, and written in the next."""

import re
from collections.abc import Iterator

from core.rules.lexicon import announcements as say
from core.rules.lexicon.credentials import NO_PASSWORD, PHONE
from core.rules.lexicon.languages import ENGLISH
from core.rules.triage import Secret
from core.vocabulary import SecretKind

_AT_END = {
    SecretKind.PIN: say.at_end(say.PIN),
    SecretKind.CVV: say.at_end(say.CVV),
    SecretKind.OTP: say.at_end(say.CODE),
    SecretKind.PASSWORD: say.at_end(say.LOGIN_WORD),
    SecretKind.CARD: say.at_end(say.CARD),
    SecretKind.ID_NUMBER: say.at_end(say.PAPER),
    SecretKind.SEED_PHRASE: say.at_end(say.SEED),
    SecretKind.PRIVATE_KEY: say.at_end(say.KEY),
}
_HALF_A_CARD = re.compile(
    rf"{say.CARD}[^\d\n]{{0,16}}\d(?:[ \-.·•*]{{0,2}}\d){{3,13}}[\s\-.·•*]{{0,3}}$", re.IGNORECASE
)
_HALF_IN_FOURS = re.compile(r"(?<!\d)(?!20)[2-6]\d{3}[ \-]\d{4}(?:[ \-]\d{4})?[\s\-]{0,3}$")
_TAIL = 100  #: characters of a line that may announce
_LINE = re.compile(r"\n\s*[\"']?(?P<value>[!-~](?:[ -~]{0,62}[!-~])?)[\"']?[ ]{0,3}(?=\n|$)")
_DIGITS = re.compile(r"(?:[A-Z]-)?\d(?:[ \-.]?\d){3,7}|(?=[A-Z]*\d)[A-Z0-9]{5,8}")
_FEW_DIGITS = re.compile(r"\d{3,4}")
_TOKEN = re.compile(r"[!-~]{4,64}")


def announced(text: str) -> SecretKind | None:
    """The secret that a folded text ends by announcing, without giving it (all of it)."""
    text = text.rstrip()
    line = text[text.rfind("\n") + 1 :][-_TAIL:]
    if _HALF_IN_FOURS.search(line) or _HALF_A_CARD.search(line):
        return SecretKind.CARD
    kind = next((kind for kind, at_end in _AT_END.items() if at_end.search(line)), None)
    return None if kind is None or say.ABSENT.search(line) else kind


def below(text: str) -> Iterator[Secret]:
    """Passwords, PINs and codes that stand alone on the line after the one that announces them."""
    for line in _LINE.finditer(text):
        if not _worth_a_look(line["value"]):
            continue
        kind = announced(text[max(0, line.start() - _TAIL) : line.start()])
        if kind and _is_value(kind, line["value"]):
            yield Secret(kind, *line.span("value"))


def _worth_a_look(value: str) -> bool:
    return " " not in value or bool(_DIGITS.fullmatch(value))


def _is_value(kind: SecretKind, value: str) -> bool:
    match kind:
        case SecretKind.CVV:
            return bool(_FEW_DIGITS.fullmatch(value))
        case SecretKind.OTP | SecretKind.PIN:
            return bool(_DIGITS.fullmatch(value))
        case SecretKind.PASSWORD:
            word = value.lower().strip(".,!?")
            known = word in NO_PASSWORD or word in ENGLISH
            return bool(_TOKEN.fullmatch(value)) and not known and not PHONE.fullmatch(value)
    return False
