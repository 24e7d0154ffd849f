"""Features: a text as the matcher sees it, and the n-grams it is made of."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple


class Sample(NamedTuple):
    """A text as the matcher sees it."""

    words: tuple[str, ...]
    """For n-grams."""
    plain: tuple[str, ...]
    """For vectors: the same with neutral nouns for slots."""
    extras: tuple[str, ...] = ()
    """Features of their own, outside any n-gram."""


FIRST = "^"
LAST = "$"
"""What stands for the ends of a text."""


def phrases(sample: Sample) -> tuple[str, ...]:
    """Word 1- and 2-grams, the ends of the text marked, and the extras."""
    words = sample.words
    pairs = (" ".join(pair) for pair in pairwise((FIRST, *words, LAST)))
    return (*words, *pairs, *told(sample))


def told(sample: Sample) -> tuple[str, ...]:
    """The extras, marked."""
    return tuple(["+" + extra for extra in sample.extras])


def extent(sample: Sample) -> int:
    """How many phrases a sample has."""
    return 2 * len(sample.words) + 1 + len(sample.extras)


def characters(word: str) -> tuple[str, ...]:
    """The character 3- and 4-grams of a word, its ends marked."""
    padded = f"\x02{word}\x03"
    last = len(padded) - 2
    return (*[padded[i : i + 3] for i in range(last)], *[padded[i : i + 4] for i in range(last - 1)])
