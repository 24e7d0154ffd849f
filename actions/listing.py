"""Lists of topics: as text, as a block, and the constraints that a message's entities make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actions.reading import Reading
from actions.reply import joined
from actions.saying import Sayer
from knowledge.dates import PartialDate
from knowledge.pack import Pack
from knowledge.query import Constraint, Found, Operator

_GROUPS = {"organisation": "maker", "person": "maker", "medium": "medium", "task": "task", "topic": "element"}
_MAKING = ("make", "generat", "creat", "produc", "draw", "paint", "synthesi")
_EITHER = ("work with", "deal with", "handle", "in any way", "to do with", "about")
_MAINLY = ("mainly", "mostly", "primarily", "chiefly", "above all", "first and foremost")
_TAKING = ("read", "take", "understand", "analy", "recogni", "input")


def constraints(reading: Reading, pack: Pack) -> Iterator[Constraint]:
    """The conditions that the entities of a message set; the group follows from the type of the value."""
    years = [e for e in reading.entities if e.entity == "year"]
    if len(years) == 2 and all(e.role in ("between", "") for e in years):
        first, last = sorted(e.value for e in years)
        yield Constraint("date", "is", f"{first}..{last}")
    else:
        for entity in years:
            yield Constraint("date", _operator(entity.role), entity.value)
    states = [e for e in reading.entities if e.entity == "state"]
    if states:
        yield Constraint("status", _operator(states[0].role), "|".join(e.value for e in states))
    for entity in reading.entities:
        group = _GROUPS.get(entity.entity)
        if group is None:
            continue
        if entity.role in ("before", "after"):
            # "Models after the transformer": its date is meant.
            event = pack.topics[entity.value].main_event() if entity.value in pack.topics else None
            if event is not None:
                yield Constraint("date", _operator(entity.role), str(event.on))
            continue
        if group == "medium":
            group = _medium_group(reading.text)
        if group == "task" and (medium := _made_medium(reading.surface(entity), pack)):
            # "Tools that generate images" asks what they make, whatever task goes by that name.
            yield Constraint("makes_medium", _operator(entity.role), medium)
            continue
        if group == "element" and pack.kind_of(entity.value) in ("organisation", "person"):
            group = "maker"
        yield Constraint(group, _operator(entity.role), entity.value)


def _made_medium(surface: str, pack: Pack) -> str:
    """The medium in words that say that one is made: "generate images"; empty for other words."""
    verb, _, thing = surface.partition(" ")
    if not verb.startswith(_MAKING):
        return ""
    media = pack.card.media.items()
    return next((m for m, named in media if thing in (m, named.name.lower(), named.plural, *named.aliases)), "")


def _operator(role: str) -> Operator:
    return role if role in ("not", "before", "after", "since") else "is"  # type: ignore[return-value]


def _medium_group(text: str) -> str:
    if any(stem in text for stem in _EITHER):
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
        if "-" in constraint.value:
            return f"from {constraint.operator} {PartialDate.parse(constraint.value).spoken()}"
        first, _, last = constraint.value.partition("..")
        span = f"from {first} to {last}" if last else f"from {'the ' if first.endswith('s') else ''}{first}"
        words = {
            "before": f"from before {first}",
            "after": f"from after {first}",
            "since": f"since {first}",
            "not": f"not {span}",
        }
        return words.get(constraint.operator, span)
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


def conditions(where: Iterable[Constraint], pack: Pack, among: Iterable[str] = ()) -> str:
    """Several conditions as a heading says them; what excludes alike is said in one: `not by Google or OpenAI`."""
    excluded: dict[str, list[str]] = {}
    for c in where:
        alike = c.group in ("maker", "makes_medium", "main_medium", "medium", "task", "element")
        if c.operator == "not" and alike and c.value not in among:
            excluded.setdefault(c.group, []).append(pack.called(c.value))
    phrases = []
    for c in where:
        names = excluded.get(c.group, []) if c.operator == "not" else []
        if pack.called(c.value) in names:
            if names[0] == pack.called(c.value):
                phrases.append(said(c, pack, among).replace(names[0], joined(names, "or"), 1))
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
