"""The script of the reflective voice: patterns that can be read, slots that are kept, links that lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from knowledge.check.patterns import Fault, brackets
from knowledge.check.targets import nearest
from knowledge.language import SLOTS
from knowledge.pack import Pack
from knowledge.script import CARD, Item, ScriptRule
from knowledge.yamlfile import Problem

RESERVED = ("text", "response", "template", "buttons", "elements", "image", "attachment", "custom", "json_message")
"""What a rasa-sdk response has of its own."""

Phrase = tuple[str, ...]
"""The words of a key."""

_SET = re.compile(r"@([a-z_]+)")
_BRACED = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z_]+")
_SLOT = re.compile(r"\{(\w+)\}")
_KEY_SIGNS = frozenset("*_{}[]")


def problems(pack: Pack) -> Iterator[Problem]:
    """All that is wrong with a script in itself; what its tests say, only an engine can tell."""
    yield from unreadable(pack)
    yield from _named_twice(pack)
    for rule in pack.script.rules:
        yield from _order(pack, rule)
        yield from _slots(pack, rule)
        yield from _targets(pack, rule)
    yield from _cycles(pack)
    yield from _dead_keys(pack)


def unreadable(pack: Pack) -> Iterator[Problem]:
    """Patterns and keys that no engine can read."""
    for rule in pack.script.rules:
        origin = pack.origins[f"script/{rule.name}"]
        for place, key in enumerate(rule.key):
            for what, cure in _key_faults(key, pack):
                yield origin.problem(what, cure, "key", place)
        for place, item in enumerate(rule.when):
            for what, cure in _faults(item.match, pack):
                yield origin.problem(what, cure, "when", place, "match")


def _key_faults(key: str, pack: Pack) -> Iterator[Fault]:
    if not any(c.isalnum() for c in key) or _KEY_SIGNS.intersection(_SET.sub("", key)):
        yield (
            f"the key {key!r} is no word or phrase.",
            "Write the words that a visitor says; the rest goes into `match`.",
        )
    yield from brackets(key)
    yield from _sets(key, pack)


def _faults(pattern: str, pack: Pack) -> Iterator[Fault]:
    yield from brackets(_BRACED.sub("x", pattern))
    yield from _sets(pattern, pack)
    for content in _BRACED.findall(pattern):
        yield from _brace_faults(pattern, content)
    for name, times in Counter(_kept(pattern)).items():
        if times > 1:
            yield (
                f"{pattern!r} keeps two things as {name!r}.",
                "Give each a name of its own: `{one:topic} and {other:topic}`.",
            )


def _brace_faults(pattern: str, content: str) -> Iterator[Fault]:
    name, colon, kept = content.partition(":")
    choices = [choice.strip() for choice in (kept if colon else content).split("|")]
    entities = [choice.partition(".")[0] in SLOTS for choice in choices]
    if colon and not _NAME.fullmatch(name):
        yield f"{pattern!r}: {name!r} is no name.", "Use small letters and underscores before the colon."
    elif colon and name in (*SLOTS, *CARD, *RESERVED):
        yield f"{pattern!r}: {name!r} is the name of something else.", "Choose another word before the colon."
    elif not colon and not all(entities):
        cure = f"Write {{name:{content}}} to keep these words, or name one of: {', '.join(SLOTS)}."
        yield f"{pattern!r}: there is no entity type {content!r}.", cure
    elif any(entities) and not all(entities):
        yield f"{pattern!r}: {content!r} mixes names of the pack and words.", "Write two items, one for each."
    if colon:
        yield from brackets(f"({kept})")


def _sets(pattern: str, pack: Pack) -> Iterator[Fault]:
    for name in _SET.findall(pattern):
        if name not in pack.script.sets:
            near = nearest(name, pack.script.sets)
            cure = f"Did you mean '@{near}'?" if near else "List its words under `sets`."
            yield f"{pattern!r}: there is no set {name!r}.", cure


def _kept(pattern: str) -> list[str]:
    """The names under which a pattern keeps words, in order."""
    contents = (content.partition(":")[0] for content in _BRACED.findall(pattern))
    return [content.partition("|")[0].partition(".")[0] for content in contents]


def _optional(pattern: str) -> set[str]:
    """The names of what a pattern keeps only in some of the clauses it fits."""
    depth, found = 0, set()
    for piece in re.findall(r"\{[^{}]*\}|[\[\]()]", pattern):
        if piece.startswith("{"):
            found |= set(_kept(piece)) if depth else set()
        else:
            depth += 1 if piece in "[(" else -1
    return found


def _named_twice(pack: Pack) -> Iterator[Problem]:
    for name, times in Counter(rule.name for rule in pack.script.rules).items():
        if times > 1:
            what = f"two rules of the script are called {name!r}."
            yield pack.origins[f"script/{name}"].problem(what, "Give one a `name` of its own.")


def _always(item: Item) -> bool:
    return item.match.strip() in ("", "*")


def _order(pack: Pack, rule: ScriptRule) -> Iterator[Problem]:
    origin = pack.origins[f"script/{rule.name}"]
    first = next((place for place, item in enumerate(rule.when) if _always(item)), None)
    if first is None:
        what = f"the rule {rule.name!r} says nothing where no pattern fits."
        yield origin.problem(what, "End it with `- pass`, or with an item that has no `match`.", "when")
    elif first < len(rule.when) - 1:
        what = f"this item of {rule.name!r} is never reached: the one before it always fits."
        yield origin.problem(what, "Move it up, or give the one before a `match`.", "when", first + 1)


def _slots(pack: Pack, rule: ScriptRule) -> Iterator[Problem]:
    origin = pack.origins[f"script/{rule.name}"]
    for place, item in enumerate(rule.when):
        kept, optional = set(_kept(item.match)), _optional(item.match)
        wordings = [("say", n, text) for n, text in enumerate(item.say)]
        for field, *at, text in (*wordings, ("remember", item.remember), ("as", item.as_)):
            known = kept if field == "as" else kept | set(CARD)
            for name in _SLOT.findall(str(text)):
                where = ("when", place, field, *at)
                if name not in known:
                    near = nearest(name, known)
                    cure = f"Did you mean {{{near}}}?" if near else f"Keep it in `match`: `{{{name}:*}}`."
                    yield origin.problem(f"nothing fills the slot {{{name}}}.", cure, *where)
                elif name in optional:
                    cure = "Take it out of the brackets, or write an item without it."
                    yield origin.problem(f"{{{name}}} may be empty: it stands in brackets in `match`.", cure, *where)


def _targets(pack: Pack, rule: ScriptRule) -> Iterator[Problem]:
    known = (*pack.script.named, *pack.intents)
    for place, item in enumerate(rule.when):
        if item.ask and item.ask not in known:
            near = nearest(item.ask, known)
            cure = f"Did you mean {near!r}?" if near else "Name a rule of the script or a question type."
            what = f"there is no rule and no question type {item.ask!r}."
            yield pack.origins[f"script/{rule.name}"].problem(what, cure, "when", place, "ask")


def _cycles(pack: Pack) -> Iterator[Problem]:
    rules = pack.script.named
    told: set[frozenset[str]] = set()
    for name in rules:
        circle = _circle(name, rules)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            what = f"the script goes round in a circle: {' → '.join((*circle, name))}."
            yield pack.origins[f"script/{name}"].problem(what, "Let one of them say something, or pass.", "when")


def _circle(name: str, rules: Mapping[str, ScriptRule]) -> tuple[str, ...]:
    """The rules on the way from one back to itself; empty if none leads back."""
    waiting: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for target in (item.ask for item in rules[way[-1]].when if item.ask in rules):
            if target == name:
                return way
            if target not in seen:
                seen.add(target)
                waiting.append((*way, target))
    return ()


def _dead_keys(pack: Pack) -> Iterator[Problem]:
    """Keys whose turn never comes: wherever they are heard, a key of a higher rank always answers."""
    answering = [rule for rule in pack.script.rules if _answers(rule)]
    for rule in pack.script.rules:
        origin = pack.origins[f"script/{rule.name}"]
        above = [
            other
            for other in answering
            if _before(other, rule) and pack.origins[f"script/{other.name}"].file is origin.file
        ]
        for place, words in _key_words(rule, pack).items():
            taking = next((other for other in above if _takes(other, words, pack)), None)
            if taking is not None:
                what = (
                    f"the key {rule.key[place]!r} is never heard: {taking.name!r} (rank {taking.rank}) always answers."
                )
                yield origin.problem(what, "Raise this rank, or let the other `pass`.", "key", place)


def _takes(rule: ScriptRule, phrases: Iterable[Phrase], pack: Pack) -> bool:
    """Whether every one of some phrases holds a key of a rule."""
    taken = [words for key in _key_words(rule, pack).values() for words in key]
    return all(any(_within(words, phrase) for words in taken) for phrase in phrases)


def _answers(rule: ScriptRule) -> bool:
    """Whether a rule that is reached never declines."""
    return any(_always(item) and not item.pass_ for item in rule.when) and not any(item.pass_ for item in rule.when)


def _before(other: ScriptRule, rule: ScriptRule) -> bool:
    return other.rank > rule.rank and (other.questions or not rule.questions)


def _key_words(rule: ScriptRule, pack: Pack) -> dict[int, list[Phrase]]:
    """For each key of a rule, by its place, the phrases it stands for."""
    found: dict[int, list[Phrase]] = {}
    for place, key in enumerate(rule.key):
        pieces = [pack.script.sets.get(piece[1:], ()) if piece[:1] == "@" else (piece,) for piece in key.split()]
        found[place] = [tuple(" ".join(choice).lower().split()) for choice in product(*pieces)]
    return found


def _within(phrase: Phrase, longer: Phrase) -> bool:
    return any(longer[at : at + len(phrase)] == phrase for at in range(len(longer) - len(phrase) + 1))
