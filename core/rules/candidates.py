"""Which FAQ entries may answer a message, and how probable it is that the best one does."""

import math
from collections.abc import Mapping, Sequence

from core.rules.category import Topic, known_of
from core.rules.learned import Reader
from core.rules.triage import Candidate
from core.vocabulary import Category

_MOST = 5
_SURE = 0.5
_LEAST = 0.12
_UNANSWERED = (Category.OTHER, Category.SPAM, Category.PRAISE)
_DOUBT = 0.4  #: of the probability of an answer, what is left where the topic needs none


def candidates(
    reader: Reader,
    pieces: Mapping[str, float],
    near: Sequence[tuple[str, float]],
    topic: Topic,
    case: bool,
) -> tuple[tuple[Candidate, ...], float]:
    """The entries that may answer, best first, and the probability that the first is right."""
    likeness: dict[str, float] = {}
    support: dict[str, float] = {}
    for key, value in near:
        name = known_of(key)[2]
        if not name:
            continue
        likeness.setdefault(name, value)
        support[name] = support.get(name, 0.0) + value * value
    unlike = dict(reversed(reader.lookalikes.nearest(pieces, 5, least=0.3)))
    belief = reader.answers.scores(pieces)
    scores = {}
    for name in {*likeness, *reader.about.get(topic.category, ())}:
        value = likeness.get(name, 0.0)
        entry = reader.entries[name]
        share = topic.shares.get(entry.category.value, 0.0)
        child = 0.22 * (topic.child == entry.child)
        score = 0.55 * value + 0.12 * min(support.get(name, 0.0), 1.5) + 0.30 * share + child
        score += 0.10 * belief.get(name, -2.0)
        if unlike.get(name, 0.0) > value:
            score -= 0.35
        scores[name] = score
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    kept = [
        name
        for name in ranked
        if likeness.get(name, 0.0) >= _LEAST
        or (topic.probability >= _SURE and reader.entries[name].category is topic.category)
    ][:_MOST]
    if not kept:
        return (), 0.0
    first = kept[0]
    margin = scores[first] - (scores[kept[1]] if len(kept) > 1 else 0.0)
    confidence = probability(
        likeness.get(first, 0.0),
        margin,
        topic.shares.get(reader.entries[first].category.value, 0.0),
        reader.sentences.knows(pieces),
        case,
    )
    if topic.category in _UNANSWERED:
        confidence = round(confidence * _DOUBT, 4)
    shown = tuple(Candidate(name, round(min(max(scores[name], 0.0), 1.0), 4)) for name in kept)
    return shown, confidence


_BIAS, _LIKENESS, _MARGIN, _SHARE, _KNOWN, _CASE = -3.7, 5.2, 3.5, 2.0, -0.1, -0.6
"""Fitted by benchmarks/understanding.py --fit; see there."""


def probability(likeness: float, margin: float, share: float, known: float, case: bool) -> float:
    """The probability that the first candidate is right, by a logistic model of five signs."""
    total = _BIAS + _LIKENESS * likeness + _MARGIN * margin + _SHARE * share + _KNOWN * known
    return round(1 / (1 + math.exp(-(total + _CASE * case))), 4)
