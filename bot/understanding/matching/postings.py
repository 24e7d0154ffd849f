"""Postings: for each feature the places that hold it and a weight for each, as a few plain arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """An inverted index."""

    squares: NDArray[np.float64]
    """What each feature adds to the squared length of a text that has it."""
    bounds: NDArray[np.int64]
    """Where each feature's list begins; the next one begins where it ends."""
    entries: Floats
    """List after list, two columns: who holds the feature (numbers below 2**24 are exact) and its weight there."""

    def of(self, feature: int) -> Floats:
        """The list of a feature."""
        return self.entries[self.bounds.item(feature) : self.bounds.item(feature + 1)]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often who holds what: by feature, then by holder."""

    names: dict[str, int]
    features: NDArray[np.int64]
    holders: NDArray[np.int64]
    counts: NDArray[np.float64]

    @classmethod
    def of(cls, holdings: Iterable[tuple[str, ...]]) -> Counts:
        """Count the features of each holder, features numbered as they come."""
        names: dict[str, int] = {}
        found: list[int] = []
        lengths: list[int] = []
        for features in holdings:
            found += [names.setdefault(feature, len(names)) for feature in features]
            lengths.append(len(features))
        holders = np.repeat(np.arange(len(lengths)), lengths)
        size = max(1, len(lengths))
        keys, counts = np.unique(np.asarray(found, dtype=np.int64) * size + holders, return_counts=True)
        return cls(names, keys // size, keys % size, counts.astype(np.float64))

    def postings(self, values: NDArray[np.float64], squares: NDArray[np.float64]) -> Postings:
        """These counts as lists, with a value for each of them."""
        bounds = np.concatenate(([0], np.cumsum(np.bincount(self.features, minlength=len(self.names)))))
        return Postings(squares, bounds, np.stack((self.holders, values), axis=1).astype(np.float32))


def rarity(holders: NDArray[np.int64] | NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The smoothed inverse document frequency of features that so many of `size` hold."""
    return np.asarray(np.log((size + 1) / (holders + 1)) + 1.0, dtype=np.float64)
