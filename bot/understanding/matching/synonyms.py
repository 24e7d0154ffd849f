"""Synonyms: which words of the examples mean nearly the same as a word, by their vectors."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.postings import Floats
from bot.understanding.matching.vectors import Vectors

ALIKE = 0.62
"""Cosine from which two words are taken for synonyms."""
SHORTEST = 4
"""Letters of the shortest word that has any: short ones are mostly grammar."""
BLOCK = 64
"""Words looked up at once."""


class Synonyms:
    """Finds the words of a vocabulary that are near a word; without vectors it finds none."""

    def __init__(self, vocabulary: frozenset[str], vectors: Vectors | None) -> None:
        self._words = tuple(sorted(word for word in vocabulary if word.isalpha()))
        self._vectors = vectors if self._words else None
        self._known: dict[str, tuple[str, ...]] = {}
        self._table: NDArray[np.float32] | None = None
        self.of = lru_cache(maxsize=4096)(self._of)

    def warm(self) -> None:
        """Look up every word of the vocabulary, so that only a visitor's own words are left to be looked up."""
        if self._vectors is None or self._known:
            return
        known: dict[str, tuple[str, ...]] = {}
        table = self._rows(self._vectors)
        for first in range(0, len(self._words), BLOCK):
            block = self._words[first : first + BLOCK]
            near: dict[str, list[str]] = {}
            for row, column in zip(*np.nonzero(table[first : first + BLOCK] @ table.T >= ALIKE), strict=True):
                near.setdefault(block[row], []).append(self._words[column])
            known |= {word: tuple(found) for word, found in near.items()}
        self._known = known

    @property
    def words(self) -> tuple[str, ...]:
        """The vocabulary, in order."""
        return self._words

    def alike(self, word: str) -> Floats | None:
        """The cosine of a word and each word of the vocabulary; None without vectors."""
        return self._rows(self._vectors) @ self._vectors.of((word,)) if self._vectors is not None else None

    def _of(self, word: str) -> tuple[str, ...]:
        """The words that mean nearly the same, itself among them if the vocabulary holds it."""
        if self._vectors is None or len(word) < SHORTEST or not word.isalpha():
            return ()
        if (known := self._known.get(word)) is not None:
            return known
        near = np.flatnonzero(self._rows(self._vectors) @ self._vectors.of((word,)) >= ALIKE)
        return tuple(self._words[place] for place in near)

    def _rows(self, vectors: Vectors) -> NDArray[np.float32]:
        if self._table is None:
            self._table = vectors.each(self._words)
        return self._table


@lru_cache(maxsize=2)
def synonyms(vocabulary: frozenset[str], vectors: Vectors | None) -> Synonyms:
    """The synonyms of a vocabulary: while the examples' words stay the same, so does what was looked up."""
    return Synonyms(vocabulary, vectors)
