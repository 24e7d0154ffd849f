"""Which of a thousand rules may fit a clause, found by a few operations on large numbers.

Rules are the bits of a number, the best its lowest. A rule that fits begins as the clause does, holds a word of each
of its sets that must be there, and, if nothing in it keeps any word at all, has room for every word of the clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from bot.understanding.clause import Clause, types_of
from bot.understanding.language.linking import Mention
from bot.understanding.language.pattern import Part, firsts, musts, vocabulary

Words = TypeVar("Words", frozenset[str], tuple[str, ...])
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
        self._always = self._roomy = 0
        self._by_must, self._by_first, self._by_word = dict[str, int](), dict[str, int](), dict[str, int]()
        self._others: list[tuple[frozenset[str], ...]] = []  # What a rule must hold besides what it is found by.
        common = Counter(must for one in rules for either in one.musts for must in either)
        for place, one in enumerate(rules):
            rarest = min(one.musts, key=lambda either: sum(common[must] for must in either), default=None)
            _mark(self._by_must, rarest or (), place)
            _mark(self._by_first, one.firsts, place)
            _mark(self._by_word, one.words, place)
            self._always |= (rarest is None) << place
            self._roomy |= (not one.words) << place
            self._others.append(tuple(either for either in one.musts if either is not rarest))

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
        found, begun, words = self._always, self._by_first.get("", 0), self._by_word
        for must in clause.holds:
            found |= self._by_must.get(must, 0)
        for first in clause.begins:
            begun |= self._by_first.get(first, 0)
        likely = found & begun
        for item in clause.items if likely else ():
            room = self._room(item) if isinstance(item, Mention) else words.get(item.text, 0)
            likely &= room | self._roomy
        return likely

    def _room(self, name: Mention) -> int:
        """The rules that have room for a name, as one of its types or word by word as it was written."""
        typed, spelt = 0, -1
        for kind in types_of(name):
            typed |= self._by_word.get(kind, 0)
        for text in name.surface.split():
            spelt &= self._by_word.get(text, 0)
        return typed | spelt


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
