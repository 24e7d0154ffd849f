"""The names of a pack by the type of entity they are, and the same names in turn for the slots of patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest

from bot.understanding.language.lexicon import Lexicon, forms, names
from bot.understanding.language.pattern import TOPIC_CLASSES
from bot.understanding.language.text import normalise, squash
from knowledge.pack import Pack

Names = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Type of entity → id → its names."""


def by_type(pack: Pack, lexicon: Lexicon) -> Names:
    """Every name under the one thing it means first, so that no name stands in two tables."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for name, ref in names(pack):
        shown = " ".join(name.translate(_BRACKETS).split())
        words = [word.text for word in normalise(shown, pack.words).words]
        if words and lexicon.refs[squash("".join(words))][0] == ref:
            entity = TOPIC_CLASSES.get(ref.kind, "topic") if ref.entity == "topic" else ref.entity
            found.setdefault(entity, {}).setdefault(ref.value, {})[shown] = None
    return {
        entity: {value: tuple(named) for value, named in sorted(values.items())} for entity, values in found.items()
    }


_BRACKETS = str.maketrans("[]{}", "    ")


def spellings(name: str, pack: Pack) -> Iterator[str]:
    """A name as it is written, in plain words, and the plural or singular that is understood as well."""
    yield name
    for form in forms([word.text for word in normalise(name, pack.words).words]):
        yield " ".join(form)


class Rotation:
    """Names in turn: the first of every id, then the second of each, and from the start again."""

    def __init__(self, pack: Pack, names: Names) -> None:
        self._turns = {
            entity: [
                (value, name)
                for turn in zip_longest(*([(value, name) for name in named] for value, named in values.items()))
                for value, name in filter(None, turn)
            ]
            for entity, values in names.items()
        }
        plurals = ((value, kind.plural or kind.name) for value, kind in pack.card.kinds.items())
        self._turns["kind"] = [(value, name) for value, name in plurals if value in names.get("kind", {})]
        years = sorted({event.on.year for topic in pack.topics.values() for event in topic.dates})
        self._turns["year"] = [(str(year), str(year)) for year in years] or [("2000", "2000"), ("2010", "2010")]
        self._at = Counter[str]()

    def next(self, slot: str, taken: Collection[str]) -> tuple[str, str] | None:
        """The next id and name that fill a slot, none of those taken; None where the pack has no such name."""
        for option in slot.split("|"):
            entity, _, only = option.partition(".")
            turns = self._turns.get(entity) or (self._topical() if entity == "topic" else [])
            at = self._at[slot] % (len(turns) or 1)
            for step, (value, name) in enumerate([*turns[at:], *turns[:at]], 1):
                if (not only or value == only) and value not in taken:
                    self._at[slot] += step
                    return value, name
        return None

    def _topical(self) -> list[tuple[str, str]]:
        return [turn for entity in TOPIC_CLASSES for turn in self._turns.get(entity, ())]
