"""What must not be kept, and what must not be said in public.

Secrets (passwords, codes, full card numbers, …) are cut out before anything is stored. Private
details (addresses, amounts, numbers of orders and tickets) are kept for the case, but a public
reply must not contain them and lists show them masked.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.rules.amounts import amounts
from core.rules.announcements import announced
from core.rules.credentials import credentials
from core.rules.details import EMAIL, TICKET, phones, transactions
from core.rules.identities import identities
from core.rules.normalise import Folded, fold
from core.rules.triage import Secret
from core.rules.walletkeys import wallet_keys
from core.vocabulary import SecretKind

PLACEHOLDER = re.compile(
    r"\[(?:password|code|pin|cvv|seed phrase|private key|card ••\d{4}|id ••\w{2})\]"
)
_WORDS = {
    SecretKind.PASSWORD: "password",
    SecretKind.OTP: "code",
    SecretKind.PIN: "pin",
    SecretKind.CVV: "cvv",
    SecretKind.SEED_PHRASE: "seed phrase",
    SecretKind.PRIVATE_KEY: "private key",
}
_STRENGTH = (
    SecretKind.PRIVATE_KEY,
    SecretKind.SEED_PHRASE,
    SecretKind.CARD,
    SecretKind.ID_NUMBER,
    SecretKind.CVV,
    SecretKind.PIN,
    SecretKind.OTP,
    SecretKind.PASSWORD,
)
_ROUNDS = 3
"""What a secret hid may show another; in a text made to go on for ever every number goes."""
_ANNOUNCED_WITHIN = 200  #: characters at the end of a text
_RUN = re.compile(r"[0-9](?:[ .\-#]?[0-9]){3,}")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text fit to be stored, and what stood in the given one."""

    text: str
    secrets: tuple[Secret, ...]


def find_secrets(text: str) -> tuple[Secret, ...]:
    """Every secret, in order, none overlapping; offsets in characters of the given text."""
    folded = fold(text)
    folded = folded.without([found.span() for found in PLACEHOLDER.finditer(folded.text)])
    folded = folded.squeezed()
    secrets: list[Secret] = []
    for _ in range(_ROUNDS):
        found = _strongest(folded)
        if not found:
            break
        secrets += [Secret(s.kind, *folded.span(s.start, s.end)) for s in found]
        folded = folded.without([(s.start, s.end) for s in found])
    else:
        secrets += [
            Secret(SecretKind.OTP, *folded.span(*run.span())) for run in _RUN.finditer(folded.text)
        ]
    return tuple(sorted(secrets, key=lambda secret: secret.start))


def _strongest(folded: Folded) -> list[Secret]:
    """Of overlapping finds the one of the surer kind; then in order."""
    found: Iterable[Secret] = (
        *wallet_keys(folded.text),
        *identities(folded.text),
        *credentials(folded.text),
    )
    kept: list[Secret] = []
    covered = bytearray(len(folded.text))
    for secret in sorted(found, key=lambda s: (_STRENGTH.index(s.kind), s.start - s.end)):
        if covered.find(1, secret.start, secret.end) < 0:
            kept.append(secret)
            covered[secret.start : secret.end] = b"\1" * (secret.end - secret.start)
    return sorted(kept, key=lambda secret: secret.start)


def redact(text: str) -> Redacted:
    """Each secret as a typed placeholder: `[password]`, `[card ••1234]`. Doing it twice is once."""
    secrets = find_secrets(text)
    spans = [(secret.start, secret.end, _placeholder(secret, text)) for secret in secrets]
    return Redacted(_masked(text, spans), secrets)


def announces_secret(text: str) -> SecretKind | None:
    """The secret that a text ends by announcing without giving it: "my password is".

    What the person writes next is that secret, or the rest of it.
    """
    return announced(fold(text[-_ANNOUNCED_WITHIN:]).squeezed().text)


def secrets_across(parts: Sequence[str]) -> tuple[Redacted, ...]:
    """Consecutive messages of one person, read as one: each with every secret that touches it.

    A secret that goes over several messages is masked in each, as a whole secret would be.
    Doing it twice is once.
    """
    whole = "\n".join(parts)
    secrets = find_secrets(whole)
    redacted, start = list[Redacted](), 0
    for part in parts:
        end = start + len(part)
        inside = [
            (secret, max(secret.start, start), min(secret.end, end))
            for secret in secrets
            if secret.start < end and secret.end > start
        ]
        redacted.append(
            Redacted(
                _masked(
                    whole[start:end],
                    [(a - start, b - start, _placeholder(s, whole)) for s, a, b in inside],
                ),
                tuple(Secret(s.kind, a - start, b - start) for s, a, b in inside),
            )
        )
        start = end + 1
    return tuple(redacted)


def _masked(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    pieces, at = list[str](), 0
    for start, end, placeholder in spans:
        pieces += [text[at:start], placeholder]
        at = end
    return "".join(pieces) + text[at:]


def _placeholder(secret: Secret, text: str) -> str:
    word = _WORDS.get(secret.kind)
    if word:
        return f"[{word}]"
    value = re.sub(r"[^0-9A-Za-z]", "", fold(text[secret.start : secret.end]).text)
    return f"[card ••{value[-4:]}]" if secret.kind is SecretKind.CARD else f"[id ••{value[-2:]}]"


@dataclass(frozen=True, slots=True)
class PrivateDetail:
    """A span, in characters of the given text, that no public reply may contain."""

    kind: str  #: secret, email, phone, account, amount, txn_id or ticket
    start: int
    end: int


_ACCOUNT = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{3,4}){3,8}(?![A-Za-z0-9])|(?<![\d.])\d(?:[ \-]?\d){14,18}(?!\d)"
    r"|(?:账号|卡号|账户|account|acct|iban)(?:\s*(?:number|no\.?|号码?|#))?\s*[:是为]*\s*(?P<number>\d(?:[ \-]?\d){7,18})(?!\d)",
    re.IGNORECASE,
)


def private_details(text: str) -> tuple[PrivateDetail, ...]:
    """What must not appear in public: secrets, addresses, accounts, sums, numbers of cases."""
    folded = fold(text)
    words = folded.text
    found: list[PrivateDetail] = [
        PrivateDetail("secret", s.start, s.end) for s in find_secrets(text)
    ]
    taken: list[tuple[int, int]] = []
    covered = bytearray(len(text))
    for secret in found:
        covered[secret.start : secret.end] = b"\x01" * (secret.end - secret.start)

    def add(kind: str, span: tuple[int, int]) -> None:
        start, end = folded.span(*span)
        if not any(covered[start:end]):
            found.append(PrivateDetail(kind, start, end))
            covered[start:end] = b"\x01" * (end - start)
            taken.append(span)

    for kind, pattern in (("email", EMAIL), ("ticket", TICKET)):
        for match in pattern.finditer(words):
            add(kind, match.span())
    for span in transactions(words, list(taken)):
        add("txn_id", span)
    for match in _ACCOUNT.finditer(words):
        add("account", match.span("number") if match["number"] else match.span())
    for span in phones(words, list(taken)):
        add("phone", span)
    for amount in amounts(words):
        if amount.currency:
            add("amount", (amount.start, amount.end))
    return tuple(sorted(found, key=lambda detail: detail.start))


def masked(text: str) -> str:
    """For lists: e-mail addresses, telephone and account numbers with only their ends shown."""
    pieces, at = list[str](), 0
    for detail in private_details(text):
        value = text[detail.start : detail.end]
        if detail.kind == "email":
            name, _, domain = value.rpartition("@")
            shown = f"{name[:1]}•••@{domain}"
        elif detail.kind in ("phone", "account"):
            shown = "•••" + re.sub(r"[^0-9A-Za-z]", "", value)[-4:]
        else:
            continue
        pieces += [text[at : detail.start], shown]
        at = detail.end
    return "".join(pieces) + text[at:]
