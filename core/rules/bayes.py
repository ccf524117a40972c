"""Which label a message most likely has, judged piece by piece (naive Bayes).

Its neighbours answer for what was seen almost as it is; this answers for new mixtures of known
pieces.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from core.rules.features import features

_DOUBT = 40.0  #: pseudo-counts of the background in every label


class Bayes:
    """Scores of labels, learned from sentences by one counting pass."""

    def __init__(self, sentences: Sequence[tuple[str, str]]) -> None:
        """`sentences` are pairs of label and text."""
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        overall: dict[str, float] = defaultdict(float)
        for label, text in sentences:
            for piece, weight in features(text).items():
                counts[label][piece] += weight
                overall[piece] += weight
        total = sum(overall.values()) or 1.0
        self._absent = {
            label: math.log(_DOUBT / (sum(seen.values()) + _DOUBT))
            for label, seen in counts.items()
        }
        self._raise: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for label, seen in counts.items():
            mass = sum(seen.values()) + _DOUBT
            for piece, count in seen.items():
                share = overall[piece] / total
                present = math.log((count / share + _DOUBT) / mass)
                self._raise[piece].append((label, present - self._absent[label]))

    def scores(self, pieces: Mapping[str, float]) -> dict[str, float]:
        """Mean log-likelihood ratio to the background for each label; higher is likelier."""
        known = {piece: weight for piece, weight in pieces.items() if piece in self._raise}
        total = sum(known.values())
        if not total:
            return {}
        result = dict.fromkeys(self._absent, 0.0)
        for piece, weight in known.items():
            for label, gain in self._raise[piece]:
                result[label] += weight * gain
        return {label: value / total + self._absent[label] for label, value in result.items()}
