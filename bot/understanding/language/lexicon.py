"""The names of a pack: what each refers to, and the words they are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from types import MappingProxyType
from typing import NamedTuple

from bot.understanding.language.text import normalise, squash
from knowledge.language import Words
from knowledge.pack import Pack

LONGEST = 8
"""Words in the longest name that is looked for."""
STARTING = 6
"""First letters of keys by which most words of a message are ruled out before the keys are searched."""


class Ref(NamedTuple):
    """What a name can refer to: the type of the entity and its value, an id of the pack."""

    entity: str
    value: str
    kind: str = ""
    """For topics, their kind."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Names by their squashed key, and the vocabulary they are made of; the same names are the same object."""

    refs: Mapping[str, tuple[Ref, ...]]
    vocabulary: frozenset[str]
    """Every word that occurs in a name."""
    keys: tuple[str, ...]
    """Every key, in order."""

    def begins(self, start: str) -> bool:
        """Whether a key begins so, so that a longer match is not tried in vain; none begins with nothing."""
        if not start:
            return False
        if len(start) >= STARTING and start[:STARTING] not in self._starts:
            return False
        place = bisect_left(self.keys, start)
        return place < len(self.keys) and self.keys[place].startswith(start)

    @cached_property
    def leads(self) -> Callable[[str], str]:
        """A word's letters and digits if a name can begin with them, else nothing: most words begin none."""
        return lru_cache(maxsize=4096)(self._leads)

    def _leads(self, word: str) -> str:
        key = squash(word)
        return key if self.begins(key) else ""

    def begun(self, start: str) -> Ref | None:
        """What every name that begins so refers to; None where none does, or not all refer to the same."""
        place = bisect_left(self.keys, start)
        names = takewhile(lambda key: key.startswith(start), self.keys[place:]) if start else ()
        found = {refs[0] for name in names if (refs := self.refs[name])}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _starts(self) -> frozenset[str]:
        """What keys begin with."""
        return frozenset(key[:STARTING] for key in self.keys)

    @classmethod
    def of(cls, pack: Pack) -> Lexicon:
        """The lexicon of a pack: topics, mentions, media, kinds, aspects, and words of order."""
        return _lexicon(tuple(names(pack)), pack.words)


@lru_cache(maxsize=4)
def _lexicon(named: tuple[tuple[str, Ref], ...], language: Words) -> Lexicon:
    refs: dict[str, dict[Ref, None]] = {}
    vocabulary: set[str] = set()
    for name, ref in named:
        words = [word.text for word in normalise(name, language).words]
        for form in forms(words):
            key = squash("".join(form))
            refs.setdefault(key, {}).setdefault(ref)
            vocabulary.update(form)
    found = {key: _settle(tuple(value)) for key, value in refs.items() if key}
    return Lexicon(MappingProxyType(found), frozenset(vocabulary), tuple(sorted(found)))


def names(pack: Pack) -> Iterator[tuple[str, Ref]]:
    """Every name of a pack with what it can refer to."""
    for topic in pack.topics.values():
        for name in (topic.name, topic.short, topic.plural, *topic.aliases):
            yield name, Ref("topic", topic.id, topic.kind)
    for identifier, mention in pack.mentions.items():
        for name in (mention.name, mention.plural, *mention.aliases):
            yield name, Ref("topic", identifier, mention.kind)
    for entity, table in (("medium", pack.card.media), ("kind", pack.card.kinds), ("aspect", pack.card.aspects)):
        for identifier, named in table.items():
            for name in (named.name, named.plural, *named.aliases):
                yield name, Ref(entity, identifier)
    for entity, closed in (("order", pack.words.orders), ("state", pack.words.states)):
        for value, said in closed.items():
            yield from ((name, Ref(entity, value)) for name in said)


def forms(words: list[str]) -> Iterator[list[str]]:
    """A name and its plural; a plural name and its singular."""
    if not words:
        return
    yield words
    *front, last = words
    if not last.isalpha():
        yield [*front, last + "s"]
        return
    if last.endswith("y") and len(last) > 3 and last[-2] not in "aeiou":
        yield [*front, last[:-1] + "ies"]
    elif last.endswith(("s", "x", "ch", "sh")):
        yield [*front, last + "es"]
        if last.endswith("s") and not last.endswith("ss") and len(last) > 4 and len(front) > 0:
            yield [*front, last[:-1]]
    else:
        yield [*front, last + "s"]


_ORDER = ("topic", "medium", "kind", "order", "state", "aspect")


def _settle(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    """All readings, the likeliest type first: a topic beats a medium, a kind or an aspect of the same name."""
    return tuple(sorted(refs, key=lambda ref: _ORDER.index(ref.entity)))
