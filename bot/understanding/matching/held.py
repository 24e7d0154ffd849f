"""What examples hold of a text, and what that makes of them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.understanding.matching.features import Sample, extent
from bot.understanding.matching.index import Index
from bot.understanding.matching.postings import Floats

CROWD = 3000
"""Examples that hold a phrase or a word from which it tells none of them apart, so that its list is not read."""
_NOTHING: Floats = np.zeros((0, 2), dtype=np.float32)


class Held(NamedTuple):
    """What examples hold of a text; both blocks of its features, phrases and letters, have length sqrt(.5)."""

    phrases: list[int]
    """Its phrases that any example holds, by their numbers."""
    phrased: float
    """What a phrase's weight is multiplied by."""
    words: tuple[str, ...]
    kin: list[Floats]
    """For each word the words it is spelt like, in two columns: the number of one, and what both share."""
    spelt: float
    """What that is multiplied by."""


Found = tuple[int, float, int]
"""A label, its score, and the example of it that is most like the text, by its place in the index."""


class Holder:
    """Looks up what the examples of an index hold."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._kin = lru_cache(maxsize=4096)(index.kin.to)

    def of(self, sample: Sample) -> Held:
        """What they hold of a text of one word or more."""
        index = self._index
        known = index.terms.known(sample)
        unknown = (extent(sample) - len(known)) * index.unseen**2
        square = sum(map(index.phrases.squares.item, known), unknown)
        kin = [self._kin(word) for word in sample.words]
        lengths = sum([square for _, square in kin])
        return Held(known, _scale(square), sample.words, [entries for entries, _ in kin], _scale(lengths))


def _scale(square: float) -> float:
    return 1 / math.sqrt(2.0 * square)


def letters(index: Index, kin: Floats) -> Floats:
    """The examples that hold words spelt like another, in two columns: the example, and what it has in common."""
    if not len(kin):
        return _NOTHING
    lists = map(index.words.of, kin[:, 0].astype(np.intp).tolist())
    held = [entries if len(entries) <= CROWD else _NOTHING for entries in lists]
    gains = np.concatenate(held)
    gains[:, 1] *= kin[:, 1].repeat([*map(len, held)])
    return gains
