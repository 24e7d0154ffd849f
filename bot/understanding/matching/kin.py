"""Kin: which words of the examples a word is spelt like, and how much of its letters they share.

Of the words that examples hold this is found once, since most words of a text are among them; of any other it is
counted from its character n-grams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.built import native
from bot.understanding.matching.features import characters
from bot.understanding.matching.postings import Counts, Floats, Postings

KINDRED = 0.2
"""Share of its letters that a word must have in common with another for the two to count as spelt alike."""
_NOTHING = np.zeros((0, 2), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Kin:
    """Plain arrays and names, as the rest of an index."""

    words: Mapping[str, int]
    """The number of each word."""
    letters: Mapping[str, int]
    """The number of each character n-gram."""
    grams: Postings
    """Which words hold a character n-gram; how often, by its squared IDF."""
    unseen: float
    """The weight of an n-gram no word has."""
    known: Postings
    """Of each word the words it is spelt like, itself among them; what the two share."""

    @classmethod
    def of(cls, words: Mapping[str, int], spelt: Counts, rare: NDArray[np.float64], unseen: float) -> Kin:
        """The kin of some words by their n-grams and how rare each of these is."""
        grams = spelt.postings(spelt.counts * rare[spelt.features] ** 2, rare**2)
        none = Postings(np.zeros(0), np.zeros(1, dtype=np.int64), _NOTHING)
        kin = cls(words, spelt.names, grams, unseen, none)
        found = [kin.counted(word) for word in words]
        entries = np.concatenate([_NOTHING, *(entries for entries, _ in found)])
        bounds = np.cumsum([0, *(len(entries) for entries, _ in found)])
        squares = np.asarray([square for _, square in found], dtype=np.float64)
        return cls(words, spelt.names, grams, unseen, Postings(squares, bounds, entries))

    def to(self, word: str) -> tuple[Floats, float]:
        """The kin of a word, in two columns: number and what both share; and the squared length of its letters."""
        number = self.words.get(word)
        return self.counted(word) if number is None else (self.known.of(number), self.known.squares.item(number))

    def counted(self, word: str) -> tuple[Floats, float]:
        """The same from its n-grams, for any word."""
        features, grams = characters(word), self.grams
        held = [place for place in map(self.letters.get, features) if place is not None]
        unheld = (len(features) - len(held)) * self.unseen**2
        if not held:
            return _NOTHING, unheld
        if native is not None:
            shared, square = native.shared(
                grams.squares, grams.bounds, grams.entries, held, unheld, len(self.words), KINDRED
            )
            return np.frombuffer(shared, dtype=np.float32).reshape(-1, 2), square
        square = sum(map(grams.squares.item, held), unheld)
        entries = np.concatenate([*map(grams.of, held)])
        shares = np.bincount(entries[:, 0].astype(np.intp), entries[:, 1])
        (kin,) = (shares >= KINDRED * square).nonzero()
        return np.stack((kin, shares[kin]), axis=1).astype(np.float32), square
