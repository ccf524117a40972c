"""What must not be read by everybody: account details in a text that is going to be public."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from core.rules.amounts import amounts
from core.rules.checkdigits import is_iban
from core.rules.details import EMAIL, TICKET, URL, phones, transactions
from core.rules.normalise import fold
from core.rules.privacy import find_secrets

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ \-]?\d){7,}(?!\d)")


@dataclass(frozen=True, slots=True)
class PrivateDetail:
    """A span of the text, in characters, end exclusive."""

    kind: str  #: secret, ticket, email, bank_account, transaction, phone, amount or number
    start: int
    end: int


def private_details(text: str) -> tuple[PrivateDetail, ...]:
    """Everything in a text that belongs to somebody's case or account, in order."""
    folded = fold(text)
    words = folded.text
    taken: list[tuple[int, int]] = []
    found = [PrivateDetail("secret", one.start, one.end) for one in find_secrets(text)]

    def take(kind: str, span: tuple[int, int]) -> None:
        if all(span[1] <= start or span[0] >= end for start, end in taken):
            taken.append(span)
            found.append(PrivateDetail(kind, *folded.span(*span)))

    for match in TICKET.finditer(words):
        take("ticket", match.span())
    for match in EMAIL.finditer(words):
        take("email", match.span())
    for match in _IBAN.finditer(words):
        if is_iban(match[0].replace(" ", "")):
            take("bank_account", match.span())
    for span in list(transactions(words, taken)):
        take("transaction", span)
    for span in list(phones(words, taken)):
        take("phone", span)
    for sum_ in amounts(words):
        if sum_.currency:
            take("amount", (sum_.start, sum_.end))
    for match in _LONG_NUMBER.finditer(words):
        take("number", match.span())
    return tuple(sorted(found, key=lambda one: one.start))


def foreign_links(text: str, domains: Collection[str]) -> list[str]:
    """The hosts a text links to that are neither one of `domains` nor below one."""
    hosts = [
        re.split(r"[/?#:]", re.sub(r"^[a-z]+://", "", match[0].lower()))[0]
        for match in URL.finditer(EMAIL.sub(" ", fold(text).text))
    ]
    return [
        host
        for host in hosts
        if not any(host == domain or host.endswith(f".{domain}") for domain in domains)
    ]
