"""Lists of topics: as text, as a block, and the constraints that a message's entities make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from actions.dated import dated, operator
from actions.reading import Reading
from actions.reply import joined
from actions.saying import Sayer
from knowledge.pack import Pack
from knowledge.query import Constraint, Found
from knowledge.years import LIMITS, day, left, spoken

_GROUPS = {"organisation": "maker", "person": "maker", "medium": "medium", "task": "task", "topic": "element"}
_MAKING = ("make", "generat", "creat", "produc", "draw", "paint", "synthesi")
_EITHER = ("work with", "deal with", "handle", "in any way", "to do with", "about")
_MAINLY = ("mainly", "mostly", "primarily", "chiefly", "above all", "first and foremost")
_BOUNDS = {"before": "from before", "after": "from after", "since": "since", "until": "up to", "not": "not from"}
_TAKING = ("read", "take", "understand", "analy", "recogni", "input")


def constraints(reading: Reading, pack: Pack) -> Iterator[Constraint]:
    """The conditions that the entities of a message set; the group follows from the type of the value."""
    yield from dated(reading.entities)
    states = [e for e in reading.entities if e.entity == "state"]
    if states:
        yield Constraint("status", operator(states[0].role), "|".join(e.value for e in states))
    for entity in reading.entities:
        group = _GROUPS.get(entity.entity)
        if group is None:
            continue
        if entity.role in LIMITS:
            # "Models after the transformer": its date is meant.
            event = pack.topics[entity.value].main_event() if entity.value in pack.topics else None
            if event is not None:
                yield Constraint("date", operator(entity.role), str(event.on))
            continue
        if group == "medium":
            group = _medium_group(reading.text, wanted=entity.role != "not")
        if group == "task" and (medium := _made_medium(reading.surface(entity), pack)):
            # "Tools that generate images" asks what they make, whatever task goes by that name.
            yield Constraint("makes_medium", operator(entity.role), medium)
            continue
        if group == "element" and pack.kind_of(entity.value) in ("organisation", "person"):
            group = "maker"
        yield Constraint(group, operator(entity.role), entity.value)


def _made_medium(surface: str, pack: Pack) -> str:
    """The medium in words that say that one is made: "generate images"; empty for other words."""
    verb, _, thing = surface.partition(" ")
    if not verb.startswith(_MAKING):
        return ""
    media = pack.card.media.items()
    return next((m for m, named in media if thing in (m, named.name.lower(), named.plural, *named.aliases)), "")


def _medium_group(text: str, *, wanted: bool = True) -> str:
    """What is said of a medium; "not about text" bars no picture that is asked for in words."""
    if any(stem in text for stem in _EITHER if wanted or stem != "about"):
        return "medium"
    if any(f" {word} " in f" {text} " for word in _MAINLY):
        return "main_medium"
    taking = any(stem in text for stem in _TAKING) and not any(stem in text for stem in _MAKING)
    return "takes_medium" if taking else "makes_medium"


def said(constraint: Constraint, pack: Pack, among: Iterable[str] = ()) -> str:
    """A condition as a list's heading says it: `from 2014`, `not by Google`, `for images`.

    What is left out of the list itself, `among`, it is without; else the facts only say that none is on record.
    """
    name = pack.called(constraint.value)
    if constraint.operator == "not" and constraint.value in among:
        return f"without {name}"
    prefix = "not " if constraint.operator == "not" else ""
    if constraint.group == "date":
        return _said_of_date(constraint)
    preposition = {
        "maker": "by",
        "medium": "for",
        "makes_medium": "for",
        "main_medium": "mainly for",
        "takes_medium": "that take",
        "task": "for",
    }
    if constraint.group == "status":
        states = " or ".join(constraint.value.split("|")).replace("_", " ")
        return f"that are {prefix}{states}"
    if constraint.group == "kind":
        topic = pack.topics.get(constraint.value)
        return f"that are {topic.plural or name if topic else name}"
    if constraint.group == "element":
        return f"with no {name} on record" if constraint.operator == "not" else f"with {name}"
    return f"{prefix}{preposition[constraint.group]} {name}"


def _said_of_date(constraint: Constraint) -> str:
    how, value = constraint.operator, constraint.value
    if how in LIMITS and (bound := day(value)) is not None:
        return f"{_BOUNDS[how]} {bound.spoken()}"
    parts = left(how, value)
    if len(parts) == 1 and how != "not" and not parts[0].closed and (".." in value or "|" in value):
        first, last = parts[0]
        return f"up to {last}" if first is None else f"since {first}"
    return f"{_BOUNDS.get(how, 'from')} {spoken(value)}"


def conditions(where: Sequence[Constraint], pack: Pack, among: Iterable[str] = ()) -> str:
    """Several conditions as a heading says them; what excludes alike is said in one: `not by Google or OpenAI`."""
    excluded: dict[str, list[str]] = {}
    for c in where:
        alike = c.group in ("maker", "makes_medium", "main_medium", "medium", "task", "element")
        if c.operator == "not" and alike and c.value not in among:
            excluded.setdefault(c.group, []).append(pack.called(c.value))
    phrases: list[str] = []
    for c in where:
        names = excluded.get(c.group, []) if c.operator == "not" else []
        if pack.called(c.value) in names:
            if names[0] == pack.called(c.value):
                phrases.append(said(c, pack, among).replace(names[0], joined(names, "or"), 1))
        elif c.group == "date" and phrases and any(other.group == "date" for other in where[: where.index(c)]):
            phrases.append(f"and {said(c, pack, among).removeprefix('from ')}")
        else:
            phrases.append(said(c, pack, among))
    return " ".join(phrases)


def enumerated(found: Iterable[Found], pack: Pack) -> str:
    """The finds as a list in a sentence, each with its year."""
    sayer = Sayer(pack)
    return joined(
        [
            sayer.work(item.topic) or sayer.year(item.topic, next((e.event for e in item.evidence if e.event), None))
            for item in found
        ]
    )


def listing_block(title: str, found: Iterable[Found]) -> Mapping[str, Any]:
    """The finds as data."""
    items = []
    for item in found:
        main = item.topic.main_event()
        items.append(
            {
                "id": item.topic.id,
                "name": item.topic.called,
                "year": main.on.year if main else None,
                "status": item.topic.status.state if item.topic.status else "",
                "sources": [e.source for e in item.evidence],
            }
        )
    return {"type": "list", "title": title, "items": items}
