"""The kernel: how like texts are by words, letters and meaning, and the ridge over all examples at once.

K = K_lexical + 2 exp(2.5 (cos - 1)), ridge 0.5, targets 1 and 0, no intercept: a text unlike every example
scores near 0, so that the score itself tells what is out of scope.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.postings import Floats

RIDGE = 0.5
VECTOR_WEIGHT = 2.0
SHARPNESS = 2.5
BLOCK = 1024
"""Features that are multiplied out at once."""
LEVEL = math.log(VECTOR_WEIGHT) - SHARPNESS


def alike(cosine: Floats, unit: float | np.float32 = 1.0) -> Floats:
    """The kernel of two vectors by their cosine, given in some unit."""
    kernel: Floats = cosine * (SHARPNESS * unit)
    kernel += LEVEL
    np.exp(kernel, out=kernel)
    return kernel


def own(vectors: bool, lengths: Floats | float = 1.0) -> Floats:
    """The kernel of examples with themselves, with the ridge.

    A sketch may be longer than what it stands for; its square (`lengths`) keeps a system of sketches positive then.
    """
    return np.maximum(lengths, np.float32(1.0)) + np.float32(RIDGE + (VECTOR_WEIGHT if vectors else 0.0))


class Holdings(NamedTuple):
    """What examples hold of which features, sorted by feature."""

    features: NDArray[np.int64]
    holders: NDArray[np.int64]
    values: NDArray[np.float64]

    def and_of(self, more: Holdings) -> Holdings:
        """These and those of features with higher numbers."""
        return Holdings(*(np.concatenate(columns) for columns in zip(self, more, strict=True)))

    def products(self, size: int) -> Floats:
        """The dot products of examples with each other; one with itself is of no use, and not whole."""
        shared = np.bincount(self.features)[self.features] > 1
        holders, values = self.holders[shared], self.values[shared]
        _, columns = np.unique(self.features[shared], return_inverse=True)
        found = np.zeros((size, size), dtype=np.float32)
        for first in range(0, int(columns.max(initial=-1)) + 1, BLOCK):
            part = slice(*np.searchsorted(columns, (first, first + BLOCK)).tolist())
            block = np.zeros((size, BLOCK), dtype=np.float32)
            block[holders[part], columns[part] - first] = values[part]
            found += block @ block.T
        return found


def solved(lexical: Floats, embedded: Floats, labels: NDArray[np.int32], groups: NDArray[np.int32]) -> Floats:
    """What each example, one a row, says for each label: a text's kernel with all of them times this is its scores."""
    kernel = lexical + alike(embedded @ embedded.T) if embedded.shape[1] else lexical.copy()
    np.fill_diagonal(kernel, own(bool(embedded.shape[1])))
    kernel *= groups[:, None] == groups
    targets = np.eye(labels.max(initial=-1) + 1, dtype=np.float32)[labels]
    return np.asarray(np.linalg.solve(kernel, targets), dtype=np.float32)
