"""Kernel ridge over n-grams and static vectors: one closed-form solve, no training command.

K = K_lexical + 2 exp(2.5 (cos - 1)), ridge 0.5, targets 1 and 0, no intercept: a text unlike every example
scores near 0, so that the score itself tells what is out of scope.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
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
PREFIXES = ("w", "c")
"""Before the name of a feature: word or character block."""
NEAREST = 20
"""Examples whose classes are scored."""


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


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fit leaves: arrays and names, so that it can be kept on disk."""

    features: Mapping[str, int]
    """The place of each feature."""
    idf: Floats
    unseen: tuple[float, float]
    """The weight of a feature no example has: word, character."""
    ends: NDArray[np.int64]
    """Where each feature's posting list ends; the next begins there."""
    rows: NDArray[np.int32]
    values: NDArray[np.float64]
    common: NDArray[np.int32]
    """For each feature its row in `dense`, or -1."""
    dense: Floats
    weights: Floats
    labels: NDArray[np.int32]
    embedded: Floats
    """A unit vector for each example; no columns without vectors."""


class Ridge:
    """Scores a text against fitted examples."""

    def __init__(self, fitted: Fitted, vectors: Vectors | None) -> None:
        self._fitted, self._vectors = fitted, vectors
        self._size = len(fitted.labels)
        # Looked up feature by feature: a list answers three times as fast as an array.
        self._idf: list[float] = fitted.idf.tolist()
        self._common: list[int] = fitted.common.tolist()
        ends: list[int] = fitted.ends.tolist()
        self._spans = [slice(first, end) for first, end in pairwise([0, *ends])]

    def scores(self, sample: Sample) -> tuple[NDArray[np.int32], Floats]:
        """The likeliest classes and their scores: about 1 for a text like examples of one, about 0 for one like none.

        Only classes of the nearest examples are scored: no other can come out on top.
        """
        kernel = self._lexical(self._weigh(grams(sample)))
        if self._vectors is not None and self._fitted.embedded.shape[1]:
            cosine = self._fitted.embedded @ self._vectors.of(sample.plain)
            kernel += VECTOR_WEIGHT * np.exp(SHARPNESS * (cosine - 1.0))
        count = min(NEAREST, self._size)
        nearest = np.argpartition(-kernel, count - 1)[:count]
        classes = np.unique(self._fitted.labels[nearest])
        return classes, self._fitted.weights[classes] @ kernel

    def _weigh(self, pair: tuple[Features, Features]) -> list[tuple[int, float]]:
        """TF-IDF of both blocks, each of length sqrt(.5), so that a text's kernel with itself is 1."""
        features, idf = self._fitted.features, self._idf
        weighed: list[tuple[int, float]] = []
        for prefix, counts, unseen in zip(PREFIXES, pair, self._fitted.unseen, strict=True):
            block, total = [], 0.0
            for feature, count in counts.items():
                place = features.get(prefix + feature, -1)
                value = idf[place] if place >= 0 else unseen
                value = value if count == 1.0 else value * (1.0 + math.log(count))
                total += value * value
                if place >= 0:
                    block.append((place, value))
            length = math.sqrt(2.0 * total)
            weighed += [(place, value / length) for place, value in block] if length else []
        return weighed

    def _lexical(self, weighed: list[tuple[int, float]]) -> Floats:
        """The lexical kernel of a text with every example."""
        fitted = self._fitted
        spans, factors, lengths, places, weights = [], [], [], [], []
        for place, value in weighed:
            common = self._common[place]
            if common >= 0:
                places.append(common)
                weights.append(value)
            else:
                span = self._spans[place]
                spans.append(span)
                factors.append(value)
                lengths.append(span.stop - span.start)
        kernel = np.zeros(self._size, dtype=np.float32)
        if spans:
            values = np.concatenate([fitted.values[span] for span in spans])
            values *= np.repeat(factors, lengths)
            kernel += np.bincount(np.concatenate([fitted.rows[span] for span in spans]), values, self._size)
        if places:
            kernel += np.asarray(weights, dtype=np.float32) @ fitted.dense[places]
        return kernel
