"""Kernel ridge regression over labelled examples: n-grams fused with static vectors.

Of few examples the solve over all of them is kept with the index. Of more, each text has a solve of its own over the
few that are nearest to it: it gives nearly the same scores (local learning: Bottou and Vapnik, Neural Computation 4,
1992), costs the same however many there are, and leaves nothing to train.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bot.understanding.matching.built import native
from bot.understanding.matching.compiled import Compiled
from bot.understanding.matching.features import Sample
from bot.understanding.matching.held import Found, Holder
from bot.understanding.matching.index import Index
from bot.understanding.matching.plain import Places, Plain
from bot.understanding.matching.postings import Floats
from bot.understanding.matching.vectors import Vectors

FEW = 3_000
"""Examples of which all are looked at; of more, those of the nearest cells and those that share most words."""
CELLS = 24
"""Cells whose examples are looked at."""
_NOWHERE: Floats = np.zeros(0, dtype=np.float32)
_NONE: Places = np.zeros(0, dtype=np.intp)


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
        self._holder = Holder(index)
        self._arithmetic = Plain(index) if native is None else Compiled(index)

    def best(self, sample: Sample, count: int) -> list[Near]:
        """The likeliest labels of a text, best first."""
        held = self._holder.of(sample)
        lexical = self._arithmetic.lexical(held)
        vector = self._vectors.of(sample.plain) if self._vectors is not None else _NOWHERE
        solved = len(self._index.shares) > 0
        found = (self._arithmetic.overall if solved else self._by_nearest)(lexical, vector, count)
        return [Near(label, score, self._index.order.item(row)) for label, score, row in found]

    def _by_nearest(self, lexical: Floats, vector: Floats, count: int) -> list[Found]:
        point = vector @ self._index.axes if len(vector) else vector
        many = CELLS if self._size > FEW else len(self._index.cells.centres)
        cells = self._index.cells.near(point, many) if many and len(vector) else _NONE
        return self._arithmetic.nearest(lexical, vector, point, cells, count)
