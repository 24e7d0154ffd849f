"""`data/nlu.yml`: examples, synonyms from names to ids, lookup tables and the regular expression of a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.exports.rasa.document import block, document
from bot.exports.rasa.examples import Taught
from bot.exports.rasa.markup import Marked
from bot.exports.rasa.names import Names, spellings
from knowledge.pack import Pack

YEAR = r"\b(?:1[89]\d\d|20\d\d|(?:1[89]\d|20\d)0s)\b"
Known = Mapping[str, tuple[str, str]]
"""A spelling of a name → type of entity and id."""


def nlu(pack: Pack, taught: Taught, names: Names) -> str:
    """The training data."""
    marked = [name for found in taught.examples.values() for one in found for name in one.marked]
    known, used = _known(pack, names, marked), {name.entity for name in marked}
    items = [{"intent": label, "examples": block(found)} for label, found in taught.examples.items()]
    items += [*_synonyms(known), *(_lookup(entity, known) for entity in sorted(used - {"year"}))]
    if "year" in used:
        items.append({"regex": "year", "examples": block([YEAR])})
    return document({"nlu": items})


def _known(pack: Pack, names: Names, marked: Iterable[Marked]) -> Known:
    """What each spelling of a name means, in small letters: Rasa takes no notice of case."""
    known: dict[str, tuple[str, str]] = {}
    for entity, table in names.items():
        for value, named in table.items():
            for spelling in (spelling for name in named for spelling in spellings(name, pack)):
                known.setdefault(spelling.lower(), (entity, value))
    for name in marked:
        known.setdefault(name.text.lower(), (name.entity, name.value))
    return known


def _synonyms(known: Known) -> Iterator[dict[str, str]]:
    """For each id the names it goes by."""
    said: dict[str, list[str]] = {}
    for spelling, (_, value) in known.items():
        if spelling != value:
            said.setdefault(value, []).append(spelling)
    for value, spelt in sorted(said.items()):
        yield {"synonym": value, "examples": block(spelt)}


def _lookup(entity: str, known: Known) -> dict[str, str]:
    """The names of a type, the longest first: Rasa takes the first that fits."""
    spelt = [spelling for spelling, (kind, _) in sorted(known.items()) if kind == entity]
    longest_first = sorted(spelt, key=len, reverse=True)
    return {"lookup": entity, "examples": block(longest_first)}
