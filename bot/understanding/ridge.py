"""Kernel ridge over the nearest examples: n-grams fused with static vectors, solved afresh for each text.

K = K_lexical + 2 exp(2.5 (cos - 1)), ridge 0.5, targets 1 and 0, no intercept: a text unlike every example
scores near 0, so that the score itself tells what is out of scope. A solve over the nearest few examples gives the
same labels as one over all of them (local learning: Bottou and Vapnik, Neural Computation 4, 1992), costs the same
however many there are, and leaves nothing to train.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Sample, characters, phrases
from bot.understanding.index import STEPS, Index
from bot.understanding.postings import Floats
from bot.understanding.vectors import Vectors

RIDGE = 0.5
VECTOR_WEIGHT = 2.0
SHARPNESS = 2.5
NEAREST = 48
"""Examples a text is judged by."""
LIKELY = 64
"""Examples that are looked at closely."""
FEW = 8000
"""Examples of which all are looked at; of more, those of the nearest cells and those that share a rare feature."""
CELLS = 16
"""Cells whose examples are looked at."""
RARE = 2000
"""Examples that are looked at because they share a rare feature with the text."""
CROWD = 4000
"""Examples that hold a phrase or a word from which it tells none of them apart, so that its list is not read."""
KINDRED = 0.2
"""Share of its letters that a word must have in common with another for the two to count as spelt alike."""
_NOWHERE = np.zeros(0, dtype=np.int32)
_NOTHING = np.zeros(0, dtype=np.float32)
_STEP = np.float32(1 / STEPS)
_LEVEL = math.log(VECTOR_WEIGHT) - SHARPNESS
Gains = NDArray[np.float64]


class _Gain(NamedTuple):
    """What a phrase, or the letters of a word, add to the kernel of which examples."""

    rows: NDArray[np.int32]
    gains: Floats
    square: float
    """What they add to the squared length of the text."""


class Near(NamedTuple):
    """A label of the nearest examples."""

    label: int
    score: float
    """About 1 for a text like examples of the label."""
    row: int
    """The example of it that is most like the text."""


class Ridge:
    """Scores a text against indexed examples."""

    def __init__(self, index: Index, vectors: Vectors | None) -> None:
        self._index = index
        self._vectors = vectors if index.embedded.shape[1] else None
        self._size = len(index.labels)
        self._grouped = len(np.unique(index.groups)) > 1
        # Words and phrases come again, so what was found for them is kept.
        self._phrase = lru_cache(maxsize=4096)(self._by_phrase)
        self._spelt = lru_cache(maxsize=1024)(self._by_letters)

    def best(self, sample: Sample, count: int) -> list[Near]:
        """The likeliest labels of a text, best first."""
        near, kernel, among = self._nearest(sample)
        shares = np.linalg.solve(among, kernel).tolist()
        labels = self._index.labels[near].tolist()
        scores: dict[int, float] = {}
        for label, share in zip(labels, shares, strict=True):
            scores[label] = scores.get(label, 0.0) + share
        best = sorted(scores, key=lambda label: (-scores[label], label))[:count]
        order = self._index.order[near].tolist()
        rows = {label: row for _, row, label in sorted(zip(kernel.tolist(), order, labels, strict=True))}
        return [Near(label, scores[label], rows[label]) for label in best]

    def _nearest(self, sample: Sample) -> tuple[NDArray[np.intp], Gains, Floats]:
        """The nearest examples, the text's kernel with each, and theirs with each other, ridge included."""
        index = self._index
        phrased = [self._phrase(phrase) for phrase in phrases(sample)]
        spelt = [self._spelt(word) for word in sample.words]
        lexical = self._lexical(phrased, spelt)
        if self._vectors is None:
            near = _largest(lexical, NEAREST)
            return near, lexical[near], self._among(near, np.zeros((len(near), 0), dtype=np.float32))
        vector = self._vectors.of(sample.plain)
        likely = self._likely(lexical, phrased + spelt, vector @ index.axes)
        embedded = index.embedded[likely].astype(np.float32)
        kernel = lexical[likely] + alike(embedded @ (vector * _STEP))
        top = _largest(kernel, NEAREST)
        near = likely[top]
        return near, kernel[top], self._among(near, embedded[top])

    def _likely(self, lexical: Gains, gains: Sequence[_Gain], point: Floats) -> NDArray[np.intp]:
        """The examples that may be among the nearest, by their outlines: of many, those near by meaning or letter."""
        index, cells = self._index, self._index.cells
        if self._size <= FEW:
            return _largest(lexical + alike(index.outline @ point), LIKELY)
        near = cells.near(point, CELLS)
        looked = np.zeros(len(cells.centres), dtype=bool)
        looked[near] = True
        spelt = _rarest(gains)
        spelt = np.unique(spelt[_largest(lexical[spelt], 2 * LIKELY)])
        spelt = spelt[~looked[cells.own[spelt]]]
        spans = cells.spans(near)
        rows = np.concatenate([*(np.arange(span.start, span.stop) for span in spans), spelt])
        cosines = np.concatenate([*(index.outline[span] @ point for span in spans), index.outline[spelt] @ point])
        return np.asarray(rows[_largest(lexical[rows] + alike(cosines), LIKELY)], dtype=np.intp)

    def _among(self, near: NDArray[np.intp], embedded: Floats) -> Floats:
        sketches = self._index.sketches[near].astype(np.float32)
        kernel = (sketches @ sketches.T) * _STEP**2
        own = 1.0 + RIDGE
        if self._vectors is not None:
            kernel += alike((embedded @ embedded.T) * _STEP**2)
            own += VECTOR_WEIGHT
        kernel.flat[:: len(near) + 1] = own
        if self._grouped:
            groups = self._index.groups[near]
            kernel *= groups[:, None] == groups
        return kernel

    def _lexical(self, phrased: list[_Gain], spelt: list[_Gain]) -> Gains:
        """The lexical kernel of a text with every example: both blocks of its features have length sqrt(.5)."""
        both = phrased + spelt
        rows = np.concatenate([gain.rows for gain in both], dtype=np.intp)
        gains = np.concatenate([gain.gains for gain in both], dtype=np.float64)
        border = sum([len(gain.rows) for gain in phrased])
        gains[:border] /= _length(phrased)
        gains[border:] /= _length(spelt)
        return np.bincount(rows, gains, self._size).astype(np.float64, copy=False)

    def _by_phrase(self, phrase: str) -> _Gain:
        held = self._index.phrases
        place = held.names.get(phrase)
        if place is None:
            return _Gain(_NOWHERE, _NOTHING, self._index.unseen**2)
        span = slice(int(held.bounds[place]), int(held.bounds[place + 1]))
        if span.stop - span.start > CROWD:
            return _Gain(_NOWHERE, _NOTHING, float(held.squares[place]))
        return _Gain(held.places[span], held.values[span], float(held.squares[place]))

    def _by_letters(self, word: str) -> _Gain:
        """The examples that hold words spelt like this one."""
        grams, features = self._index.grams, characters(word)
        known = [place for feature in features if (place := grams.names.get(feature)) is not None]
        square = float(grams.squares[known].sum()) + (len(features) - len(known)) * self._index.unseen**2
        places, values, _ = grams.lists(known)
        shares = np.bincount(places, values)
        kin = np.flatnonzero(shares >= KINDRED * square)
        kin = kin[self._index.words.sizes(kin) <= CROWD]
        rows, held, lengths = self._index.words.lists(kin)
        return _Gain(rows, (np.repeat(shares[kin], lengths) * held).astype(np.float32), square)


def _rarest(gains: Sequence[_Gain]) -> NDArray[np.int32]:
    """The examples of the rarest features of a text, about as many as are looked at for their meaning."""
    found: list[NDArray[np.int32]] = []
    for gain in sorted(gains, key=lambda gain: len(gain.rows)):
        if found and sum(map(len, found)) + len(gain.rows) > RARE:
            break
        found.append(gain.rows)
    return np.concatenate(found)


def _length(gains: list[_Gain]) -> float:
    return math.sqrt(2.0 * sum([gain.square for gain in gains])) or 1.0


def _largest(values: Gains, count: int) -> NDArray[np.intp]:
    """The places of the largest values, in no order."""
    return np.argpartition(values, -count)[-count:] if len(values) > count else np.arange(len(values))


def alike(cosine: Floats) -> Floats:
    """The kernel of two vectors by their cosine."""
    return np.asarray(np.exp(cosine * SHARPNESS + _LEVEL), dtype=np.float32)
