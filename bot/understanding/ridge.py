"""Kernel ridge over n-grams and static vectors: one closed-form solve, no training command.

K = K_lexical + 2 exp(2.5 (cos - 1)), ridge 0.5, targets 1 and 0, no intercept: a text unlike every example
scores near 0, so that the score itself tells what is out of scope.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.understanding.vectors import Vectors

Floats = NDArray[np.float32]
RIDGE = 0.5
VECTOR_WEIGHT = 2.0
SHARPNESS = 2.5
NEAREST = 20
"""Examples whose classes are scored."""
COMMON = 12
"""A feature of more than one example in so many is kept as a dense row: long posting lists are slow to add up."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as the matcher sees it."""

    words: tuple[str, ...]
    """For n-grams."""
    plain: tuple[str, ...]
    """For vectors: the same with neutral nouns for slots."""
    extras: tuple[str, ...] = ()
    """Features of their own, outside any n-gram."""


Features = dict[str, float]
"""Counts or weights by feature."""


@lru_cache(maxsize=65536)
def _characters(word: str) -> tuple[str, ...]:
    """The character 3- and 4-grams of a word, its ends marked."""
    padded = f"\x02{word}\x03"
    return tuple(padded[i : i + size] for size in (3, 4) for i in range(len(padded) - size + 1))


def grams(sample: Sample) -> tuple[Features, Features]:
    """Counts of word 1- and 2-grams with extras, and of character 3- and 4-grams within words."""
    words = sample.words
    by_word: Features = {}
    for feature in (*words, *map(" ".join, pairwise(("^", *words, "$"))), *("+" + extra for extra in sample.extras)):
        by_word[feature] = by_word.get(feature, 0.0) + 1.0
    by_character: Features = {}
    for word in words:
        for feature in _characters(word):
            by_character[feature] = by_character.get(feature, 0.0) + 1.0
    return by_word, by_character


class Ridge:
    """Scores a text against labelled examples."""

    def __init__(
        self, samples: Sequence[Sample], labels: Sequence[int], blocks: Sequence[int], vectors: Vectors | None
    ) -> None:
        """Fit the examples; each block of them is solved by itself, because a solve grows with the cube."""
        self._vectors = vectors
        self._size = len(samples)
        counted = [grams(sample) for sample in samples]
        self._idf = (_idf([w for w, _ in counted]), _idf([c for _, c in counted]))
        weighed = [self._weigh(pair) for pair in counted]
        self._index(weighed)
        kernel = np.stack([self._lexical(features) for features in weighed])
        if vectors is not None:
            self._embedded = np.stack([vectors.of(sample.plain) for sample in samples]) if samples else None
        else:
            self._embedded = None
        if self._embedded is not None:
            kernel += VECTOR_WEIGHT * np.exp(SHARPNESS * (self._embedded @ self._embedded.T - 1.0))
        self._labels = np.asarray(labels, dtype=np.int32)
        self._weights: Floats = np.zeros((max(labels) + 1, self._size), dtype=np.float32)
        for block in sorted(set(blocks)):
            self._solve(kernel, np.flatnonzero(np.asarray(blocks) == block))

    def _solve(self, kernel: Floats, rows: NDArray[np.intp]) -> None:
        """The weights of one block of examples."""
        classes, places = np.unique(self._labels[rows], return_inverse=True)
        targets = np.zeros((len(rows), len(classes)), dtype=np.float32)
        targets[np.arange(len(rows)), places] = 1.0
        part = kernel[np.ix_(rows, rows)]
        part[np.diag_indices(len(rows))] += RIDGE
        self._weights[np.ix_(classes, rows)] = np.linalg.solve(part, targets).T

    def scores(self, sample: Sample) -> tuple[NDArray[np.int32], Floats]:
        """The likeliest classes and their scores: about 1 for a text like the examples of one, about 0 for one like none.

        Only classes of the nearest examples are scored: no other can come out on top.
        """
        kernel = self._lexical(self._weigh(grams(sample)))
        if self._embedded is not None and self._vectors is not None:
            cosine = self._embedded @ self._vectors.of(sample.plain)
            kernel += VECTOR_WEIGHT * np.exp(SHARPNESS * (cosine - 1.0))
        count = min(NEAREST, self._size)
        nearest = np.argpartition(-kernel, count - 1)[:count]
        classes = np.unique(self._labels[nearest])
        return classes, self._weights[classes] @ kernel

    def _index(self, weighed: list[list[tuple[str, float]]]) -> None:
        """Store the examples by feature: posting lists end to end, and dense rows for what is in every other one."""
        found: dict[str, tuple[list[int], list[float]]] = {}
        for row, features in enumerate(weighed):
            for feature, value in features:
                rows, values = found.setdefault(feature, ([], []))
                rows.append(row)
                values.append(value)
        common = [f for f, (rows, _) in found.items() if len(rows) * COMMON > self._size]
        self._dense = np.zeros((len(common), self._size), dtype=np.float32)
        self._places = {feature: place for place, feature in enumerate(common)}
        for feature, place in self._places.items():
            rows, values = found.pop(feature)
            self._dense[place, rows] = values
        self._spans: dict[str, tuple[int, int]] = {}
        end = 0
        for feature, (rows, _) in found.items():
            self._spans[feature] = (end, end + len(rows))
            end += len(rows)
        self._rows = np.fromiter((row for rows, _ in found.values() for row in rows), dtype=np.int32, count=end)
        self._values = np.fromiter((v for _, values in found.values() for v in values), dtype=np.float64, count=end)

    def _weigh(self, pair: tuple[Features, Features]) -> list[tuple[str, float]]:
        """TF-IDF of both blocks, each of length sqrt(.5), so that a text's kernel with itself is 1."""
        weighed: list[tuple[str, float]] = []
        for prefix, counts, (idf, unseen) in zip(("w", "c"), pair, self._idf, strict=True):
            block = [
                (prefix + f, (idf.get(f, unseen) if n == 1.0 else (1.0 + math.log(n)) * idf.get(f, unseen)))
                for f, n in counts.items()
            ]
            length = math.sqrt(2.0 * sum(value * value for _, value in block))
            weighed += [(feature, value / length) for feature, value in block] if length else []
        return weighed

    def _lexical(self, weighed: list[tuple[str, float]]) -> Floats:
        """The lexical kernel of a text with every example."""
        spans, factors, places, weights = [], [], [], []
        for feature, value in weighed:
            span = self._spans.get(feature)
            if span is not None:
                spans.append(slice(*span))
                factors.append(value)
            elif feature in self._places:
                places.append(self._places[feature])
                weights.append(value)
        kernel = np.zeros(self._size, dtype=np.float32)
        if spans:
            values = np.concatenate([self._values[span] for span in spans])
            values *= np.repeat(factors, [span.stop - span.start for span in spans])
            kernel += np.bincount(np.concatenate([self._rows[span] for span in spans]), values, self._size)
        if places:
            kernel += np.asarray(weights, dtype=np.float32) @ self._dense[places]
        return kernel


def _idf(counts: list[Features]) -> tuple[dict[str, float], float]:
    """Smoothed inverse document frequencies, and that of a feature no example has."""
    frequency: Counter[str] = Counter()
    for count in counts:
        frequency.update(count.keys())
    total = len(counts) + 1
    return {f: math.log(total / (n + 1)) + 1.0 for f, n in frequency.items()}, math.log(total) + 1.0
