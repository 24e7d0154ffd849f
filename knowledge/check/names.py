"""Names: no two things may claim the same one unless they say so."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.card import Named
from knowledge.pack import Origin, Pack
from knowledge.topic import Topic
from knowledge.yamlfile import Location, Problem


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what claims it."""

    text: str
    type: str
    """`topic` for topics and mentions, `medium` or `kind`."""
    owner: str
    """The id of what bears the name."""
    origin: Origin
    location: Location

    def problem(self, what: str, cure: str, severity: str = "error") -> Problem:
        """A problem where the name stands."""
        return self.origin.problem(what, cure, *self.location, severity=severity)


def key(text: str) -> str:
    """A name as it is compared: letters and digits alone, in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in letters if c.isalnum())


def singular(text: str) -> str:
    """The key without a plural's `s`."""
    found = key(text)
    return found[:-1] if len(found) > 3 and found.endswith("s") and not found.endswith("ss") else found


def names(pack: Pack) -> Iterator[Name]:
    """Every name of the pack's topics, mentions, media and kinds."""
    for identifier, topic in pack.topics.items():
        yield from _of(topic, "topic", identifier, pack.origins[f"topic/{identifier}"])
    for identifier, mention in pack.mentions.items():
        yield from _of(mention, "topic", identifier, pack.origins[f"mention/{identifier}"])
    card = pack.origins["pack"]
    for identifier, medium in pack.card.media.items():
        yield from _of(medium, "medium", identifier, card, "media", identifier)
    for identifier, kind in pack.card.kinds.items():
        yield from _of(kind, "kind", identifier, card, "kinds", identifier)


def _of(named: Topic | Named, type: str, owner: str, origin: Origin, *at: str | int) -> Iterator[Name]:
    yield Name(named.name, type, owner, origin, (*at, "name"))
    if isinstance(named, Topic) and named.short:
        yield Name(named.short, type, owner, origin, (*at, "short"))
    if named.plural:
        yield Name(named.plural, type, owner, origin, (*at, "plural"))
    for place, alias in enumerate(named.aliases):
        yield Name(alias, type, owner, origin, (*at, "aliases", place))


def problems(pack: Pack) -> Iterator[Problem]:
    """Names claimed twice, and names that are no names."""
    owners: dict[str, list[Name]] = {}
    written: dict[tuple[str, str, str], Name] = {}
    for name in names(pack):
        yield from _unusable(name, pack)
        yield from _twice(name, written.setdefault((name.type, name.owner, key(name.text)), name))
        others = owners.setdefault(singular(name.text), [])
        if any((other.type, other.owner) == (name.type, name.owner) for other in others):
            continue
        for other in others:
            yield from _clash(name, other, pack)
        others.append(name)


def _unusable(name: Name, pack: Pack) -> Iterator[Problem]:
    if not key(name.text):
        yield name.problem(f"the name {name.text!r} has no letter or digit.", "Spell it out.")
    # A kind's plural may be a stop word (`people`); a topic's name would be linked in half of all questions.
    elif name.text.casefold() in pack.words.stopwords and (name.type == "topic" or "aliases" in name.location):
        severity = "error" if name.type == "topic" else "warning"
        yield name.problem(f"the name {name.text!r} is a stop word.", "Take it out.", severity)


def _twice(name: Name, first: Name) -> Iterator[Problem]:
    # `DALL·E` beside `DALL-E` reads as two names but is heard as one; name, short and plural may repeat.
    if first is not name and "aliases" in name.location:
        what = f"the alias {name.text!r} says the same as {first.text!r}."
        yield name.problem(what, "Take it out: case, spaces and punctuation make no difference.", "warning")


def _clash(name: Name, other: Name, pack: Pack) -> Iterator[Problem]:
    if name.type != other.type:
        winner, loser = (other, name) if other.type == "topic" or name.type == "kind" else (name, other)
        what = f"{loser.text!r} names the {loser.type} {loser.owner!r} and the {winner.type} {winner.owner!r} too."
        cure = f"The {winner.type} is what is heard; take the name away from one of the two."
        yield loser.problem(what, cure, "warning")
    elif not confusable(pack, name.owner, other.owner):
        place = f"{other.origin.file.path.name}:{other.origin.file.line((*other.origin.base, *other.location))}"
        what = f"{name.text!r} already names {other.owner!r} ({place})."
        yield name.problem(what, f"Take it away from one of the two{_declaration(name, other, pack)}.")


def _declaration(name: Name, other: Name, pack: Pack) -> str:
    for one, two in ((name.owner, other.owner), (other.owner, name.owner)):
        if one in pack.topics:
            return f", or have the bot ask back: put {two} in `not_to_be_confused_with` of {one}"
    return ""


def confusable(pack: Pack, one: str, other: str) -> bool:
    """Whether two topics may share a name because one of them says that it is not the other."""
    return any(
        b in topic.not_to_be_confused_with
        for a, b in ((one, other), (other, one))
        if (topic := pack.topics.get(a)) is not None
    )
