"""The jackknife: every example scored by all the others, as though a visitor had said it and nobody had written it.

The ridge of `ridge.py` over each example's nearest, itself left out, for many examples at once. The index alone is
needed: what the examples say of one another is in it already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.understanding.matching.index import STEPS, Index
from bot.understanding.matching.kernel import alike, own
from bot.understanding.matching.plain import NEAREST
from bot.understanding.matching.postings import Floats

BLOCK = 128
"""Examples scored at once."""
FEW = 12_000
"""Examples of which each is compared with all others."""
CELLS = 32
"""Of more than `FEW` examples, the cells in which the nearest of one are looked for."""
_FAR = np.float32(-9)
_STEP = np.float32(1 / STEPS)


class LeftOut(NamedTuple):
    """What the others make of an example."""

    example: int
    """Its number, as examples came."""
    own: float
    """What its own label scores."""
    other: int
    """The likeliest other label."""
    score: float
    """What that one scores."""
    closest: int
    """The example of the other label that is most like this one."""


class _Block(NamedTuple):
    """Some examples with what is nearest to each: one row an example."""

    rows: NDArray[np.intp]
    near: NDArray[np.intp]
    kernel: Floats
    heard: NDArray[np.bool_]
    """Which of the nearest have a say: not the example itself, nor what was written in the same line."""


def left_out(index: Index, sources: Sequence[int]) -> Iterator[LeftOut]:
    """Every example by the others; those of one source, such as the readings of one pattern, are left out together."""
    if len(np.unique(index.labels)) < 2:
        return
    sketches = index.sketches.astype(np.float32) * _STEP
    embedded = index.embedded.astype(np.float32) * _STEP
    source = np.asarray(sources)[index.order]
    for rows, others in _blocks(index):
        kernel = sketches[rows] @ sketches[others].T
        if embedded.shape[1]:
            kernel += alike(embedded[rows] @ embedded[others].T)
        kernel[source[rows][:, None] == source[others]] = _FAR
        near = np.argpartition(kernel, -min(NEAREST, len(others)), axis=1)[:, -NEAREST:]
        kernel = np.take_along_axis(kernel, near, axis=1)
        near = others[near]
        block = _Block(rows, near, kernel, kernel > _FAR)
        yield from _judged(index, block, _among(index, block, sketches[near], embedded[near]))


def _blocks(index: Index) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The examples in blocks, each with those it is compared with: all, or those of the nearest cells."""
    size, cells = len(index.labels), index.cells
    if size <= FEW or not len(cells.centres):
        spans = [(first, min(first + BLOCK, size)) for first in range(0, size, BLOCK)]
        yield from ((np.arange(*span), np.arange(size)) for span in spans)
        return
    for cell, centre in enumerate(cells.centres):
        near = np.sort(cells.near(centre, min(CELLS, len(cells.centres))))
        others = np.concatenate([np.arange(span.start, span.stop) for span in cells.spans(near)])
        first, end = int(cells.bounds[cell]), int(cells.bounds[cell + 1])
        yield from ((np.arange(at, min(at + BLOCK, end)), others) for at in range(first, end, BLOCK))


def _among(index: Index, block: _Block, sketches: Floats, embedded: Floats) -> Floats:
    """The kernels of the nearest with each other, ridge included; who has no say is like nobody."""
    kernel = sketches @ sketches.swapaxes(1, 2)
    lengths = np.diagonal(kernel, axis1=1, axis2=2).copy()
    if embedded.shape[2]:
        kernel += alike(embedded @ embedded.swapaxes(1, 2))
    groups = index.groups[block.near]
    kernel *= (groups[:, :, None] == groups[:, None, :]) & block.heard[:, :, None] & block.heard[:, None, :]
    places = np.arange(block.near.shape[1])
    kernel[:, places, places] = own(embedded.shape[2] > 0, lengths)
    return np.asarray(kernel, dtype=np.float32)


def _judged(index: Index, block: _Block, among: Floats) -> Iterator[LeftOut]:
    kernel = np.where(block.heard, block.kernel, np.float32(0))
    shares = np.linalg.solve(among, kernel[:, :, None])[:, :, 0]
    labels, mine = index.labels[block.near], index.labels[block.rows][:, None]
    totals = ((labels[:, :, None] == labels[:, None, :]) * shares[:, None, :]).sum(axis=2)
    own = np.where(labels == mine, shares, 0).sum(axis=1)
    rivals = np.where((labels != mine) & block.heard, totals, -np.inf)
    others = np.take_along_axis(labels, rivals.argmax(axis=1)[:, None], axis=1)
    closest = np.where((labels == others) & block.heard, kernel, -np.inf).argmax(axis=1)[:, None]
    for values in zip(
        index.order[block.rows].tolist(),
        own.tolist(),
        others[:, 0].tolist(),
        rivals.max(axis=1).tolist(),
        index.order[np.take_along_axis(block.near, closest, axis=1)[:, 0]].tolist(),
        strict=True,
    ):
        if values[3] > -np.inf:
            yield LeftOut(*values)
