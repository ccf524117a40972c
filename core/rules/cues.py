"""What single expressions say about the topic, as rules that can be read one by one."""

import re
from collections.abc import Mapping, Set
from functools import lru_cache
from types import MappingProxyType

from core.rules.lexicon import elsewhere, harm, topics_en, topics_zh
from core.rules.report import reported
from core.vocabulary import Category, SecretKind

Label = tuple[str, str]
"""Category and child; the child is empty where the category has none."""

_ZH = [
    ((category, child), strength, re.compile(pattern))
    for category, child, strength, pattern in (*topics_zh.CUES, *harm.ZH, *elsewhere.ZH)
]
_EN = [
    ((category, child), strength, re.compile(pattern))
    for category, child, strength, pattern in (*topics_en.CUES, *harm.EN, *elsewhere.EN)
]
_PATTERNS = {
    label: [pattern for other, _, pattern in (*_ZH, *_EN) if other == label]
    for label, _, _ in (*_ZH, *_EN)
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
_READ = 600


@lru_cache(maxsize=256)
def cues(text: str) -> Mapping[Label, float]:
    """Strength of each label that some expression in a plain text speaks for."""
    text = text[:_READ]
    found: dict[Label, float] = {}
    for rules, script in ((_ZH, _HAN), (_EN, _LATIN)):
        if not script.search(text):
            continue
        for label, strength, pattern in rules:
            if pattern.search(text):
                found[label] = max(found.get(label, 0.0), strength)
    return MappingProxyType(found)


@lru_cache(maxsize=256)
def reported_cues(text: str) -> frozenset[Label]:
    """Those labels whose expressions are told as having happened to the sender."""
    text = text[:_READ]
    return frozenset(
        label for label in cues(text) if any(reported(text, p) for p in _PATTERNS[label])
    )


_TYPED: dict[SecretKind, Label] = {
    SecretKind.PASSWORD: (Category.ACCOUNT_LOGIN.value, "cannot_sign_in"),
    SecretKind.OTP: (Category.ACCOUNT_LOGIN.value, "cannot_sign_in"),
    SecretKind.PIN: (Category.ACCOUNT_LOGIN.value, "cannot_sign_in"),
    SecretKind.CARD: (Category.ACCOUNT_SETTINGS.value, "payment_method"),
    SecretKind.CVV: (Category.ACCOUNT_SETTINGS.value, "payment_method"),
    SecretKind.ID_NUMBER: (Category.ACCOUNT_SETTINGS.value, "verification"),
    SecretKind.SEED_PHRASE: (Category.FUND_SECURITY.value, "secret_exposed"),
    SecretKind.PRIVATE_KEY: (Category.FUND_SECURITY.value, "secret_exposed"),
}


def secret_cues(kinds: Set[SecretKind]) -> Mapping[Label, float]:
    """What a typed secret itself says about the topic: who types a password wants to get in."""
    return {_TYPED[kind]: 2.6 for kind in kinds}
