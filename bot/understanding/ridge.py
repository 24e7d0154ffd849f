"""Kernel ridge over the nearest examples: n-grams fused with static vectors, solved afresh for each text.

K = K_lexical + 2 exp(2.5 (cos - 1)), ridge 0.5, targets 1 and 0, no intercept: a text unlike every example
scores near 0, so that the score itself tells what is out of scope. A solve over the nearest few examples gives the
same labels as one over all of them (local learning: Bottou and Vapnik, Neural Computation 4, 1992), costs the same
however many there are, and leaves nothing to train.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Sample, characters, phrases
from bot.understanding.index import Floats, Index, unstepped
from bot.understanding.vectors import Vectors

RIDGE = 0.5
VECTOR_WEIGHT = 2.0
SHARPNESS = 2.5
NEAREST = 48
"""Examples a text is judged by."""
FEW = 1200
"""Examples of which all are looked at closely."""
LIKELY = 160
"""Examples that are looked at closely."""
Gains = NDArray[np.float64]
Posting = tuple[NDArray[np.int32], Floats, float]
"""Examples, what each gains, and the squared length a feature (or a word's features) adds to a text."""


class Ridge:
    """Scores a text against indexed examples."""

    def __init__(self, index: Index, vectors: Vectors | None) -> None:
        self._index = index
        self._vectors = vectors if index.embedded.shape[1] else None
        self._size = len(index.labels)
        self._ends: list[int] = [0, *index.ends.tolist()]
        self._squares: list[float] = (index.idf * index.idf).tolist()
        self._nothing: Posting = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), index.unseen**2)
        self._posting = lru_cache(maxsize=8192)(self._posted)
        self._by_word = lru_cache(maxsize=512)(self._spelling)

    def scores(self, sample: Sample) -> dict[int, tuple[float, int]]:
        """For each class of the nearest examples its score, about 1 for a text like examples of it, and the closest."""
        near, kernel = self._nearest(sample)
        shares = np.linalg.solve(self._among(near), kernel)
        labels = self._index.labels[near].tolist()
        scores: dict[int, float] = {}
        closest: dict[int, tuple[float, int]] = {}
        for label, share, likeness, row in zip(labels, shares.tolist(), kernel.tolist(), near.tolist(), strict=True):
            scores[label] = scores.get(label, 0.0) + share
            closest[label] = max(closest.get(label, (0.0, row)), (likeness, row))
        return {label: (score, closest[label][1]) for label, score in scores.items()}

    def _nearest(self, sample: Sample) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The nearest examples and the text's kernel with each: outlines choose, whole vectors decide."""
        lexical = self._lexical(sample)
        if self._vectors is None:
            near = _largest(lexical, NEAREST)
            return near, lexical[near]
        vector, index = self._vectors.of(sample.plain), self._index
        if self._size <= FEW:
            kernel = lexical + _alike(unstepped(index.embedded) @ vector)
            near = _largest(kernel, NEAREST)
            return near, kernel[near]
        rough = lexical + _alike(index.outline @ (vector @ index.axes))
        likely = _largest(rough, LIKELY)
        kernel = lexical[likely] + _alike(unstepped(index.embedded[likely]) @ vector)
        near = _largest(kernel, NEAREST)
        return likely[near], kernel[near]

    def _among(self, near: NDArray[np.intp]) -> Floats:
        """The kernel of some examples with each other, ridge included."""
        sketches = unstepped(self._index.sketches[near])
        kernel = sketches @ sketches.T
        own = 1.0 + RIDGE
        if self._vectors is not None:
            embedded = unstepped(self._index.embedded[near])
            kernel += _alike(embedded @ embedded.T)
            own += VECTOR_WEIGHT
        np.fill_diagonal(kernel, own)
        groups = self._index.groups[near]
        kernel *= groups[:, None] == groups
        return kernel

    def _lexical(self, sample: Sample) -> Gains:
        """The lexical kernel of a text with every example: both blocks of its features have length sqrt(.5)."""
        by_phrase = [self._posting(phrase) for phrase in phrases(sample)]
        by_character = [self._by_word(word) for word in sample.words]
        both = by_phrase + by_character
        rows = np.concatenate([posting[0] for posting in both])
        gains = np.concatenate([posting[1] for posting in both])
        border = sum([len(posting[0]) for posting in by_phrase])
        gains[:border] /= _length(by_phrase)
        gains[border:] /= _length(by_character)
        return np.asarray(np.bincount(rows, gains, self._size), dtype=np.float64)

    def _posted(self, feature: str) -> Posting:
        place = self._index.features.get(feature)
        if place is None:
            return self._nothing
        span = slice(self._ends[place], self._ends[place + 1])
        return self._index.rows[span], self._index.values[span], self._squares[place]

    def _spelling(self, word: str) -> Posting:
        """All character n-grams of a word as one posting: words come again, so it is kept."""
        postings = [self._posting(feature) for feature in characters(word)]
        if not postings:
            return self._nothing
        rows = np.concatenate([posting[0] for posting in postings])
        added = np.concatenate([posting[1] for posting in postings])
        gains = np.bincount(rows, added, self._size).astype(np.float32)
        touched = np.flatnonzero(gains).astype(np.int32)
        return touched, gains[touched], math.fsum(posting[2] for posting in postings)


def _length(postings: list[Posting]) -> float:
    return math.sqrt(2.0 * sum([posting[2] for posting in postings])) or 1.0


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """The places of the largest values, in no order."""
    return np.argpartition(values, -count)[-count:] if len(values) > count else np.arange(len(values))


def _alike(cosine: Floats) -> Floats:
    """The kernel of two vectors by their cosine."""
    return np.asarray(VECTOR_WEIGHT * np.exp(SHARPNESS * (cosine - 1.0)), dtype=np.float32)
