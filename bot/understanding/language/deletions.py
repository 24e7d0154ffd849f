"""An index of words by what is left of them when letters are missing: finds near words without a scan.

Two words within some edits of each other have a remainder in common once each has lost as many letters (SymSpell's
symmetric deletion; W. Garbe 2012). Only the first letters are indexed, so that long words cost no more than short
ones, and remainders are kept as checksums in a sorted array: a few bytes each. What it proposes is to be verified by
a distance.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import combinations
from zlib import crc32

import numpy as np

PREFIX = 7
"""Letters of a word that are indexed."""
EDITS = 2
"""Edits within which words are found."""


class Deletions:
    """Proposes the words that may be within `EDITS` of another."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)
        found, bounds = array("I"), [0]
        for word in self._words:
            found.extend(_remainders(word, EDITS))
            bounds.append(len(found))
        keys = np.array(found, dtype=np.uint32)
        small = np.min_scalar_type(len(self._words))  # Two bytes do where there are less than 65,536 words.
        owners = np.repeat(np.arange(len(self._words), dtype=small), np.diff(bounds))
        order = np.argsort(keys, kind="stable")
        self._keys, self._owners = keys[order], owners[order]

    def near(self, word: str, edits: int = EDITS) -> set[str]:
        """Every indexed word within so many edits, and some that are further away."""
        sought = np.fromiter(_remainders(word, edits), dtype=np.uint32)
        first = self._keys.searchsorted(sought, "left").tolist()
        end = self._keys.searchsorted(sought, "right").tolist()
        held = [slice(*span) for span in zip(first, end, strict=True) if span[0] < span[1]]  # Most hold nothing.
        found = {owner for span in held for owner in self._owners[span].tolist()}
        return {self._words[owner] for owner in found}


def _remainders(word: str, edits: int) -> Iterator[int]:
    """The checksums of what is left of a word's beginning after up to so many deletions, each once."""
    start = word[:PREFIX]
    seen = {start}
    yield crc32(start.encode())
    for missing in range(1, min(edits, len(start) - 1) + 1):
        for kept in combinations(start, len(start) - missing):
            remainder = "".join(kept)
            if remainder not in seen:
                seen.add(remainder)
                yield crc32(remainder.encode())
