"""Kernel ridge regression over labelled examples: n-grams fused with static vectors.

Of few examples the solve over all of them is kept with the index. Of more, each text has a solve of its own over the
few that are nearest to it: it gives nearly the same scores (local learning: Bottou and Vapnik, Neural Computation 4,
1992), costs the same however many there are, and leaves nothing to train.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.features import Sample, extent
from bot.understanding.matching.index import STEPS, Index
from bot.understanding.matching.kernel import alike, own
from bot.understanding.matching.postings import Floats
from bot.understanding.matching.vectors import Vectors

NEAREST = 48
"""Examples a text is judged by where there are too many for all of them to be solved at once."""
LIKELY = 64
"""Examples that are looked at closely."""
FEW = 12_000
"""Examples of which all are looked at; of more, those of the nearest cells and those that share a rare feature."""
CELLS = 16
"""Cells whose examples are looked at."""
RARE = 1000
"""Examples that are looked at because they share a rare feature with the text."""
CROWD = 4000
"""Examples that hold a phrase or a word from which it tells none of them apart, so that its list is not read."""
_NOTHING = np.zeros((0, 2), dtype=np.float32)
_STEP = np.float32(1 / STEPS)
Gains = NDArray[np.float64]
Places = NDArray[np.intp]


class _Letters(NamedTuple):
    """What the letters of a word add to the kernel of which examples."""

    entries: Floats
    """Two columns: the example and what is added."""
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
        self._places = np.arange(self._size)
        self._grouped = len(np.unique(index.groups)) > 1
        solved, labels = index.shares.shape
        self._embedded = index.embedded[:solved].astype(np.float32)
        self._bounds = np.searchsorted(index.labels[:solved], np.arange(labels + 1)).tolist()
        # Words come again, so what was found for their letters is kept.
        self._spelt = lru_cache(maxsize=512)(self._by_letters)

    def best(self, sample: Sample, count: int) -> list[Near]:
        """The likeliest labels of a text, best first."""
        return self._by_all(sample, count) if len(self._index.shares) else self._by_nearest(sample, count)

    def _by_all(self, sample: Sample, count: int) -> list[Near]:
        _, lexical = self._lexical(sample)
        kernel = lexical.astype(np.float32)
        if self._vectors is not None:
            kernel += alike(self._embedded @ self._vectors.of(sample.plain), _STEP)
        scores = kernel @ self._index.shares
        found = []
        for score, label in sorted([(-scores.item(label), label) for label in _largest(scores, count).tolist()]):
            first, end = self._bounds[label], self._bounds[label + 1]
            closest = first + int(kernel[first:end].argmax())
            found.append(Near(label, -score, self._index.order.item(closest)))
        return found

    def _by_nearest(self, sample: Sample, count: int) -> list[Near]:
        near, kernel, among = self._nearest(sample)
        shares = np.linalg.solve(among, kernel).tolist()
        labels = self._index.labels.take(near).tolist()
        scores = dict.fromkeys(labels, 0.0)
        for label, share in zip(labels, shares, strict=True):
            scores[label] += share
        best = sorted([(-score, label) for label, score in scores.items()])[:count]
        closest = dict(zip(labels, near.tolist(), strict=True))
        return [Near(label, -score, self._index.order.item(closest[label])) for score, label in best]

    def _nearest(self, sample: Sample) -> tuple[Places, Gains, Floats]:
        """The nearest examples, the most alike last; the text's kernel with each; and theirs, with the ridge."""
        index = self._index
        gains, lexical = self._lexical(sample)
        if self._vectors is None:
            near = _largest(lexical, NEAREST)
            near = near[lexical[near].argsort()]
            return near, lexical[near], self._among(near, np.zeros((len(near), 0), dtype=np.float32))
        vector = self._vectors.of(sample.plain)
        likely = self._likely(lexical, gains, vector @ index.axes)
        embedded = index.embedded.take(likely, axis=0).astype(np.float32)
        kernel = lexical.take(likely) + alike(embedded @ vector, _STEP)
        top = kernel.argsort()[-NEAREST:]
        near = likely.take(top)
        return near, kernel.take(top), self._among(near, embedded.take(top, axis=0))

    def _likely(self, lexical: Gains, gains: Sequence[Floats], point: Floats) -> Places:
        """The examples that may be among the nearest, by their outlines: of many, those near by meaning or letter."""
        index, cells = self._index, self._index.cells
        if self._size <= FEW:
            return _largest(lexical + alike(index.outline @ point), LIKELY)
        near = cells.near(point, CELLS)
        looked = np.zeros(len(cells.centres), dtype=bool)
        looked[near] = True
        spelt = _rarest(gains)
        spelt = spelt[_largest(lexical.take(spelt), LIKELY)]
        spelt = spelt[~looked.take(cells.own.take(spelt))]
        rows = np.concatenate([*(self._places[span] for span in cells.spans(near)), spelt])
        kernel = lexical.take(rows) + alike(index.outline.take(rows, axis=0) @ point)
        return rows.take(_largest(kernel, LIKELY))

    def _among(self, near: Places, embedded: Floats) -> Floats:
        sketches = self._index.sketches.take(near, axis=0).astype(np.float32)
        kernel = sketches @ sketches.T
        kernel *= _STEP**2
        if self._vectors is not None:
            kernel += alike(embedded @ embedded.T, _STEP**2)
        kernel.ravel()[:: len(near) + 1] = own(self._vectors is not None)
        if self._grouped:
            groups = self._index.groups.take(near)
            kernel *= groups[:, None] == groups
        return kernel

    def _lexical(self, sample: Sample) -> tuple[list[Floats], Gains]:
        """What a text has in common with which examples, and its lexical kernel with every one of them.

        Both blocks of its features, phrases and letters, have length sqrt(.5).
        """
        held, known = self._index.phrases, self._index.terms.known(sample)
        square = sum(map(held.squares.item, known), (extent(sample) - len(known)) * self._index.unseen**2)
        gains = [entries for entries in map(held.of, known) if len(entries) <= CROWD]
        spelt = [self._spelt(word) for word in sample.words]
        border = sum(map(len, gains))
        gains += [letters.entries for letters in spelt]
        entries = np.concatenate(gains)
        entries[:border, 1] /= math.sqrt(2.0 * square)
        entries[border:, 1] /= math.sqrt(2.0 * sum([letters.square for letters in spelt]))
        lexical = np.bincount(entries[:, 0].astype(np.intp), entries[:, 1], self._size)
        return gains, lexical.astype(np.float64, copy=False)

    def _by_letters(self, word: str) -> _Letters:
        """The examples that hold words spelt like this one."""
        kin, square = self._index.kin.to(word)
        if not len(kin):
            return _Letters(_NOTHING, square)
        lists = map(self._index.words.of, kin[:, 0].astype(np.intp).tolist())
        held = [entries if len(entries) <= CROWD else _NOTHING for entries in lists]
        gains = np.concatenate(held)
        gains[:, 1] *= kin[:, 1].repeat([*map(len, held)])
        return _Letters(gains, square)


def _rarest(gains: Sequence[Floats]) -> Places:
    """The examples of the rarest features of a text, each once, of about as many as are looked at for their meaning."""
    found: list[Floats] = []
    room = RARE
    for entries in sorted(gains, key=len):
        room -= len(entries)
        if found and room < 0:
            break
        found.append(entries[:, 0])
    rows = np.concatenate(found).astype(np.intp)
    rows.sort()
    first = np.ones(len(rows), dtype=bool)
    np.not_equal(rows[1:], rows[:-1], out=first[1:])
    return rows[first]


def _largest(values: Gains | Floats, count: int) -> Places:
    """The places of the largest values, in no order."""
    return values.argpartition(-count)[-count:] if len(values) > count else np.arange(len(values))
