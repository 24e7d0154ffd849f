"""Keyword rules: patterns that fit a whole clause and make an intent sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.keywords.sieve import Sieve, Traits, traits
from bot.understanding.language.pattern import expanded, finder, literal_weight, parse
from knowledge.language import Rule, Words
from knowledge.pack import Pack

SURE = 0.99
"""The probability of a reading by a rule that fits."""
WEAK = 0.51
"""The same by a rule that any other reading counts before."""
LENGTHY = 600
"""Characters of the longest expression that is compiled before it is first tried."""
LONGEST = 60
"""Words of the longest clause that rules are tried on."""
TURNING = "deny"
"""The intent of leaving what was said."""


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
    traits: Traits
    plain: bool
    """Whether it has no slot, so that names in it are meant as they are spelt: "talk to eliza"."""
    weight: tuple[int, int]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Compiled when it is first tried: that takes a millisecond, and a start need not wait for hundreds."""
        return re.compile(self.source)


class Rules:
    """The rules of a pack, by rank and then by how much they fix."""

    def __init__(self, pack: Pack) -> None:
        read = [_read(rule, pattern, pack.words) for rule in pack.rules for pattern in rule.when]
        self._rules = sorted(read, key=lambda one: one.weight, reverse=True)
        self._sieve = Sieve([one.traits for one in self._rules])

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
        spelt = ""
        for place in self._sieve.of(clause):
            one = self._rules[place]
            if one.plain and not spelt:
                spelt = clause.view(spelt="topic")
            if any(map(one.expression.match, views)) or (one.plain and one.expression.match(spelt)):
                yield one.fit

    def turning(self, clause: Clause) -> bool:
        """Whether all of a clause, sentence marks or not, turns from what was said: "stop. new topic"."""
        return any(fit.rule.intent == TURNING and "*" not in fit.pattern for fit in self.fits(clause))


def counts(rule: Rule, context: Context) -> bool:
    """Whether a rule counts behind what was said."""
    return (context.advising or not rule.advised) and (not rule.behind or context.intent in rule.behind)


@lru_cache(maxsize=2048)
def _read(rule: Rule, pattern: str, language: Words) -> _Read:
    # Cached: most edits change no rule.
    written = expanded(pattern, language.sets)
    parts = parse(written, language)
    weight = rule.rank, literal_weight(parts)
    return _Read(Fit(rule, pattern), f"^{finder(parts)}$", traits(parts), "{" not in written, weight)
