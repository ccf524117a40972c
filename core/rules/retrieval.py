"""Which known sentences a message resembles.

BM25's weights (rarity of a piece times its saturated count) compared as a cosine, so that the
likeness is between 0 and 1 and pieces never seen before lower it.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

_SATURATION = 1.2
_TOO_COMMON = 0.04  #: pieces in more of the sentences than this say nothing and cost most


class Index:
    """Sentences, each with a key (an entry's id, a label), searchable by likeness."""

    def __init__(self, sentences: Sequence[tuple[str, Mapping[str, float]]]) -> None:
        """`sentences` are pairs of key and pieces of a text."""
        self._keys = [key for key, _ in sentences]
        self._count = max(len(sentences), 1)
        self._spread = Counter(piece for _, pieces in sentences for piece in pieces)
        self._rarities = {piece: self._rarity(spread) for piece, spread in self._spread.items()}
        self._unseen = self._rarity(0)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (_, pieces) in enumerate(sentences):
            weights = self._weights(pieces)
            length = _length(weights) or 1.0
            for piece, weight in weights.items():
                if self._spread[piece] <= _TOO_COMMON * self._count + 8:
                    self._postings[piece].append((number, weight / length))

    def _weights(self, pieces: Mapping[str, float]) -> dict[str, float]:
        rarities, unseen = self._rarities, self._unseen
        return {
            piece: rarities.get(piece, unseen) * value * (_SATURATION + 1) / (value + _SATURATION)
            for piece, value in pieces.items()
        }

    def _rarity(self, spread: int) -> float:
        return math.log(1 + (self._count - spread + 0.5) / (spread + 0.5))

    def knows(self, pieces: Mapping[str, float]) -> float:
        """Share of the weight of a message's pieces that occurs in any sentence, 0 to 1."""
        weights = self._weights(pieces)
        total = sum(weights.values())
        return sum(w for p, w in weights.items() if p in self._spread) / total if total else 0.0

    def nearest(
        self, pieces: Mapping[str, float], limit: int, least: float = 0.0
    ) -> list[tuple[str, float]]:
        """Up to `limit` pairs of key and likeness, best first; a key may come more than once."""
        weights = self._weights(pieces)
        length = _length(weights)
        if not length:
            return []
        scores: dict[int, float] = defaultdict(float)
        for piece, weight in weights.items():
            for number, stored in self._postings.get(piece, ()):
                scores[number] += weight * stored
        enough = least * length
        best = heapq.nlargest(limit, [(s, -number) for number, s in scores.items() if s >= enough])
        return [(self._keys[-number], score / length) for score, number in best]


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))
