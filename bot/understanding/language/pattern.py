"""The one pattern language of keyword rules, example sentences and scripts.

`what is [a|an] {topic}` · `(difference|differences) between {topic} and {topic}` · `* price of *`.
A word stands for itself, `[…]` may be missing, `(…|…)` is a choice, `{entity}` is a linked name, `_` is any
one word, `*` any number of them; `{kind.product}` is a word for that kind of topic. In a script `{name:…}` keeps what
stands there: `{what:*}` one word or several, `{who:_}` one, `{how:sad|left out}` one of these; `@name` is any phrase of
a set. After the pattern words of ELIZA's successors; a rule must fit a whole clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from bot.understanding.language.text import normalise
from knowledge.language import SLOTS, Words

_TOKEN = re.compile(r"\{[a-z_]+:[^{}]+\}|\{[a-z_:.|]+\}|[\[\]()|*_]|[^\s\[\]()|*{}]+")
_SET = re.compile(r"@([a-z_]+)")
_OPENS, _ENDS = frozenset("([|:"), frozenset(")]|}")
"""Between what a set is a choice of its own, which needs no brackets around it."""
KEPT = 12
"""Words that `{name:*}` keeps at most: more of them are nothing to say back."""
TOPIC_CLASSES = {"task": "task", "organisation": "organisation", "person": "person", "criterion": "criterion"}
"""Kinds of topics that patterns can name on their own: `{task}` is a `{topic}` too."""


class PatternError(ValueError):
    """A pattern that can not be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pattern: a word, a slot, a wildcard, or a choice of sequences."""

    word: str = ""
    slot: str = ""
    wildcard: str = ""
    choices: tuple[tuple[Part, ...], ...] = ()
    name: str = ""
    """Under what a script keeps the words that stand here."""


def parse(pattern: str, language: Words) -> tuple[Part, ...]:
    """Read a pattern; raises PatternError saying what is wrong."""
    tokens = _TOKEN.findall(pattern)
    parts, rest = _sequence(tokens, 0, language)
    if rest != len(tokens):
        raise PatternError(f"{pattern!r}: {tokens[rest]!r} closes nothing")
    return parts


def _sequence(tokens: list[str], at: int, language: Words) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while at < len(tokens) and tokens[at] not in ("]", ")", "|"):
        token = tokens[at]
        if token in ("[", "("):
            part, at = _choice(tokens, at + 1, token, language)
            parts.append(part)
            continue
        if token in ("*", "_"):
            parts.append(Part(wildcard=token))
        elif token.startswith("{"):
            parts.append(_slot_part(token[1:-1], language))
        else:
            parts += [Part(word=word) for word in _plain(token, language)]
        at += 1
    return tuple(parts), at


def _slot_part(content: str, language: Words) -> Part:
    """What stands in braces: an entity, with a role or without, or words that are kept under a name."""
    name, _, kept = content.rpartition(":")
    if not name or all(is_entity(choice) for choice in kept.split("|")):
        return Part(slot=content, name=name or content.partition("|")[0].partition(".")[0])
    if kept.strip() in ("*", "_"):
        return Part(wildcard=kept.strip(), name=name)
    choice, _ = _choice([*_TOKEN.findall(kept), ")"], 0, "(", language)
    return Part(choices=choice.choices, name=name)


def slots(pattern: str) -> Iterator[str]:
    """The names of entities a pattern has slots for, without reading the rest of it."""
    for token in _TOKEN.findall(pattern) if "{" in pattern else ():
        name, _, kept = token[1:-1].rpartition(":") if token[0] == "{" else ("", "", "")
        choices = kept.split("|") if kept else []
        if not name or all(is_entity(choice) for choice in choices):
            yield from choices


def is_entity(name: str) -> bool:
    """Whether braces that hold this name mean a linked name: `topic`, `kind.product`."""
    return name.partition(".")[0] in SLOTS


def expanded(pattern: str, sets: Mapping[str, Sequence[str]]) -> str:
    """The pattern with the words of each `@set` in its place, sets in those too; an unknown one is a PatternError."""

    def words(found: re.Match[str]) -> str:
        name = found[1]
        if name not in sets:
            raise PatternError(f"{pattern!r}: there is no set {name!r}")
        choice = "|".join(sets[name])
        if "@" in choice:  # A set within itself is unknown there.
            choice = expanded(choice, {other: sets[other] for other in sets if other != name})
        alone = pattern[: found.start()].rstrip()[-1:] in _OPENS and pattern[found.end() :].lstrip()[:1] in _ENDS
        return choice if alone else f"({choice})"

    return _SET.sub(words, pattern)


@lru_cache(maxsize=4096)
def _plain(token: str, language: Words) -> tuple[str, ...]:
    return tuple(word.text for word in normalise(token, language).words)


def _choice(tokens: list[str], at: int, opening: str, language: Words) -> tuple[Part, int]:
    closing = "]" if opening == "[" else ")"
    choices: list[tuple[Part, ...]] = [()] if opening == "[" else []
    while True:
        sequence, at = _sequence(tokens, at, language)
        choices.append(sequence)
        if at >= len(tokens):
            raise PatternError(f"{' '.join(tokens)!r}: {opening!r} is never closed")
        if tokens[at] == closing:
            return Part(choices=tuple(choices)), at + 1
        if tokens[at] != "|":
            raise PatternError(f"{' '.join(tokens)!r}: {tokens[at]!r} where {closing!r} was expected")
        at += 1


def samples(parts: tuple[Part, ...], limit: int = 12) -> Iterator[tuple[str, ...]]:
    """The sentences a pattern stands for, at most `limit`, slots as `{topic}`; wildcards are left out.

    Where a script keeps any words at all, "something" stands for them.
    """
    options: list[list[tuple[str, ...]]] = []
    for part in parts:
        if part.choices:
            options.append([sample for choice in part.choices for sample in samples(choice, limit)])
        elif part.slot:
            options.append([("{" + part.slot.split(":")[-1] + "}",)])
        elif part.word:
            options.append([(part.word,)])
        elif part.name:
            options.append([("something",)])
    for combination in islice(product(*options), limit):
        yield tuple(word for words in combination for word in words)


def expression(parts: tuple[Part, ...], *, keeping: bool = False) -> re.Pattern[str]:
    """The pattern as a regular expression over a clause as `view` renders it.

    Where it is `keeping`, what stands in braces is a group of its name, and each wildcard a group without one; one
    name twice is a PatternError.
    """
    try:
        return _compiled(f"^{_expression(parts, keeping)}$")
    except re.error as error:
        raise PatternError(f"one name keeps two things ({error})") from error


@lru_cache(maxsize=4096)
def _compiled(source: str) -> re.Pattern[str]:
    # Cached: most edits change no pattern.
    return re.compile(source)


def finder(parts: tuple[Part, ...]) -> str:
    """The pattern as the source of a regular expression that may fit anywhere in a clause's words."""
    return _expression(parts, keeping=False)


def _expression(parts: tuple[Part, ...], keeping: bool) -> str:
    return "".join(_kept(part, keeping) if part.name and keeping else _one(part, keeping) for part in parts)


def _kept(part: Part, keeping: bool) -> str:
    inside = rf"((?:\S+ ){{1,{KEPT}}}?)" if part.wildcard == "*" else _one(part, keeping)
    return f"(?P<{part.name}>{inside})"


def _one(part: Part, keeping: bool) -> str:
    if part.choices:
        # What may be missing is looked for first, lest words that are kept beside it swallow it.
        choices = sorted(part.choices, key=lambda choice: not choice) if keeping else part.choices
        return "(?:" + "|".join(_expression(choice, keeping) for choice in choices) + ")"
    if part.slot:
        return "(?:" + "|".join(f"<{_slot(name)}:\\d+> " for name in _slots(part)) + ")"
    if part.wildcard:
        wildcard = r"(?:\S+ ){0,40}?" if part.wildcard == "*" else r"\S+ "
        return f"({wildcard})" if keeping else wildcard
    return re.escape(part.word) + " "


def _slots(part: Part) -> list[str]:
    """The types a slot may be filled with: `topic`, `topic.task`, `kind.person`, `year` …"""
    names = part.slot.split(":")[-1].split("|")
    return [f"topic.{TOPIC_CLASSES[name]}" if name in TOPIC_CLASSES else name for name in names]


def types_named(part: Part) -> list[str]:
    """The same as names of a clause are known by: `<topic>`, `<topic.task>` …"""
    return [f"<{name}>" for name in _slots(part)]


def _slot(name: str) -> str:
    return rf"{name}\.\w+" if name in ("topic", "kind") else re.escape(name)


def longest(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A pattern whose longer choices are tried first, so that what may be missing is taken where it is there."""
    return tuple(
        replace(part, choices=tuple(sorted(map(longest, part.choices), key=len, reverse=True))) for part in parts
    )


def firsts(parts: Sequence[Part], *, last: bool = False) -> frozenset[str]:
    """What a text that fits may begin with, or end with: words, `<type>` for names; empty text stands for any word."""
    found: frozenset[str] = frozenset()
    for part in reversed(parts) if last else parts:
        if not part.choices:
            return found.union(types_named(part) if part.slot else [part.word])
        found = found.union(*(firsts(choice, last=last) for choice in part.choices))
        if not any(map(_idle, part.choices)):
            return found
    return found


def _idle(parts: tuple[Part, ...]) -> bool:
    """Whether a text that fits may hold no word at all."""
    return all(part.wildcard == "*" or any(map(_idle, part.choices)) for part in parts)


def literal_weight(parts: tuple[Part, ...]) -> int:
    """How much a pattern fixes: its words and slots, choices by their shortest; a bare `*` fixes nothing."""
    return sum(
        min(literal_weight(choice) for choice in part.choices) if part.choices else int(not part.wildcard)
        for part in parts
    )


def musts(parts: tuple[Part, ...]) -> tuple[frozenset[str], ...]:
    """Sets of which a text that fits holds at least one each: words, and `<type>` for names."""
    found: list[frozenset[str]] = []
    for part in parts:
        if part.choices:
            each = [min(musts(choice), key=len, default=frozenset[str]()) for choice in part.choices]
            found += [frozenset[str]().union(*each)] if all(each) else []
        elif part.slot:
            found.append(frozenset(types_named(part)))
        elif part.word:
            found.append(frozenset({part.word}))
    return tuple(found)


def vocabulary(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Every word that a text which fits may hold, `<type>` for names; empty where a wildcard allows any."""
    found: dict[str, None] = {}
    for part in parts:
        if part.wildcard:
            return ()
        for choice in part.choices:
            inside = vocabulary(choice)
            if choice and not inside:
                return ()
            found.update(dict.fromkeys(inside))
        if part.slot:
            found.update(dict.fromkeys(types_named(part)))
        elif part.word:
            found[part.word] = None
    return tuple(found)
