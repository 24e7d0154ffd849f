"""The index over examples: which hold a feature and how much it weighs there, and a vector for each.

Building one is counting and weighing; nothing is solved, so that thousands of examples take a fraction of a second
and its size grows with the examples alone, however many labels they have.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Sample, characters, phrases
from bot.understanding.vectors import Vectors

Floats = NDArray[np.float32]
AXES = 64
WIDTH = 256
"""Numbers of a sketch."""
STEPS = 127
"""Steps in which numbers from -1 to 1 are kept where a byte each must do."""


@dataclass(frozen=True, slots=True)
class Index:
    """Plain arrays and names, so that it can be kept on disk."""

    features: Mapping[str, int]
    """The place of each feature; the first letter tells its block: words or characters."""
    idf: NDArray[np.float64]
    unseen: float
    """The weight of a feature no example has."""
    ends: NDArray[np.int64]
    """Where each feature's posting list ends; the next begins there."""
    rows: NDArray[np.int32]
    """The examples of each posting list."""
    values: Floats
    """The feature's TF-IDF in the example times its IDF: what one occurrence in a text adds to their kernel."""
    labels: NDArray[np.int32]
    groups: NDArray[np.int32]
    """Examples of different groups do not compete for a text."""
    embedded: NDArray[np.int8]
    """A unit vector for each example, in steps of 1/`STEPS`; no columns without vectors."""
    axes: Floats
    """The directions in which the vectors differ most, one a column (principal components)."""
    sketches: NDArray[np.int8]
    """Each example's features hashed into a short vector: dot products are its lexical kernel, nearly."""
    outline: Floats
    """Each vector along these axes alone: a quarter of the numbers, enough to tell what is worth a closer look."""

    @classmethod
    def of(
        cls, samples: Sequence[Sample], labels: Sequence[int], vectors: Vectors | None, groups: Sequence[int] = ()
    ) -> Index:
        """Index labelled examples; each block of an example's features has length sqrt(.5)."""
        names, features, rows, counts = _counted(samples)
        size = len(samples)
        idf = np.log((size + 1) / (np.bincount(features, minlength=len(names)) + 1)) + 1.0
        values = counts * idf[features]
        in_words = np.fromiter((name[0] == "w" for name in names), dtype=bool, count=len(names))
        part = rows * 2 + in_words[features]
        values /= np.sqrt(2.0 * np.bincount(part, values * values))[part]
        found = [vectors.of(sample.plain) for sample in samples] if vectors is not None else []
        embedded = np.stack(found) if found else np.zeros((size, 0), dtype=np.float32)
        axes = _axes(embedded)
        return cls(
            features=names,
            idf=idf,
            unseen=math.log(size + 1) + 1.0,
            ends=np.cumsum(np.bincount(features, minlength=len(names))),
            rows=rows.astype(np.int32),
            values=(values * idf[features]).astype(np.float32),
            labels=np.asarray(labels, dtype=np.int32),
            groups=np.asarray(groups or [0] * size, dtype=np.int32),
            embedded=stepped(embedded),
            axes=axes,
            sketches=_sketches(features, rows, values, size),
            outline=embedded @ axes,
        )


def _sketches(
    features: NDArray[np.int64], rows: NDArray[np.int64], values: NDArray[np.float64], size: int
) -> NDArray[np.int8]:
    """A count sketch (Charikar, Chen, Farach-Colton 2002); the error of a product is about 1/sqrt(`WIDTH`)."""
    places = features.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    buckets = (places >> np.uint64(40)).astype(np.int64) % WIDTH
    signs = 1.0 - 2.0 * ((places >> np.uint64(33)) & np.uint64(1)).astype(np.float64)
    table = np.bincount(rows * WIDTH + buckets, values * signs, size * WIDTH)
    return stepped(table.astype(np.float32).reshape(-1, WIDTH))


def stepped(values: Floats) -> NDArray[np.int8]:
    """Numbers from -1 to 1 as bytes; what lies outside is cut off."""
    return np.asarray(np.clip(np.rint(values * STEPS), -STEPS, STEPS), dtype=np.int8)


def unstepped(values: NDArray[np.int8]) -> Floats:
    """What `stepped` made bytes of, as numbers again."""
    return values.astype(np.float32) * np.float32(1 / STEPS)


def _axes(embedded: Floats) -> Floats:
    """The principal components of unit vectors, the first `AXES`; eigenvectors come in ascending order."""
    _, vectors = np.linalg.eigh(embedded.T @ embedded)
    return np.ascontiguousarray(vectors[:, -AXES:], dtype=np.float32)


def _counted(
    samples: Sequence[Sample],
) -> tuple[dict[str, int], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Every feature's place; and by feature, then example: the feature, the example, its count there."""
    names: dict[str, int] = {}
    found: list[int] = []
    lengths: list[int] = []
    for sample in samples:
        before = len(found)
        found += [names.setdefault(feature, len(names)) for feature in _features(sample)]
        lengths.append(len(found) - before)
    size = max(1, len(samples))
    rows = np.repeat(np.arange(len(samples)), lengths)
    keys, counts = np.unique(np.asarray(found, dtype=np.int64) * size + rows, return_counts=True)
    return names, keys // size, keys % size, counts.astype(np.float64)


@lru_cache(maxsize=16384)
def _features(sample: Sample) -> tuple[str, ...]:
    # Cached: after an edit most examples are what they were.
    return (*phrases(sample), *chain.from_iterable(map(characters, sample.words)))
