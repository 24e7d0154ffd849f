"""The arithmetic of matching, compiled: of use only where there was a compiler for `loops`."""

from __future__ import annotations

import numpy as np

from bot.understanding.matching.built import native
from bot.understanding.matching.held import CROWD, Found, Held
from bot.understanding.matching.index import STEPS, Index
from bot.understanding.matching.kernel import LEVEL, SHARPNESS, alike, own
from bot.understanding.matching.plain import ELSEWHERE, Places
from bot.understanding.matching.postings import Floats


class Compiled:
    """Finds what a text is near to in one index, as `Plain` does."""

    def __init__(self, index: Index) -> None:
        phrases, words = index.phrases, index.words
        self._phrases, self._words = (phrases.bounds, phrases.entries), (words.bounds, words.entries)
        self._size = len(index.labels)
        self._examples = (index.embedded, index.sketches, index.groups, index.labels)
        self._outline, self._cells = index.outline, (index.cells.own, index.cells.bounds)
        self._shares, self._limits = index.shares, index.limits()
        # The kernel by the cosine, in steps of a product of whole numbers.
        steps = np.arange(-native.LEVELS, native.LEVELS, dtype=np.float32)
        self._table = alike(steps * np.float32(256 / (STEPS * native.POINT)))
        self._kernel = (LEVEL, SHARPNESS, float(own(index.embedded.shape[1] > 0)), 1 / STEPS)

    def lexical(self, held: Held) -> Floats:
        """A text's lexical kernel with every example."""
        found = np.zeros(self._size, dtype=np.float32)
        native.lexical(found, *self._phrases, held.phrases, held.phrased, *self._words, held.kin, held.spelt, CROWD)
        return found

    def overall(self, lexical: Floats, vector: Floats, count: int) -> list[Found]:
        """The likeliest labels by all examples, where they are solved once and for all; the kernel is used up."""
        return native.overall(lexical, vector, self._examples[0], self._shares, self._limits, self._kernel, count)

    def nearest(self, lexical: Floats, vector: Floats, point: Floats, cells: Places, count: int) -> list[Found]:
        """The likeliest labels by the examples nearest in words and meaning, of some cells or (of none) of all."""
        axes, around = (point, self._outline, self._table, ELSEWHERE), (*self._cells, cells)
        return native.nearest(lexical, vector, *self._examples, axes, around, self._kernel, count)
