"""A topic on its own: what it says must hold together, and its facts must not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.pack import Origin, Pack
from knowledge.topic import Relation, Topic
from knowledge.yamlfile import Problem

OPPOSITES: tuple[tuple[Relation, Relation], ...] = (
    ("is_a", "not_a"),
    ("has_part", "lacks"),
    ("good_for", "poor_for"),
)
"""Relations of which only one can hold towards the same target."""


def problems(pack: Pack) -> Iterator[Problem]:
    """Facets, events and facts of a topic that do not fit each other."""
    for topic in pack.topics.values():
        origin = pack.origins[f"topic/{topic.id}"]
        yield from _asks(topic, origin)
        yield from _dates(topic, origin)
        yield from _criterion(topic, origin)
        yield from _repeated(topic, origin)
        yield from _opposites(topic, origin)
        yield from _lineage(topic, origin, pack)


def _asks(topic: Topic, origin: Origin) -> Iterator[Problem]:
    for facet in topic.asks:
        if facet not in topic.facets:
            cure = f"Write the facet, or move the questions to one of: {', '.join(topic.facets)}."
            yield origin.problem(f"{topic.id!r} has questions for a facet {facet!r} it lacks.", cure, "asks", facet)


def _dates(topic: Topic, origin: Origin) -> Iterator[Problem]:
    events = dict.fromkeys(event.event for event in topic.dates)
    if topic.date_to_say is not None and topic.date_to_say not in events:
        cure = f"Name one of its events: {', '.join(events) or 'there are none'}."
        yield origin.problem(f"there is no event {topic.date_to_say!r} to say.", cure, "date_to_say")
    for place, event in enumerate(topic.dates):
        if event.until is not None and event.until < event.on and event.until.comparable(event.on):
            what = f"it ends in {event.until} before it begins in {event.on}."
            yield origin.problem(what, "Swap the two dates.", "dates", place, "until")


def _criterion(topic: Topic, origin: Origin) -> Iterator[Problem]:
    if topic.criterion is None and topic.kind == "criterion":
        cure = "Write its question and answers under `criterion`."
        yield origin.problem(f"the criterion {topic.id!r} asks nothing.", cure, "kind", severity="warning")
    if topic.criterion is not None and topic.kind != "criterion":
        cure = "Set `kind: criterion`, or take the block out."
        yield origin.problem(f"{topic.id!r} is no criterion but has the block.", cure, "criterion")


def _repeated(topic: Topic, origin: Origin) -> Iterator[Problem]:
    for relation, facts in topic.facts.items():
        seen: set[tuple[str, str]] = set()
        for place, fact in enumerate(facts):
            if fact.target == topic.id:
                what = f"{relation} points at {topic.id!r} itself."
                yield origin.problem(what, "Take it out.", "facts", relation, place)
            # The same target again with another source or note is a second opinion, not a slip.
            if (fact.target, fact.source) in seen:
                what = f"{relation} names {fact.target!r} twice from the same source."
                yield origin.problem(what, "Keep one.", "facts", relation, place, severity="warning")
            seen.add((fact.target, fact.source))


def _opposites(topic: Topic, origin: Origin) -> Iterator[Problem]:
    for yes, no in OPPOSITES:
        affirmed = {fact.target for fact in topic.facts.get(yes, ())}
        for place, fact in enumerate(topic.facts.get(no, ())):
            if fact.target in affirmed:
                what = f"{yes} and {no} both name {fact.target!r}."
                yield origin.problem(what, "Only one of the two can hold.", "facts", no, place)


def _lineage(topic: Topic, origin: Origin, pack: Pack) -> Iterator[Problem]:
    for place, fact in enumerate(topic.facts.get("is_a", ())):
        if topic.id in pack.ancestors.get(fact.target, ()):
            what = f"{topic.id!r} is a {fact.target!r}, which is in turn a {topic.id!r}."
            yield origin.problem(what, "Turn one of the facts round, or take it out.", "facts", "is_a", place)
    direct = {fact.target for fact in topic.facts.get("is_a", ())}
    inherited = pack.ancestors[topic.id] - direct
    for place, fact in enumerate(topic.facts.get("not_a", ())):
        if fact.target in inherited:
            what = f"not_a names {fact.target!r}, but what {topic.id!r} is makes it one."
            yield origin.problem(what, "Correct the chain of is_a, or take it out.", "facts", "not_a", place)
