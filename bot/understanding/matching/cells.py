"""Cells: examples grouped by meaning, so that a text is compared with those of the nearest groups alone.

An inverted file over coarse centres (Jégou, Douze, Schmid: Product quantization for nearest neighbor search, 2011);
what it costs to find the nearest cells grows with their number, and is little beside the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.postings import Floats

MEMBERS = 128
ROUNDS = 2
"""Rounds of k-means; centres need not be good, only spread as the examples are."""
BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Cells:
    """A partition of examples that lie cell after cell."""

    centres: Floats
    """One a row."""
    own: NDArray[np.int32]
    """The cell of each example."""
    bounds: NDArray[np.int64]
    """The first example of each cell; the next cell begins where it ends."""

    @classmethod
    def of(cls, vectors: Floats) -> tuple[Cells, NDArray[np.intp]]:
        """Cells of about `MEMBERS` each, and the order in which examples lie cell after cell.

        The first centres are picked evenly, so that the same examples always make the same cells.
        """
        count = len(vectors) // MEMBERS if vectors.shape[1] else 0
        if not count:
            return cls.one(len(vectors)), np.arange(len(vectors))
        centres = vectors[np.linspace(0, len(vectors) - 1, count).astype(np.intp)]
        for _ in range(ROUNDS):
            totals = np.zeros_like(centres)
            np.add.at(totals, _nearest(vectors, centres), vectors)
            lengths = np.linalg.norm(totals, axis=1, keepdims=True)
            centres = np.divide(totals, lengths, out=centres.copy(), where=lengths > 0)
        own = _nearest(vectors, centres)
        order = np.argsort(own, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=count))))
        return cls(centres, own[order], bounds), order

    @classmethod
    def one(cls, size: int) -> Cells:
        """All examples as they are, in no cell that is looked for."""
        return cls(np.zeros((0, 0), dtype=np.float32), np.zeros(size, dtype=np.int32), np.asarray([0, size]))

    def near(self, vector: Floats, count: int) -> NDArray[np.intp]:
        """The nearest cells to a vector, the nearest first."""
        return np.asarray(np.argsort(self.centres @ -vector)[:count], dtype=np.intp)

    def spans(self, cells: NDArray[np.intp]) -> list[slice]:
        """Where the members of some cells lie."""
        return [slice(*pair) for pair in zip(self.bounds[cells].tolist(), self.bounds[cells + 1].tolist(), strict=True)]


def _nearest(vectors: Floats, centres: Floats) -> NDArray[np.int32]:
    blocks = (vectors[first : first + BLOCK] @ centres.T for first in range(0, len(vectors), BLOCK))
    return np.concatenate([np.argmax(block, axis=1) for block in blocks]).astype(np.int32)
