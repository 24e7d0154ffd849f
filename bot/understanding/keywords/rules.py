"""Keyword rules: patterns that fit a whole clause and make an intent sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.keywords.codebook import Codebook, codebook, compiled
from bot.understanding.keywords.sieve import Sieve, Traits, traits
from bot.understanding.language.pattern import TOPIC_CLASSES, expanded, literal_weight, parse
from bot.understanding.understanding import Entity
from knowledge.language import Rule, Words
from knowledge.pack import Pack

SURE = 0.99
"""The probability of a reading by a rule that fits."""
FOLLOWING = SURE + 0.002
"""The same by one for what goes on from the answer before: more than that of a cue in it."""
WEAK = 0.51
"""The same by a rule that any other reading counts before."""
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
    """Of its regular expression, in code."""
    traits: Traits
    plain: bool
    """Whether it has no slot, so that names in it are meant as they are spelt: "talk to eliza"."""
    weight: tuple[int, int]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Compiled when it is first tried, or warmed: a start need not wait for a thousand of them."""
        return compiled(self.source)


class Rules:
    """The rules of a pack, by rank and then by how much they fix."""

    def __init__(self, pack: Pack) -> None:
        self._book = codebook(pack.words)
        read = [_read(rule, pattern, pack.words, self._book) for rule in pack.rules for pattern in rule.when]
        self._rules = sorted(read, key=lambda one: one.weight, reverse=True)
        self._sieve = Sieve([one.traits for one in self._rules])

    def warm(self) -> None:
        """Compile what the first clauses would wait for."""
        for one in self._rules:
            one.expression  # noqa: B018

    def fits(self, clause: Clause) -> Iterator[Fit]:
        """The rules that fit the whole clause, best first."""
        if len(clause.words) > LONGEST:
            return
        code = self._book.read(clause)
        # "The risks of GANs": a kind, and a word of the rule.
        kinds = self._book.read(clause, spelt="kind") if "<kind>" in clause.holds else ""
        spelt = "" if "<topic>" in clause.holds else code
        for place in self._sieve.of(clause):
            one = self._rules[place]
            if one.plain and not spelt:
                spelt = self._book.read(clause, spelt="topic")
            match = one.expression.match
            if match(code) or (kinds and match(kinds)) or (one.plain and spelt is not code and match(spelt)):
                yield one.fit

    def turning(self, clause: Clause) -> bool:
        """Whether all of a clause, sentence marks or not, turns from what was said: "stop. new topic"."""
        return any(fit.rule.intent == TURNING and "*" not in fit.pattern for fit in self.fits(clause))


def counts(rule: Rule, context: Context) -> bool:
    """Whether a rule counts behind what was said."""
    return (context.advising or not rule.advised) and (not rule.behind or context.intent in rule.behind)


def implied(rule: Rule, pack: Pack) -> Iterator[Entity]:
    """What a rule is about though a clause does not name it."""
    if rule.about:
        yield Entity(TOPIC_CLASSES.get(pack.kind_of(rule.about), "topic"), rule.about, extractor="rule")
    if rule.kind:
        yield Entity("kind", rule.kind, extractor="rule")


@lru_cache(maxsize=2048)
def _read(rule: Rule, pattern: str, language: Words, book: Codebook) -> _Read:
    # Cached: most edits change no rule. What is in code is so by this very book.
    written = expanded(pattern, language.sets)
    parts = parse(written, language)
    weight = rule.rank, literal_weight(parts)
    return _Read(Fit(rule, pattern), book.expression(parts), traits(parts), "{" not in written, weight)
