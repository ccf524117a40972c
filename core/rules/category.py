"""What a message is about: the twelve categories and their children.

Three witnesses are heard: expressions (cues), the known sentences most like the message, and the
pieces it is made of. Then the ties are broken as the desk wants them.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from core.rules.bayes import Bayes
from core.rules.cues import Label
from core.vocabulary import Category

_CUES, _NEIGHBOURS, _PIECES = 1.0, 4.2, 1.7
_NOTHING = 0.6  #: what speaks for small talk when nothing speaks for anything
_ALIKE, _UNLIKE = 0.33, 1.6
_SHARPNESS = 1.1
_NEAREST = 12
OTHER_BRAND: Label = (Category.OTHER.value, "other_brand")
"""Told by nothing but the name: without it, those sentences are about a wallet like ours."""
_OFFSET = 2.2  #: likelihood ratio that speaks neither for nor against


@dataclass(frozen=True)
class Example:
    """A labelled sentence that teaches the reader a category."""

    text: str
    category: Category
    child: str | None = None
    case: bool = False  #: about the sender's own account or money, as against a general question


def key_of(category: Category, child: str | None, case: bool, faq: str = "") -> str:
    """What is known of a sentence, as its key in an index."""
    return f"{category.value}|{child or ''}|{int(case)}|{faq}"


def known_of(key: str) -> tuple[Label, bool, str]:
    """The label, whether the sentence was a case, and the entry that answers it or nothing."""
    category, child, case, faq = key.split("|")
    return (category, child), case == "1", faq


@dataclass(frozen=True, slots=True)
class Topic:
    """A judged category with what else the judgement showed."""

    category: Category
    child: str | None
    probability: float  #: of the category, 0 to 1
    shares: Mapping[str, float]  #: probability of every category
    case_share: float  #: of the likeness of the nearest sentences, that of cases
    likeness: float  #: of the nearest sentence, 0 to 1

    @property
    def label(self) -> Label:
        """Category and child as the cues name them."""
        return self.category.value, self.child or ""


def judge(
    pieces: Mapping[str, float],
    near: Sequence[tuple[str, float]],
    spoken: Mapping[Label, float],
    reported: Set[Label],
    bayes: Bayes,
) -> Topic:
    """The topic of a message from its pieces, its nearest sentences and the cues spoken in it."""
    near = near[:_NEAREST]
    scores: dict[Label, float] = defaultdict(float)
    unlike = not spoken and (not near or near[0][1] < _ALIKE)
    scores[Category.OTHER.value, "chit_chat"] = _UNLIKE if unlike else _NOTHING
    cases = total = 0.0
    for key, likeness in near:
        label, case, _ = known_of(key)
        if label == OTHER_BRAND and label not in spoken:
            continue
        weight = likeness * likeness
        scores[label] += _NEIGHBOURS * weight
        total += weight
        cases += weight * case
    for key, score in bayes.scores(pieces).items():
        label = known_of(key)[0]
        if label != OTHER_BRAND or label in spoken:
            scores[label] += _PIECES * (score + _OFFSET)
    for label, strength in spoken.items():
        scores[label] += _CUES * strength * (1.25 if label in reported else 1.0)
    _break_ties(scores, spoken, reported)
    shares, children = _by_category(scores)
    best = max(shares, key=lambda name: shares[name]) if shares else Category.OTHER.value
    return Topic(
        category=Category(best),
        child=children.get(best) or None,
        probability=shares.get(best, 0.0),
        shares=shares,
        case_share=cases / total if total else 0.5,
        likeness=near[0][1] if near else 0.0,
    )


def _by_category(scores: Mapping[Label, float]) -> tuple[dict[str, float], dict[str, str]]:
    """Probabilities of the categories (best child plus a little of the others) and best children."""
    grouped: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (category, child), score in scores.items():
        grouped[category].append((score, child))
    strength, children = {}, {}
    for category, found in grouped.items():
        found.sort(reverse=True)
        strength[category] = found[0][0] + 0.25 * sum(max(score, 0) for score, _ in found[1:3])
        children[category] = found[0][1]
    if not strength:
        return {}, {}
    top = max(strength.values())
    powers = {name: math.exp(_SHARPNESS * (value - top)) for name, value in strength.items()}
    whole = sum(powers.values())
    return {name: power / whole for name, power in powers.items()}, children


_ONTO_ACCOUNT = ("unauthorised_transaction", "account_takeover", "lost_device", "secret_exposed")
_DECEIVERS: Sequence[str] = ("money_sent", "impostor_account", "phishing_link", "blackmail")
_PROBLEMS = frozenset(
    {"account_login", "transaction_failed", "fund_security", "withdrawal_delay", "scam_report"}
)


def _break_ties(
    scores: dict[Label, float], spoken: Mapping[Label, float], reported: Set[Label]
) -> None:
    """Deceivers beat the topic; things done to the account are its safety; a problem beats praise."""
    names = {child for _, child in spoken}
    told = {child for _, child in reported}
    for child in _DECEIVERS:
        if child in told:
            scores["scam_report", child] += 1.5
    for child in _ONTO_ACCOUNT:
        if child in told and not told & set(_DECEIVERS):
            scores["fund_security", child] += 1.5
    if {"slow", "failed_or_returned", "wrong_bank_account", "cancel"} & names:
        for label in list(scores):
            if label[0] == Category.TRANSACTION_FAILED:
                scores[label] -= 1.6
    if any(category in _PROBLEMS for category, _ in reported):
        for label in list(scores):
            if label[0] == Category.PRAISE or label == (Category.OTHER.value, "greeting"):
                scores[label] -= 2.5
