"""Which label a message most likely has, judged piece by piece (naive Bayes).

Its neighbours answer for what was seen almost as it is; this answers for new mixtures of known
pieces.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

_DOUBT = 40.0  #: pseudo-counts of the background in every label


class Bayes:
    """Scores of labels, learned from sentences by one counting pass."""

    def __init__(self, sentences: Iterable[tuple[str, Mapping[str, float]]]) -> None:
        """`sentences` are pairs of label and pieces of a text."""
        counts: dict[str, dict[str, float]] = defaultdict(dict)
        overall: dict[str, float] = defaultdict(float)
        for label, pieces in sentences:
            seen = counts[label]
            for piece, weight in pieces.items():
                seen[piece] = seen.get(piece, 0.0) + weight
                overall[piece] += weight
        total = sum(overall.values()) or 1.0
        self._labels = list(counts)
        self._absent = [
            math.log(_DOUBT / (sum(seen.values()) + _DOUBT)) for seen in counts.values()
        ]
        # What a piece that is present adds to the score of each label: the logarithm of how often
        # it is seen there against how often anywhere, damped by the doubt.
        gains: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, seen in enumerate(counts.values()):
            for piece, count in seen.items():
                gains[piece].append((number, math.log1p(count * total / overall[piece] / _DOUBT)))
        self._gains = dict(gains)

    def scores(self, pieces: Mapping[str, float]) -> dict[str, float]:
        """Mean log-likelihood ratio to the background for each label; higher is likelier."""
        total = 0.0
        sums = [0.0] * len(self._labels)
        for piece, weight in pieces.items():
            gains = self._gains.get(piece)
            if gains:
                total += weight
                for number, gain in gains:
                    sums[number] += weight * gain
        if not total:
            return {}
        return {
            label: value / total + absent
            for label, value, absent in zip(self._labels, sums, self._absent, strict=True)
        }
