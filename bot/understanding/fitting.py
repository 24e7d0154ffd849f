"""Fitting the ridge: examples to arrays, one closed-form solve for each block of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.ridge import (
    PREFIXES,
    RIDGE,
    SHARPNESS,
    VECTOR_WEIGHT,
    Fitted,
    Floats,
    Sample,
    grams,
)
from bot.understanding.vectors import Vectors

COMMON = 12
"""A feature of more than one example in so many is kept as a dense row: long posting lists are slow to add up."""


def fit(samples: Sequence[Sample], labels: Sequence[int], blocks: Sequence[int], vectors: Vectors | None) -> Fitted:
    """Fit labelled examples; each block is solved by itself, because a solve grows with the cube."""
    names, features, rows, counts = _counted(samples)
    size = len(samples)
    idf = _idf(np.bincount(features, minlength=len(names)), size)
    values = _weighed(names, features, rows, counts, idf)
    order = np.lexsort((rows, features))
    features, rows, values = features[order], rows[order], values[order]
    ends = np.cumsum(np.bincount(features, minlength=len(names)))
    common, dense = _dense(ends, rows, values, size)
    if vectors is None or not samples:
        embedded = np.zeros((size, 0), dtype=np.float32)
    else:
        embedded = np.stack([vectors.of(sample.plain) for sample in samples])
    weights = np.zeros((max(labels, default=-1) + 1, size), dtype=np.float32)
    kernel = _gram(ends, rows, values, common, dense)
    for block in sorted(set(blocks)):
        _solve(kernel, embedded, np.asarray(labels), np.flatnonzero(np.asarray(blocks) == block), weights)
    unseen = math.log(size + 1) + 1.0
    return Fitted(
        names,
        idf,
        (unseen, unseen),
        ends,
        rows.astype(np.int32),
        values.astype(np.float64),
        common,
        dense,
        weights,
        np.asarray(labels, dtype=np.int32),
        embedded,
    )


def _counted(
    samples: Sequence[Sample],
) -> tuple[dict[str, int], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Every feature's place, and for each occurrence its feature, its example and its count there."""
    names: dict[str, int] = {}
    features: list[int] = []
    rows: list[int] = []
    counts: list[float] = []
    for row, sample in enumerate(samples):
        before = len(features)
        for prefix, found in zip(PREFIXES, grams(sample), strict=True):
            for feature, count in found.items():
                features.append(names.setdefault(prefix + feature, len(names)))
                counts.append(count)
        rows += [row] * (len(features) - before)
    return names, np.asarray(features, dtype=np.int64), np.asarray(rows, dtype=np.int64), np.asarray(counts)


def _idf(frequency: NDArray[np.int64], size: int) -> Floats:
    """Smoothed inverse document frequencies."""
    return np.asarray(np.log((size + 1) / (frequency + 1)) + 1.0, dtype=np.float32)


def _weighed(
    names: dict[str, int],
    features: NDArray[np.int64],
    rows: NDArray[np.int64],
    counts: NDArray[np.float64],
    idf: Floats,
) -> NDArray[np.float64]:
    """TF-IDF, word and character blocks each of length sqrt(.5)."""
    is_word = np.fromiter((name[0] == PREFIXES[0] for name in names), dtype=bool, count=len(names))
    values = (1.0 + np.log(counts)) * idf[features]
    part = rows * 2 + is_word[features]
    lengths = np.sqrt(2.0 * np.bincount(part, values * values))
    return np.asarray(values / lengths[part], dtype=np.float64)


def _dense(
    ends: NDArray[np.int64], rows: NDArray[np.int64], values: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int32], Floats]:
    """The commonest features as dense rows, and for each feature which row that is."""
    lengths = np.diff(ends, prepend=0)
    chosen = np.flatnonzero(lengths * COMMON > size)
    common = np.full(len(ends), -1, dtype=np.int32)
    common[chosen] = np.arange(len(chosen), dtype=np.int32)
    dense = np.zeros((len(chosen), size), dtype=np.float32)
    for place, feature in enumerate(chosen):
        span = slice(ends[feature] - lengths[feature], ends[feature])
        dense[place, rows[span]] = values[span]
    return common, dense


def _gram(
    ends: NDArray[np.int64],
    rows: NDArray[np.int64],
    values: NDArray[np.float64],
    common: NDArray[np.int32],
    dense: Floats,
) -> Floats:
    """The lexical kernel of every example with every other."""
    kernel = dense.T @ dense
    lengths = np.diff(ends, prepend=0)
    single = np.flatnonzero((lengths == 1) & (common < 0))
    np.add.at(kernel, (rows[ends[single] - 1],) * 2, values[ends[single] - 1] ** 2)
    for feature in np.flatnonzero((lengths > 1) & (common < 0)):
        span = slice(ends[feature] - lengths[feature], ends[feature])
        at, value = rows[span], values[span]
        kernel[at[:, None], at] += (value[:, None] * value).astype(np.float32)
    return kernel


def _solve(
    kernel: Floats, embedded: Floats, labels: NDArray[np.int64], rows: NDArray[np.intp], weights: Floats
) -> None:
    """The weights of one block of examples."""
    classes, places = np.unique(labels[rows], return_inverse=True)
    targets = np.zeros((len(rows), len(classes)), dtype=np.float32)
    targets[np.arange(len(rows)), places] = 1.0
    part = kernel[np.ix_(rows, rows)]
    if embedded.shape[1]:
        vectors = embedded[rows]
        part += VECTOR_WEIGHT * np.exp(SHARPNESS * (vectors @ vectors.T - 1.0))
    part[np.diag_indices(len(rows))] += RIDGE
    weights[np.ix_(classes, rows)] = np.linalg.solve(part, targets).T
