"""The script at work: keys find rules, patterns take a clause apart, and what fits first says what is done.

After ELIZA (Weizenbaum 1966), with what reference clones taught: rules are tried by rank, then by the place of their
key; a pattern must fit the whole clause in the visitor's own words; nothing is left to chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from bot.understanding.clause import Clause, asks
from bot.understanding.language.linking import Mention
from bot.understanding.language.pattern import Part, expanded, expression, musts, parse, samples
from bot.understanding.language.text import Word
from knowledge.language import Words
from knowledge.script import Item, Script, ScriptRule

LONGEST = 60
"""Words of the longest clause that a script hears."""
HARD = 90
"""Rank from which a rule speaks before knowledge."""

Kept = Mapping[str, tuple[Word, ...]]
"""The words of a clause by the name a pattern keeps them under."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An item that fits a clause."""

    rule: ScriptRule
    place: int
    """Which of the rule's items."""
    clause: Clause
    fixed: int
    """How many words of the clause it fixes."""
    kept: Kept = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    """The rules that declined, or led here, before."""
    key: str = ""
    """The words that led to the rule; empty where a link did."""

    @property
    def item(self) -> Item:
        """What is done."""
        return self.rule.when[self.place]

    @property
    def whole(self) -> bool:
        """Whether it fixes every word of the clause."""
        return self.fixed == len(self.clause.words)

    @property
    def specific(self) -> bool:
        """Whether it fixes more than a key."""
        return self.whole or self.fixed > min(len(key.split()) for key in self.rule.key)

    @property
    def reason(self) -> str:
        """For the trace: rule, rank and item, and the way there."""
        way = "".join(f"{step} → " for step in self.trail)
        what = f"{self.item.match!r}" if self.item.match else "any clause"
        key = f"“{self.key}”, " if self.key else ""
        return f"script {way}{self.rule.name} ({key}rank {self.rule.rank}), item {self.place}: {what}"


@dataclass(frozen=True, slots=True)
class _Key:
    words: tuple[str, ...]
    rule: ScriptRule


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: re.Pattern[str]
    musts: tuple[frozenset[str], ...]
    named: bool
    """Whether it holds a slot for a name of the pack; without one, names are words like any other."""

    def match(self, clause: Clause, holds: frozenset[str]) -> tuple[int, Kept] | None:
        """How many words of a clause it fixes and which it keeps; `holds` is what the clause holds."""
        for either in self.musts:  # A plain loop: `any` takes twice as long, and a script has many patterns.
            if holds.isdisjoint(either):
                return None
        found = self.expression.match(clause.view() if self.named else f"{clause.text} ")
        return found and _taken_apart(clause if self.named else clause._replace(mentions=()), found)


class Keywords:
    """The rules of a script, found by their keys."""

    def __init__(self, script: Script, language: Words) -> None:
        self._script, self._language = script, language
        self._pattern = lru_cache(maxsize=None)(self._read)

    def warm(self) -> None:
        """Prepare what the first messages would wait for; raises PatternError where a pattern can not be read."""
        self._by_first  # noqa: B018
        for rule in self._script.rules:
            for item in rule.when:
                self._pattern(item.match)

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[_Key]]:
        """The keys by their first word."""
        found: dict[str, list[_Key]] = {}
        for rule in self._script.rules:
            for words in (words for key in rule.key for words in phrases(key, self._script, self._language)):
                found.setdefault(words[0], []).append(_Key(words, rule))
        return found

    @cached_property
    def _urgent(self) -> frozenset[str]:
        """The words that keys of rules begin with which speak before knowledge."""
        return frozenset(first for first, keys in self._by_first.items() if any(k.rule.rank >= HARD for k in keys))

    def urgent(self, clause: Clause) -> bool:
        """Whether a clause may hold a key of a rule that speaks before knowledge."""
        return not self._urgent.isdisjoint(clause.texts)

    def parts(self, pattern: str) -> tuple[Part, ...]:
        """A pattern of this script, with its sets; raises PatternError saying what is wrong."""
        return parse(expanded(pattern, self._script.sets), self._language)

    def _read(self, pattern: str) -> _Pattern:
        parts = self.parts(pattern)
        return _Pattern(expression(parts, keeping=True), musts(parts), _names(parts))

    def fits(self, clause: Clause, least: int = 0) -> Iterator[Fit]:
        """What fits a clause, by rank and then by the place of the key; a rule that passes is gone through.

        `least` is the lowest rank that is tried.
        """
        passed: tuple[str, ...] = ()
        asked = asks(clause)
        for key in self._heard(clause, least):
            if asked and not key.rule.questions:
                continue
            found = self.taken(key.rule, clause, passed)
            if found is None or found.item.pass_:
                passed = (*passed, key.rule.name) if found is not None else passed
                continue
            yield replace(found, key=" ".join(key.words))

    def taken(self, rule: ScriptRule, clause: Clause, trail: tuple[str, ...]) -> Fit | None:
        """The first item of a rule that fits a clause."""
        holds = clause.holds
        for place, item in enumerate(rule.when):
            if not item.match:
                return Fit(rule, place, clause, 0, {}, trail)
            if (found := self._pattern(item.match).match(clause, holds)) is not None:
                return Fit(rule, place, clause, *found, trail)
        return None

    def _heard(self, clause: Clause, least: int) -> list[_Key]:
        """The keys a clause holds, each rule once."""
        texts = clause.texts
        if len(texts) > LONGEST:
            return []
        found: dict[str, tuple[int, int, _Key]] = {}
        for place, text in enumerate(texts):
            for key in self._by_first.get(text, ()):
                if key.rule.rank >= least and texts[place : place + len(key.words)] == key.words:
                    found.setdefault(key.rule.name, (-key.rule.rank, place, key))
        return [key for *_, key in sorted(found.values(), key=lambda each: each[:2])]


def phrases(key: str, script: Script, language: Words) -> Iterator[tuple[str, ...]]:
    """The words that a key stands for; an unknown set is a PatternError."""
    parts = parse(expanded(key, script.sets), language)
    yield from (words for words in samples(parts, limit=1000) if words)


def _names(parts: tuple[Part, ...]) -> bool:
    return any(part.slot or any(map(_names, part.choices)) for part in parts)


def _taken_apart(clause: Clause, found: re.Match[str]) -> tuple[int, Kept]:
    """How many words are fixed, and what is kept; the match counts in the clause as rules see it."""
    view, items = found.string, [_words(clause, item) for item in clause.items]
    named = {group: name for name, group in found.re.groupindex.items()}
    kept: dict[str, tuple[Word, ...]] = {}
    free = 0
    for group in range(1, found.re.groups + 1):
        first, end = found.span(group)
        if first < end:
            before, inside = view.count(" ", 0, first), view.count(" ", first, end)
            words = tuple(word for words in items[before : before + inside] for word in words)
            if group in named:
                kept[named[group]] = words
            else:
                free += len(words)
    return len(clause.words) - free, MappingProxyType(kept)


def _words(clause: Clause, item: Word | Mention) -> tuple[Word, ...]:
    return clause.words[item.first : item.end] if isinstance(item, Mention) else (item,)
