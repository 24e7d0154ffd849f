"""Keyword rules: patterns that fit a whole clause and make an intent sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.clause import Clause
from bot.understanding.pattern import expression, literal_weight, musts, parse
from knowledge.language import Rule
from knowledge.pack import Pack

SURE = 0.99
"""The probability of a reading by a rule that fits."""
LONGEST = 60
"""Words of the longest clause that rules are tried on."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A rule that fits a clause."""

    rule: Rule
    pattern: str


class Rules:
    """The rules of a pack, by rank and then by how much they fix."""

    def __init__(self, pack: Pack) -> None:
        compiled: list[tuple[int, int, str, re.Pattern[str], frozenset[str], Rule]] = []
        for rule in pack.rules:
            for pattern in rule.when:
                parts = parse(pattern, pack.words)
                compiled.append((rule.rank, literal_weight(parts), pattern, expression(parts), musts(parts), rule))
        self._rules = sorted(compiled, key=lambda item: item[:2], reverse=True)

    def fits(self, clause: Clause) -> Iterator[Fit]:
        """The rules that fit the whole clause, best first."""
        if len(clause.words) > LONGEST:
            return
        views = [clause.view()]
        if clause.of("kind"):
            views.append(clause.view(spelt="kind"))  # "The risks of GANs": a kind, and a word of the rule.
        words = {word.text for word in clause.words}
        for _rank, _weight, pattern, compiled, needed, rule in self._rules:
            # Most rules lack one of their words: that is seen faster than by trying the expression.
            if needed <= words and any(compiled.match(view) for view in views):
                yield Fit(rule, pattern)
