"""Decomposition and reassembly: a text is taken apart by a pattern, and a sentence is built of the parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from actions.eliza.script import Element, Pattern, Template

Part = Sequence[str]
"""The words that one element of a pattern took."""


def decompose(pattern: Pattern, words: Sequence[str]) -> list[Part] | None:
    """Take a text apart: one part for each element, literals too; None where the pattern does not fit all of it.

    Of several ways, each `0` from left to right takes as few words as it can. What stands between two of them has a
    fixed width, so its first place is as good as any other for what follows: nothing is tried twice.
    """
    first, *between = _runs(pattern)
    if not between:
        return first.parts(words, 0) if first.width == len(words) and first.fits(words, 0) else None
    last = between.pop()
    end = len(words) - last.width
    if first.width > end or not first.fits(words, 0) or not last.fits(words, end):
        return None
    parts, at = first.parts(words, 0), first.width
    for run in between:
        found = run.place(words, at, end)
        if found is None:
            return None
        parts += [words[at:found], *run.parts(words, found)]
        at = found + run.width
    return [*parts, words[at:end], *last.parts(words, end)]


def assemble(template: Template, parts: Sequence[Part]) -> list[str]:
    """The words of a template, with the words of a part in the place of its number; a part may be empty."""
    return [word for piece in template for word in ((piece,) if isinstance(piece, str) else parts[piece - 1])]


@dataclass(frozen=True, slots=True)
class _Run:
    """The elements between two `0`."""

    elements: tuple[Element, ...]
    width: int
    given: tuple[tuple[int, frozenset[str]], ...]
    """The places where it wants certain words."""

    def fits(self, words: Sequence[str], at: int) -> bool:
        return self.place(words, at, at + self.width) is not None

    def place(self, words: Sequence[str], start: int, end: int) -> int | None:
        """The first place from `start` where it fits and leaves off by `end`."""
        places: Iterable[int] = range(start, end - self.width + 1)
        for offset, wanted in self.given:
            places = _where(places, words, offset, wanted)
        return next(iter(places), None)

    def parts(self, words: Sequence[str], at: int) -> list[Part]:
        found = []
        for element in self.elements:
            width = _width(element)
            found.append(words[at : at + width])
            at += width
        return found


def _where(places: Iterable[int], words: Sequence[str], offset: int, wanted: frozenset[str]) -> Iterator[int]:
    return (at for at in places if words[at + offset] in wanted)


def _runs(pattern: Pattern) -> list[_Run]:
    runs: list[list[Element]] = [[]]
    for element in pattern:
        if element == 0:
            runs.append([])
        else:
            runs[-1].append(element)
    return [_run(tuple(elements)) for elements in runs]


def _run(elements: tuple[Element, ...]) -> _Run:
    width, given = 0, []
    for element in elements:
        if isinstance(element, frozenset):
            given.append((width, element))
        width += _width(element)
    return _Run(elements, width, tuple(given))


def _width(element: Element) -> int:
    return element if isinstance(element, int) else 1
