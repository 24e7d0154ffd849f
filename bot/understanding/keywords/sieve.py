"""Which of a thousand rules may fit a clause, found by a few operations on large numbers.

Rules are the bits of a number, the best its lowest. A rule that fits begins as the clause does, holds a word of each
of its sets that must be there, and, if nothing in it keeps any word at all, has room for every word of the clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from bot.understanding.clause import Clause, types_of
from bot.understanding.language.linking import Mention
from bot.understanding.language.pattern import Part, firsts, musts, vocabulary

Words = TypeVar("Words", frozenset[str], tuple[str, ...])
Marks = TypeVar("Marks", int, tuple[int, int])
MANY = 24
"""Words of the largest set one of which a clause is looked at for."""


class Traits(NamedTuple):
    """What can be told of a rule without trying it; slots stand there as `<type>`."""

    musts: tuple[frozenset[str], ...]
    """Sets of which a clause must hold a word each."""
    firsts: tuple[str, ...]
    """What it may begin with."""
    words: tuple[str, ...]
    """Every word it has room for; none where a wildcard has room for any."""


class Sieve:
    """Finds the rules that may fit, best first."""

    def __init__(self, rules: Sequence[Traits]) -> None:
        begun, room, rarest, second = dict[str, int](), dict[str, int](), dict[str, int](), dict[str, int]()
        self._any_rarest = self._any_second = self._roomy = 0
        self._others: list[tuple[frozenset[str], ...]] = []  # What a rule must hold besides what it is found by.
        common = Counter(must for one in rules for either in one.musts for must in either)
        for place, one in enumerate(rules):
            musts = sorted(one.musts, key=lambda either: sum(common[must] for must in either))
            _mark(rarest, musts[0] if musts else (), place)
            _mark(second, musts[1] if len(musts) > 1 else (), place)
            _mark(begun, one.firsts, place)
            _mark(room, one.words, place)
            self._any_rarest |= (not musts) << place
            self._any_second |= (len(musts) < 2) << place
            self._roomy |= (not one.words) << place
            self._others.append(tuple(musts[2:]))
        same: dict[object, Any] = {}  # Words of one set stand in the same rules: equal numbers are kept once.
        room = {word: marks | self._roomy for word, marks in room.items()}
        self._by_first, self._by_word = _kept_once(begun, same), _kept_once(room, same)
        pairs = ((word, (rarest.get(word, 0), second.get(word, 0))) for word in rarest | second)
        self._by_must = _kept_once(dict(pairs), same)

    def of(self, clause: Clause) -> Iterator[int]:
        """The places of the rules that may fit."""
        holds, likely = clause.holds, self._likely(clause)
        while likely:
            place = (likely & -likely).bit_length() - 1
            likely &= likely - 1
            for either in self._others[place]:  # A plain loop: `any` takes twice as long, and several are tried.
                if holds.isdisjoint(either):
                    break
            else:
                yield place

    def _likely(self, clause: Clause) -> int:
        found, second, begun = self._any_rarest, self._any_second, self._by_first.get("", 0)
        for one, other in filter(None, map(self._by_must.get, clause.holds)):
            found |= one
            second |= other
        for first in clause.begins:
            begun |= self._by_first.get(first, 0)
        likely, (words, names) = found & second & begun, clause.apart
        for word in words if likely else ():
            likely &= self._by_word.get(word, self._roomy)
        for name in names if likely else ():
            likely &= self._room(name)
        return likely

    def _room(self, name: Mention) -> int:
        """The rules that have room for a name, as one of its types or word by word as it was written."""
        typed, spelt = self._roomy, -1
        for kind in types_of(name):
            typed |= self._by_word.get(kind, 0)
        for text in name.surface.split():
            spelt &= self._by_word.get(text, self._roomy)
        return typed | spelt


def _kept_once(found: dict[str, Marks], same: dict[object, Any]) -> dict[str, Marks]:
    return {word: same.setdefault(marks, marks) for word, marks in found.items()}


def _mark(places: dict[str, int], words: Iterable[str], place: int) -> None:
    for word in words:
        places[word] = places.get(word, 0) | 1 << place


def traits(parts: tuple[Part, ...]) -> Traits:
    """What can be told of a pattern."""
    return Traits(_shared(musts(parts)), _same(tuple(firsts(parts))), _same(vocabulary(parts)))


@lru_cache(maxsize=1024)
def _same(words: Words) -> Words:
    return words


def _shared(sets: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
    """Equal sets as one, and without large ones, which tell little, where there is another."""
    few = [words for words in sets if len(words) <= MANY] or sorted(sets, key=len)[:1]
    return tuple(map(_same, few))
