"""The pattern language of rules and examples: brackets that close, slots that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.check.targets import nearest
from knowledge.language import SLOTS
from knowledge.pack import Pack
from knowledge.yamlfile import Problem

_CLOSES = {")": "(", "]": "[", "}": "{"}
_SET = re.compile(r"@([a-z_]+)")
_SLOT = re.compile(r"\{([^{}]*)\}")

Fault = tuple[str, str]
"""What is wrong with a pattern and how to mend it."""


def problems(pack: Pack) -> Iterator[Problem]:
    """Patterns of rules and intents that can not be read as they are meant."""
    for number, rule in enumerate(pack.rules):
        origin = pack.origins[f"rule/{number}"]
        for place, pattern in enumerate(rule.when):
            for what, cure in (*_empty(pattern), *_faults(pattern), *_sets(pattern, pack.words.sets)):
                yield origin.problem(what, cure, "when", place)
        for place, role in enumerate(rule.where):
            for what, cure in _unknown(role.partition(":")[0], role):
                yield origin.problem(what, cure, "where", place)
    for key, intent in pack.intents.items():
        origin = pack.origins[f"intent/{key}"]
        for place, example in enumerate(intent.examples):
            for what, cure in (*_empty(example), *_faults(example)):
                yield origin.problem(what, cure, "examples", place)
        for what, cure in brackets(intent.phrase):
            yield origin.problem(what, cure, "phrase")
    yield from _telling(pack)


def _telling(pack: Pack) -> Iterator[Problem]:
    """Patterns by which visitors tell of their situation."""
    for topic in pack.topics.values():
        for place, answer in enumerate(topic.criterion.answers if topic.criterion else ()):
            for number, pattern in enumerate(answer.tells):
                for what, cure in (*_empty(pattern), *brackets(pattern)):
                    where = ("criterion", "answers", place, "tells", number)
                    yield pack.origins[f"topic/{topic.id}"].problem(what, cure, *where)


def plain(pattern: str, sets: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """What is wrong with a pattern in which no names are linked."""
    yield from (*_empty(pattern), *brackets(pattern), *_sets(pattern, sets))


def _empty(pattern: str) -> Iterator[Fault]:
    if not any(c.isalnum() for c in pattern):
        yield f"the pattern {pattern!r} says nothing.", "Give it a word or a slot, or take it out."


def _faults(pattern: str) -> Iterator[Fault]:
    yield from brackets(pattern)
    for content in _SLOT.findall(pattern):
        for name in content.rpartition(":")[2].split("|"):
            yield from _unknown(name, "{" + content + "}")


def _sets(pattern: str, sets: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Sets that the language has not, and what is wrong in those it has; within itself a set is unknown."""
    for name in _SET.findall(pattern):
        if name not in sets:
            near = nearest(name, sets)
            yield f"{pattern!r}: there is no set {name!r}.", f"Did you mean {near!r}?" if near else "Write it out."
            continue
        others = {other: phrases for other, phrases in sets.items() if other != name}
        for phrase in sets[name]:
            yield from (*_faults(phrase), *_sets(phrase, others))


def _unknown(name: str, written: str) -> Iterator[Fault]:
    if name not in SLOTS and not name.startswith(("kind.", "topic.")):
        near = nearest(name, SLOTS)
        cure = f"Did you mean {near!r}?" if near else f"Known are: {', '.join(SLOTS)}."
        yield f"{written!r}: there is no entity type {name!r}.", cure


def brackets(pattern: str) -> Iterator[Fault]:
    """Brackets that do not match, and a choice outside of any."""
    waiting: list[str] = []
    for sign in pattern:
        if sign in "([{":
            waiting.append(sign)
        elif sign in _CLOSES:
            if not waiting or waiting.pop() != _CLOSES[sign]:
                yield f"{pattern!r}: {sign!r} closes nothing.", "Balance the brackets."
                return
        elif sign == "|" and not waiting:
            yield f"{pattern!r}: '|' stands outside of brackets.", "Put the choice in (…|…)."
            return
    if waiting:
        yield f"{pattern!r}: {waiting[-1]!r} is never closed.", "Balance the brackets."
