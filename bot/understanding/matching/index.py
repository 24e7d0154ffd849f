"""The index over examples: which hold a phrase or a word, which words are spelt alike, and a vector for each.

Building one is counting and weighing; nothing is solved, so that thousands of examples take a fraction of a second
and its size grows with the examples alone, however many labels they have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.cells import Cells
from bot.understanding.matching.features import Sample, characters, phrases
from bot.understanding.matching.kernel import Holdings, solved
from bot.understanding.matching.kin import Kin
from bot.understanding.matching.postings import Counts, Floats, Postings, rarity
from bot.understanding.matching.terms import Terms
from bot.understanding.matching.vectors import Vectors

AXES = 64
WIDTH = 256
"""Numbers of a sketch."""
ONCE = 1500
"""Examples over all of which the ridge is solved once and for all, which takes half a second; of more it would take
longer than an edit may take to be live."""
MOST = 2**24
"""Examples whose numbers lists can not hold any more (see `Postings`)."""
STEPS = 127
"""Steps in which numbers from -1 to 1 are kept where a byte each must do."""


@dataclass(frozen=True, slots=True)
class Index:
    """Plain arrays and names, so that it can be kept on disk.

    Each example's features are two blocks of length sqrt(.5): phrases, and the character n-grams of its words. The
    second is kept as what words hold of n-grams and examples of words: products of TF-IDF come out the same.
    """

    terms: Terms
    """The number of each phrase."""
    phrases: Postings
    """Which examples hold a phrase; its TF-IDF there times its IDF: what one occurrence adds to their kernel."""
    words: Postings
    """Which examples hold a word; how often, by the length of all their n-grams."""
    kin: Kin
    """Which of these words another is spelt like."""
    unseen: float
    """The weight of a feature no example has."""
    order: NDArray[np.int32]
    """The number of each example as it came; here they lie cell after cell, up to `ONCE` of them label after label."""
    labels: NDArray[np.int32]
    groups: NDArray[np.int32]
    """Examples of different groups do not compete for a text."""
    sketches: NDArray[np.int8]
    """Each example's features hashed into a short vector: dot products are its lexical kernel, nearly."""
    embedded: NDArray[np.int8]
    """A unit vector for each example, in steps of 1/`STEPS`; no columns without vectors."""
    axes: Floats
    """The directions in which the vectors differ most, one a column (principal components)."""
    outline: NDArray[np.int8]
    """Each vector along these axes alone: a quarter of the numbers, enough to tell what is worth a closer look."""
    cells: Cells
    shares: Floats
    """Of up to `ONCE` examples what each says for each label (see `kernel.solved`); of more, no rows."""

    @classmethod
    def of(
        cls, samples: Sequence[Sample], labels: Sequence[int], vectors: Vectors | None, groups: Sequence[int] = ()
    ) -> Index:
        """Index labelled examples."""
        size = len(samples)
        if size >= MOST:
            raise ValueError(f"{size:,} examples are too many for one index: it holds fewer than {MOST:,}")
        embedded = np.stack([vectors.of(s.plain) for s in samples]) if vectors and size else np.zeros((size, 0))
        axes = _axes(embedded.astype(np.float32))
        cells, order = _laid(embedded.astype(np.float32) @ axes, labels)
        samples = [samples[place] for place in order.tolist()]
        embedded = embedded[order].astype(np.float32)
        phrased = Counts.of(phrases(sample) for sample in samples)
        unseen = math.log(size + 1) + 1.0
        idf = rarity(np.bincount(phrased.features, minlength=len(phrased.names)), size)
        weights = _unit(phrased.holders, phrased.counts * idf[phrased.features], size)[0]
        said = Counts.of(sample.words for sample in samples)
        spelt = Counts.of(characters(word) for word in said.names)
        features, holders, counts = _composed(said, spelt, size)
        rare = rarity(np.bincount(features, minlength=len(spelt.names)), size)
        letters, lengths = _unit(holders, counts * rare[features], size)
        of_letters = Holdings(features + len(phrased.names), holders, letters)
        held = Holdings(phrased.features, phrased.holders, weights).and_of(of_letters)
        index = cls(
            terms=Terms.of(samples, phrased.names),
            phrases=phrased.postings(weights * idf[phrased.features], idf**2),
            words=said.postings(said.counts / lengths[said.holders], np.zeros(len(said.names))),
            kin=Kin.of(said.names, spelt, rare, unseen),
            unseen=unseen,
            order=order.astype(np.int32),
            labels=np.asarray(labels, dtype=np.int32)[order],
            groups=np.asarray(groups or [0] * size, dtype=np.int32)[order],
            sketches=_sketches(held, _hashed((*phrased.names, *spelt.names)), size),
            embedded=stepped(embedded),
            axes=axes,
            outline=stepped(embedded @ axes),
            cells=cells,
            shares=np.zeros((0, 0), dtype=np.float32),
        )
        return index if size > ONCE else replace(index, shares=index._solved(held.products(size)))

    def limits(self) -> NDArray[np.int64]:
        """Where each label's examples begin, which lie side by side, and where the last one's end."""
        return np.searchsorted(self.labels, np.arange(self.shares.shape[1] + 1)).astype(np.int64)

    def _solved(self, lexical: Floats) -> Floats:
        return solved(lexical, self.embedded.astype(np.float32) / np.float32(STEPS), self.labels, self.groups)


def _laid(outline: Floats, labels: Sequence[int]) -> tuple[Cells, NDArray[np.intp]]:
    if len(labels) > ONCE:
        return Cells.of(outline)
    return Cells.one(len(labels)), np.argsort(np.asarray(labels, dtype=np.int32), kind="stable")


def _unit(
    holders: NDArray[np.int64], values: NDArray[np.float64], size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The values scaled so that those of each holder have length sqrt(.5), and what each holder's were divided by."""
    lengths = np.sqrt(2.0 * np.bincount(holders, values * values, size))
    return values / lengths[holders], lengths


def _composed(
    said: Counts, spelt: Counts, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Which examples hold an n-gram and how often, from the words they hold: feature, holder, count."""
    order = np.argsort(spelt.holders, kind="stable")
    lengths = np.bincount(spelt.holders, minlength=len(said.names))
    firsts = np.cumsum(lengths) - lengths
    each = lengths[said.features]
    steps = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    taken = order[np.repeat(firsts[said.features], each) + steps]
    counts = np.repeat(said.counts, each) * spelt.counts[taken]
    keys = spelt.features[taken] * max(1, size) + np.repeat(said.holders, each)
    found, places = np.unique(keys, return_inverse=True)
    return found // max(1, size), found % max(1, size), np.bincount(places, counts, len(found)).astype(np.float64)


def _hashed(names: Iterable[str]) -> NDArray[np.uint32]:
    """By name, so that one more example leaves the sketches of all others as they are."""
    return np.fromiter((crc32(name.encode()) for name in names), dtype=np.uint32)


def _sketches(held: Holdings, hashes: NDArray[np.uint32], size: int) -> NDArray[np.int8]:
    """A count sketch (Charikar, Chen, Farach-Colton 2002); the error of a product is about 1/sqrt(`WIDTH`)."""
    # Checksums of names that differ in one letter differ alike: they are mixed (Fibonacci hashing) before they are cut.
    places = hashes.astype(np.uint64)[held.features] * np.uint64(0x9E3779B97F4A7C15)
    buckets = (places >> np.uint64(40)).astype(np.int64) % WIDTH
    signs = 1.0 - 2.0 * ((places >> np.uint64(33)) & np.uint64(1)).astype(np.float64)
    table = np.bincount(held.holders * WIDTH + buckets, held.values * signs, size * WIDTH)
    return stepped(table.astype(np.float32).reshape(-1, WIDTH))


def stepped(values: Floats) -> NDArray[np.int8]:
    """Numbers from -1 to 1 as bytes; what lies outside is cut off."""
    return np.asarray(np.clip(np.rint(values * STEPS), -STEPS, STEPS), dtype=np.int8)


def _axes(embedded: Floats) -> Floats:
    """The principal components of unit vectors, the first `AXES`; eigenvectors come in ascending order."""
    _, vectors = np.linalg.eigh(embedded.T @ embedded)
    return np.ascontiguousarray(vectors[:, -AXES:], dtype=np.float32)
