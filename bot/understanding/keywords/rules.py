"""Keyword rules: patterns that fit a whole clause and make an intent sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.understanding.clause import Clause
from bot.understanding.language.pattern import expanded, finder, firsts, literal_weight, musts, parse
from knowledge.language import Rule, Words
from knowledge.pack import Pack

SURE = 0.99
"""The probability of a reading by a rule that fits."""
WEAK = 0.51
"""The same by a rule that any other reading counts before."""
LENGTHY = 400
"""Characters of the longest expression that is compiled before it is first tried."""
LONGEST = 60
"""Words of the longest clause that rules are tried on."""
TURNING = "deny"
"""The intent of leaving what was said."""
MANY = 24
"""Words of the largest set one of which a clause is looked at for."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A rule that fits a clause."""

    rule: Rule
    pattern: str


@dataclass(frozen=True, eq=False)
class _Read:
    fit: Fit
    source: str
    """Of its regular expression."""
    musts: tuple[frozenset[str], ...]
    firsts: frozenset[str]
    plain: bool
    """Whether it has no slot, so that names in it are meant as they are spelt: "talk to eliza"."""
    weight: tuple[int, int]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Compiled when it is first tried: that takes a millisecond, and a start need not wait for hundreds."""
        return re.compile(self.source)


class Rules:
    """The rules of a pack, by rank and then by how much they fix; found by how they begin and a word each must hold.

    Which rules may fit are the bits of a number, the best rule its lowest: a few operations leave five of a thousand.
    """

    def __init__(self, pack: Pack) -> None:
        read = [_read(rule, pattern, pack.words) for rule in pack.rules for pattern in rule.when]
        self._rules = sorted(read, key=lambda one: one.weight, reverse=True)
        self._always = 0
        self._by_must, self._by_first = dict[str, int](), dict[str, int]()
        self._others: list[tuple[frozenset[str], ...]] = []  # What a rule must hold besides what it is found by.
        common = Counter(must for one in self._rules for either in one.musts for must in either)
        for place, one in enumerate(self._rules):
            rarest = min(one.musts, key=lambda either: sum(common[must] for must in either), default=None)
            for must in rarest or ():
                self._by_must[must] = self._by_must.get(must, 0) | 1 << place
            for first in one.firsts:
                self._by_first[first] = self._by_first.get(first, 0) | 1 << place
            self._always |= (rarest is None) << place
            self._others.append(tuple(either for either in one.musts if either is not rarest))

    def warm(self) -> None:
        """Compile what the first clauses would wait for; long patterns, which take memory, wait for their words."""
        for one in self._rules:
            if len(one.source) <= LENGTHY:
                one.expression  # noqa: B018

    def fits(self, clause: Clause) -> Iterator[Fit]:
        """The rules that fit the whole clause, best first."""
        if len(clause.words) > LONGEST:
            return
        views = [clause.view()]
        if clause.of("kind"):
            views.append(clause.view(spelt="kind"))  # "The risks of GANs": a kind, and a word of the rule.
        spelt, holds, likely = "", clause.holds, self._likely(clause)
        while likely:
            place = (likely & -likely).bit_length() - 1
            likely &= likely - 1
            for either in self._others[place]:  # A plain loop: `any` takes twice as long, and several are tried.
                if holds.isdisjoint(either):
                    break
            else:
                one = self._rules[place]
                if one.plain and not spelt:
                    spelt = clause.view(spelt="topic")
                if any(map(one.expression.match, views)) or (one.plain and one.expression.match(spelt)):
                    yield one.fit

    def turning(self, clause: Clause) -> bool:
        """Whether all of a clause, sentence marks or not, turns from what was said: "stop. new topic"."""
        return any(fit.rule.intent == TURNING and "*" not in fit.pattern for fit in self.fits(clause))

    def _likely(self, clause: Clause) -> int:
        """The rules that begin as a clause does, and one word of which it holds; bit 0 is the first."""
        found, begun = self._always, self._by_first.get("", 0)
        for must in clause.holds:
            found |= self._by_must.get(must, 0)
        for first in clause.begins:
            begun |= self._by_first.get(first, 0)
        return found & begun


@lru_cache(maxsize=2048)
def _read(rule: Rule, pattern: str, language: Words) -> _Read:
    # Cached: most edits change no rule.
    written = expanded(pattern, language.sets)
    parts = parse(written, language)
    weight = rule.rank, literal_weight(parts)
    source, begins = f"^{finder(parts)}$", _same(firsts(parts))
    return _Read(Fit(rule, pattern), source, _shared(musts(parts)), begins, "{" not in written, weight)


@lru_cache(maxsize=1024)
def _same(words: frozenset[str]) -> frozenset[str]:
    return words


def _shared(sets: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
    """Equal sets as one, and without large ones, which tell little, where there is another."""
    few = [words for words in sets if len(words) <= MANY] or sorted(sets, key=len)[:1]
    return tuple(map(_same, few))
