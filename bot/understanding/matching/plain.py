"""The arithmetic of matching with numpy: nearly what `loops` does where there was a compiler."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.held import CROWD, Found, Held, letters
from bot.understanding.matching.index import STEPS, Index
from bot.understanding.matching.kernel import alike, own
from bot.understanding.matching.postings import Floats

NEAREST = 48
"""Examples a text is judged by where there are too many for all of them to be solved at once."""
LIKELY = 64
"""Examples that are looked at closely."""
ELSEWHERE = 0.3
"""How like in meaning an example outside the nearest cells may be."""
STEP = np.float32(1 / STEPS)
Places = NDArray[np.intp]


class Plain:
    """Finds what a text is near to in one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._meant = index.embedded.shape[1] > 0
        self._outline: Floats = index.outline.astype(np.float32) * STEP
        self._embedded = index.embedded[: len(index.shares)].astype(np.float32)
        self._limits = index.limits()
        self._places = np.arange(len(index.labels))
        self._grouped = len(np.unique(index.groups)) > 1
        # Words come again, so what was found for their letters is kept.
        self._letters = lru_cache(maxsize=512)(self._by_letters)

    def lexical(self, held: Held) -> Floats:
        """A text's lexical kernel with every example."""
        gains = [entries for entries in map(self._index.phrases.of, held.phrases) if len(entries) <= CROWD]
        border = sum(map(len, gains))
        entries = np.concatenate([*gains, *map(self._letters, held.words)])
        entries[:border, 1] *= held.phrased
        entries[border:, 1] *= held.spelt
        size = len(self._index.labels)
        return np.bincount(entries[:, 0].astype(np.intp), entries[:, 1], size).astype(np.float32)

    def overall(self, lexical: Floats, vector: Floats, count: int) -> list[Found]:
        """The likeliest labels by all examples, where they are solved once and for all; the kernel is used up."""
        if self._meant:
            lexical += alike(self._embedded @ vector, STEP)
        scores = lexical @ self._index.shares
        found = []
        for score, label in sorted([(-scores.item(label), label) for label in largest(scores, count).tolist()]):
            first, end = self._limits[label : label + 2].tolist()
            found.append((label, -score, first + int(lexical[first:end].argmax())))
        return found

    def nearest(self, lexical: Floats, vector: Floats, point: Floats, cells: Places, count: int) -> list[Found]:
        """The likeliest labels by the examples nearest in words and meaning, of some cells or (of none) of all."""
        embedded = None
        if self._meant:
            likely = self._likely(lexical, point, cells)
            embedded = self._index.embedded.take(likely, axis=0).astype(np.float32)
            kernel = lexical.take(likely) + alike(embedded @ vector, STEP)
        else:
            likely = largest(lexical, NEAREST)
            kernel = lexical.take(likely)
        top = kernel.argsort()[-NEAREST:]
        near = likely.take(top)
        among = self._among(near, None if embedded is None else embedded.take(top, axis=0))
        return self._by_label(near, np.linalg.solve(among, kernel[top]))[:count]

    def _by_label(self, near: Places, shares: Floats) -> list[Found]:
        labels = self._index.labels.take(near).tolist()
        scores = dict.fromkeys(labels, 0.0)
        for label, share in zip(labels, shares.tolist(), strict=True):
            scores[label] += share
        closest = dict(zip(labels, near.tolist(), strict=True))  # The most alike come last.
        best = sorted([(-score, label) for label, score in scores.items()])
        return [(label, -score, closest[label]) for score, label in best]

    def _likely(self, lexical: Floats, point: Floats, near: Places) -> Places:
        """The examples that may be among the nearest, by their outlines; of cells, also who has much in common."""
        cells = self._index.cells
        if len(near) == len(cells.centres):
            return largest(lexical + alike(self._outline @ point), LIKELY)
        rows = np.concatenate([self._places[span] for span in cells.spans(near)])
        kernel = self._outlined(rows, lexical, point)
        best = largest(kernel, LIKELY)
        least = kernel[best].min() if len(best) == LIKELY else -np.inf
        (spelt,) = (lexical + ELSEWHERE > least).nonzero()
        spelt = spelt[~np.isin(cells.own.take(spelt), near)]
        rows, kernel = np.append(rows[best], spelt), np.append(kernel[best], self._outlined(spelt, lexical, point))
        return rows.take(largest(kernel, LIKELY))

    def _outlined(self, rows: Places, lexical: Floats, point: Floats) -> Floats:
        return lexical.take(rows) + alike(self._outline.take(rows, axis=0) @ point)

    def _among(self, near: Places, embedded: Floats | None) -> Floats:
        """The kernels of the nearest with each other, the ridge with those of each with itself."""
        sketches = self._index.sketches.take(near, axis=0).astype(np.float32)
        kernel = sketches @ sketches.T
        kernel *= STEP**2
        lengths = kernel.diagonal().copy()
        if embedded is not None:
            kernel += alike(embedded @ embedded.T, STEP**2)
        np.fill_diagonal(kernel, own(embedded is not None, lengths))
        if self._grouped:
            groups = self._index.groups.take(near)
            kernel *= groups[:, None] == groups
        return kernel

    def _by_letters(self, word: str) -> Floats:
        return letters(self._index, self._index.kin.to(word)[0])


def largest(values: Floats, count: int) -> Places:
    """The places of the largest values, in no order."""
    return values.argpartition(-count)[-count:] if len(values) > count else np.arange(len(values))
