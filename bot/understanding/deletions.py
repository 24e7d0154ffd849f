"""An index of words by what is left of them when letters are missing: finds near words without a scan.

Two words within some edits of each other have a remainder in common once each has lost as many letters (SymSpell's
symmetric deletion; W. Garbe 2012). Only the first letters are indexed, so that long words cost no more than short
ones. What it proposes is to be verified by a distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

PREFIX = 7
"""Letters of a word that are indexed."""
EDITS = 2
"""Edits within which words are found."""


class Deletions:
    """Proposes the words that may be within `EDITS` of another."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        for word in words:
            for remainder in _remainders(word, EDITS):
                self._words.setdefault(remainder, []).append(word)

    def near(self, word: str, edits: int = EDITS) -> set[str]:
        """Every indexed word within so many edits, and some that are further away."""
        found: set[str] = set()
        for remainder in _remainders(word, edits):
            found.update(self._words.get(remainder, ()))
        return found


def _remainders(word: str, edits: int) -> Iterator[str]:
    start = word[:PREFIX]
    seen = {start}
    yield start
    for missing in range(1, min(edits, len(start) - 1) + 1):
        for kept in combinations(start, len(start) - missing):
            remainder = "".join(kept)
            if remainder not in seen:
                seen.add(remainder)
                yield remainder
