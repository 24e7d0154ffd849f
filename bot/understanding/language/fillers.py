"""Courtesy and filler as phrases: `(my|a) (boss|friend) says [that]`.

A pattern that stands for few phrases is written out and looked up; one that stands for thousands stays a pattern,
which takes no memory for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.understanding.language.pattern import Part, expanded, finder, firsts, longest, parse, samples
from knowledge.language import Words

FEW = 60
"""Phrases up to which a pattern is written out."""


class _Long(NamedTuple):
    """A pattern of many phrases."""

    expression: re.Pattern[str]
    firsts: frozenset[str]
    lasts: frozenset[str]

    @classmethod
    def of(cls, parts: tuple[Part, ...]) -> _Long:
        return cls(re.compile(finder(longest(parts))), firsts(parts), firsts(parts, last=True))

    def at(self, texts: Sequence[str]) -> int:
        """How many words of a text it takes from the front."""
        found = self.expression.match(f"{' '.join(texts)} ")
        return found[0].count(" ") if found else 0

    def whole(self, texts: Sequence[str]) -> bool:
        """Whether it is all of a text."""
        return texts[0] in self.firsts and self.expression.fullmatch(f"{' '.join(texts)} ") is not None


class Fillers:
    """The fillers of a language: what they are, what a text begins and ends with of them."""

    def __init__(self, language: Words) -> None:
        self._opening: dict[str, list[_Long]] = {}
        self._closing: dict[str, list[_Long]] = {}
        written: set[tuple[str, ...]] = set()
        for parts in (parse(expanded(filler, language.sets), language) for filler in language.fillers):
            forms = list(samples(parts, FEW + 1))
            if len(forms) > FEW:
                self._index(_Long.of(parts))
            else:
                written.update(forms)
        self._phrases = frozenset(written)
        self._by_first = _sizes(written, 0)
        self._by_last = _sizes(written, -1)

    def _index(self, one: _Long) -> None:
        for word in one.firsts:
            self._opening.setdefault(word, []).append(one)
        for word in one.lasts:
            self._closing.setdefault(word, []).append(one)

    def __contains__(self, texts: tuple[str, ...]) -> bool:
        if texts in self._phrases or not texts:
            return bool(texts)
        return any(one.whole(texts) for one in self._closing.get(texts[-1], ()))

    def leading(self, texts: tuple[str, ...]) -> Sequence[int]:
        """How many words a text begins with are one filler, the most first; less than all of it."""
        first = texts[0] if texts else ""
        found = [size for size in self._by_first.get(first, ()) if texts[:size] in self._phrases]
        found += [one.at(texts) for one in self._opening.get(first, ())]
        return sorted({size for size in found if 0 < size < len(texts)}, reverse=True) if found else ()

    def trailing(self, texts: tuple[str, ...]) -> Sequence[int]:
        """The same of what a text ends with."""
        last = texts[-1] if texts else ""
        found = [size for size in self._by_last.get(last, ()) if texts[-size:] in self._phrases]
        for one in self._closing.get(last, ()):
            begun = [at for at, text in enumerate(texts) if at and text in one.firsts]
            found += [len(texts) - at for at in begun if one.whole(texts[at:])]
        return sorted({size for size in found if size < len(texts)}, reverse=True) if found else ()

    def within(self, texts: tuple[str, ...]) -> frozenset[int]:
        """The positions of fillers of two words or more, wherever they stand."""
        found: set[int] = set()
        for first, text in enumerate(texts):
            for size in self._by_first.get(text, ()):
                if size > 1 and texts[first : first + size] in self._phrases:
                    found.update(range(first, first + size))
            for one in self._opening.get(text, ()):
                if (size := one.at(texts[first:])) > 1:
                    found.update(range(first, first + size))
        return frozenset(found)


def _sizes(phrases: set[tuple[str, ...]], end: int) -> dict[str, tuple[int, ...]]:
    """The sizes of the phrases that begin, or end, with a word."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[end], set()).add(len(phrase))
    return {word: tuple(sizes) for word, sizes in found.items()}
