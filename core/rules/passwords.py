"""Whether a password is good enough, and whether it is the right one.

Long and not guessable beats mixed signs: NIST SP 800-63B §3.1.1.2 asks for length and for refusing
well-known words, and against rules of composition.
"""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 256
"""Longer ones are refused so that nobody makes the desk hash megabytes."""

_FEWEST_SIGNS = 5
_WELL_KNOWN = (
    "password",
    "passw0rd",
    "qwerty",
    "letmein",
    "welcome",
    "123456",
    "abcdef",
    "iloveyou",
)
_hasher = PasswordHasher()  # argon2id, 64 MiB, 3 passes: RFC 9106's second recommended choice


def password_flaw(password: str, name: str) -> str | None:
    """Why a password may not be used, as a stable word, or None when it may.

    too_short | too_long | too_simple (few different signs, or little but a well-known word) |
    contains_name
    """
    if len(password) < MIN_LENGTH:
        return "too_short"
    if len(password) > MAX_LENGTH:
        return "too_long"
    plain = _plain(password).casefold()
    if len(set(plain)) < _FEWEST_SIGNS:
        return "too_simple"
    if any(len(plain.replace(word, "")) < _FEWEST_SIGNS for word in _WELL_KNOWN if word in plain):
        return "too_simple"
    if len(name) > 2 and _plain(name).casefold() in plain:
        return "contains_name"
    return None


def hashed_password(password: str) -> str:
    """What is stored of a password. Takes some 0.2 s and 64 MiB, as it should."""
    return _hasher.hash(_plain(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether this is the password; as slow where there is none, so that time tells nothing."""
    nobodys = _nobodys_hash()
    try:
        right = _hasher.verify(stored or nobodys, _plain(password[: MAX_LENGTH + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def _plain(text: str) -> str:
    # the same letters typed on two keyboards may be different code points
    return unicodedata.normalize("NFKC", text)


@cache
def _nobodys_hash() -> str:
    return hashed_password("spends the same time on names that we do not know")
