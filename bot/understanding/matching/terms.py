"""Terms: the number of each phrase that examples hold, by its words; a pair of words takes some bytes and no string."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.built import native
from bot.understanding.matching.features import FIRST, LAST, Sample, told

_HALF = 32
"""Bits of a pair in which its second word stands."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Finds the numbers that `features.phrases` have in an index."""

    names: Mapping[str, int]
    """The place of each word, each extra, and both ends of a text."""
    alone: NDArray[np.int32]
    """The number of each of these as a phrase, by its place; -1 for one that is none alone."""
    pairs: NDArray[np.int64]
    """Two places as one number, ascending."""
    paired: NDArray[np.int32]
    """The number of each pair as a phrase."""

    @classmethod
    def of(cls, samples: Iterable[Sample], phrases: Mapping[str, int]) -> Terms:
        """The terms of the samples that have these phrases, by their numbers."""
        names: dict[str, int] = {}
        pairs: dict[int, int] = {}
        for sample in samples:
            for extra in told(sample):
                names.setdefault(extra, len(names))
            for one, other in pairwise((FIRST, *sample.words, LAST)):
                places = [names.setdefault(word, len(names)) for word in (one, other)]
                pairs[places[0] << _HALF | places[1]] = phrases[f"{one} {other}"]
        keys = np.fromiter(pairs, np.int64, len(pairs))
        order = np.argsort(keys)
        alone = [phrases.get(name, -1) for name in names]
        paired = np.fromiter(pairs.values(), np.int32, len(pairs))
        return cls(names, np.asarray(alone, dtype=np.int32), keys[order], paired[order])

    def known(self, sample: Sample) -> list[int]:
        """The numbers of those of a sample's phrases that examples hold, in the order of the phrases."""
        get = self.names.get
        places = [get(FIRST), *map(get, sample.words), get(LAST)]
        extras = [*map(get, told(sample))]
        if native is not None:
            return native.known(places, extras, self.alone, self.pairs, self.paired)
        numbers = (*self._alone(places[1:-1]), *self._paired(places), *self._alone(extras))
        return [number for number in numbers if number >= 0]

    def _alone(self, places: Iterable[int | None]) -> list[int]:
        return [self.alone.item(place) for place in places if place is not None]

    def _paired(self, places: Iterable[int | None]) -> list[int]:
        pairs = pairwise(places)
        sought = [one << _HALF | other for one, other in pairs if one is not None and other is not None]
        if not sought or not len(self.pairs):
            return []
        keys = np.array(sought, dtype=np.int64)
        found = self.pairs.searchsorted(keys)
        found[found == len(self.pairs)] = 0
        return list(self.paired[found[self.pairs[found] == keys]].tolist())
