"""The one query over a pack's facts: select, list, count, oldest, between, yes/no, who and when are this plus wording.

What the pack does not say is unknown, not false: a constraint holds, fails or is unknown, and only what holds is
found. A `not` holds where the facts exclude the value or list every case without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.dates import PartialDate
from knowledge.pack import Pack
from knowledge.topic import Event, Fact, Topic
from knowledge.years import LIMITS, Operator, Stretch, day, left

Truth = Literal["yes", "no", "unknown"]

RELATED: dict[str, tuple[str, ...]] = {
    "maker": ("made_by", "owned_by"),
    "medium": ("produces", "takes"),
    "makes_medium": ("produces",),
    "takes_medium": ("takes",),
    "main_medium": ("produces",),
    "task": ("good_for",),
    "element": ("has_part", "based_on", "is_a", "part_of"),
    "kind": ("is_a",),
}
"""What a constraint of each group looks at."""
EXCLUDING: dict[str, tuple[str, ...]] = {
    "element": ("lacks", "not_a"),
    "kind": ("not_a",),
    "task": ("poor_for",),
}
"""Relations whose facts say No."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One condition: what it looks at, how, and the value."""

    group: str
    """`maker`, `medium`, `makes_medium`, `main_medium` (made before all else), `takes_medium`, `task`, `element`,
    `kind`, `date`, `status`."""
    operator: Operator
    value: str
    """An id; for `date` what `knowledge.years` reads: a year (`2014`), a decade (`2010s`), a range (`2014..2017`),
    several (`2013|2015`); before and after, a day too."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on: a fact or an event, with its source."""

    source: str
    fact: Fact | None = None
    event: Event | None = None
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A topic that meets every condition, with the evidence for each."""

    topic: Topic
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the facts."""

    kind: str = ""
    """A kind of topic, with all below it; empty for any that facts speak of."""
    among: tuple[str, ...] = ()
    """Topic ids to choose from; empty for the whole pack."""
    where: tuple[Constraint, ...] = ()
    order: Literal["", "oldest", "newest"] = ""
    take: int | None = None


def run(query: Query, pack: Pack) -> tuple[Found, ...]:
    """The topics that meet every condition, in the order asked for; else by the pack's own order of ids."""
    found = []
    for topic in _range(query, pack):
        evidence: list[Evidence] = []
        for constraint in query.where:
            truth, why = holds(topic, constraint, pack)
            if truth != "yes":
                break
            evidence += why
        else:
            found.append(Found(topic, tuple(evidence)))
    return tuple(_ordered(found, query)[: query.take])


def _range(query: Query, pack: Pack) -> Iterable[Topic]:
    if not query.among:
        return pack.topics_under(query.kind) if query.kind else pack.topics.values()
    kinds = pack.kinds_under(query.kind) if query.kind else ()
    topics = (pack.topics[i] for i in query.among if i in pack.topics)
    return [topic for topic in topics if not kinds or topic.kind in kinds]


def _ordered(found: list[Found], query: Query) -> list[Found]:
    if not query.order:
        return found
    dated = [(event.on, item) for item in found if (event := item.topic.main_event()) is not None]
    ordered = sorted(dated, key=lambda pair: pair[0], reverse=query.order == "newest")
    return [item for _, item in ordered]


def holds(topic: Topic, constraint: Constraint, pack: Pack) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether a condition holds for a topic, and on what evidence."""
    if constraint.group == "date":
        return _dated(topic, constraint)
    if constraint.group == "status":
        return _stated(topic, constraint)
    if constraint.group == "main_medium":
        truth, evidence = _mainly(topic, constraint.value)
    else:
        truth, evidence = related(topic, constraint.group, constraint.value, pack)
    if constraint.operator != "not":
        return truth, evidence
    if truth == "no" or (truth == "unknown" and _speaks_of(topic, constraint, pack)):
        return "yes", evidence
    return ("no" if truth == "yes" else "unknown"), evidence


def _speaks_of(topic: Topic, constraint: Constraint, pack: Pack) -> bool:
    """Whether the facts say enough for "not this" to be meant: who made it, what it is made for."""
    if topic.id == constraint.value:
        return False
    return any(topic.facts.get(relation) for relation in RELATED[constraint.group])  # type: ignore[call-overload]


def related(topic: Topic, group: str, value: str, pack: Pack) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether a topic stands in one of a group's relations to a value; No only where a fact excludes it."""
    for wide in (False, True):  # What names the value itself goes before what names something of it.
        for relation in RELATED[group]:
            for fact in topic.facts.get(relation, ()):  # type: ignore[call-overload]
                if value in pack.wider.get(fact.target, ()) if wide else fact.target == value:
                    return "yes", (Evidence(fact.source, fact=fact, relation=relation),)
    if group in ("kind", "element") and value in pack.ancestors.get(topic.id, frozenset()):
        return "yes", _inherited(topic, value, pack)
    for relation in EXCLUDING.get(group, ()):
        for fact in pack.facts(topic.id, relation):
            if fact.target == value:
                return "no", (Evidence(fact.source, fact=fact, relation=relation),)
    if group == "element" and (inverse := _inverse(topic, value, pack)):
        return "yes", inverse
    known = [r for r in RELATED[group] if pack.facts(topic.id, r)]
    if group == "maker" and pack.kind_of(value) == "person" and not names_everybody(topic, pack):
        return "unknown", ()
    if known and all(relation in topic.complete for relation in known) and not _partly(topic, group):
        facts = pack.facts(topic.id, known[0])
        return "no", tuple(Evidence(fact.source, fact=fact, relation=known[0]) for fact in facts)
    return "unknown", ()


def _mainly(topic: Topic, medium: str) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether a topic makes a medium before all else: what its facts name first."""
    first = topic.facts.get("produces", ())[:1]
    evidence = tuple(Evidence(fact.source, fact=fact, relation="produces") for fact in first)
    return ("yes" if first[0].target == medium else "no") if first else "unknown", evidence


_OTHERS = re.compile(r"\b(?:colleagues?|co-authors?|one of)\b")
"""What a note says of a person who did not do it alone."""


def names_everybody(topic: Topic, pack: Pack) -> bool:
    """Whether a complete list of makers holds every person; else that one is not named excludes nobody.

    It does not where it names organisations alone, or where a note speaks of colleagues.
    """
    persons = [fact for fact in topic.facts.get("made_by", ()) if pack.kind_of(fact.target) == "person"]
    return bool(persons) and not any(_OTHERS.search(fact.note) for fact in persons)


def _partly(topic: Topic, group: str) -> bool:
    """Whether a list declared complete is of one relation, while another of the group might still hold."""
    return group == "element" and not {"has_part"} <= set(topic.complete)


def _inherited(topic: Topic, value: str, pack: Pack) -> tuple[Evidence, ...]:
    facts = pack.facts(topic.id, "is_a")
    for fact in facts:
        if fact.target == value or value in pack.ancestors.get(fact.target, frozenset()):
            return (Evidence(fact.source, fact=fact, relation="is_a"),)
    return ()


def _inverse(topic: Topic, value: str, pack: Pack) -> tuple[Evidence, ...]:
    """Evidence that stands with the other topic: `generator part_of gan` for "does a GAN have a generator?"."""
    for fact in pack.facts(value, "part_of"):
        if fact.target == topic.id:
            return (Evidence(fact.source, fact=fact, relation="part_of"),)
    return ()


def _stated(topic: Topic, constraint: Constraint) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether what became of a topic is one of some states, joined by `|`."""
    status = topic.status
    if status is None or status.state == "unknown":
        return "unknown", ()
    met = (status.state in constraint.value.split("|")) != (constraint.operator == "not")
    return ("yes" if met else "no"), (Evidence(status.source),)


def _dated(topic: Topic, constraint: Constraint) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether a topic is of some years: a beginning lies in them; before and after are of the main one."""
    events = topic.beginnings
    if not events:
        return "unknown", ()
    if (bound := day(constraint.value)) is not None:
        return _around(topic, events, constraint.operator, bound)
    named = left(constraint.operator, constraint.value)
    if not named:
        return "unknown", ()  # What names no year settles nothing.
    met = _of_these(topic, named)
    shown = met or ((topic.main_event() or events[0]) if constraint.operator in LIMITS else events[0])
    truth = (met is not None) != (constraint.operator == "not")
    return ("yes" if truth else "no"), (Evidence(shown.source, event=shown),)


def _of_these(topic: Topic, years: Sequence[Stretch]) -> Event | None:
    """The event that lies in one of some stretches of years; in what has one end only, the main one."""
    for stretch in years:
        for event, began, ended in topic.spans if stretch.closed else ():
            if stretch.holds(began, ended):
                return event
    for stretch in years:
        main = None if stretch.closed else topic.main_event() or topic.beginnings[0]
        if main and stretch.holds(main.on.year, main.on.year):
            return main
    return None


def _around(
    topic: Topic, events: Sequence[Event], operator: Operator, bound: PartialDate
) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether a topic came before or after a day; dates too vague to settle it leave it unknown."""
    main = topic.main_event() or events[0]
    if main.on == bound and operator in ("since", "until"):
        return "yes", (Evidence(main.source, event=main),)
    if operator not in LIMITS or not main.on.comparable(bound) or main.on == bound:
        return "unknown", ()
    met = (main.on < bound) == (operator in ("before", "until"))
    return ("yes" if met else "no"), (Evidence(main.source, event=main),)


def earlier(one: Topic, other: Topic) -> tuple[Topic | None, PartialDate | None, PartialDate | None]:
    """Which of two topics came first by their main dates, with both; None where that is not settled."""
    mine, theirs = one.main_event(), other.main_event()
    if mine is None or theirs is None:
        return None, mine.on if mine else None, theirs.on if theirs else None
    if not mine.on.comparable(theirs.on):
        return None, mine.on, theirs.on
    first = None if mine.on == theirs.on else one if mine.on < theirs.on else other
    return first, mine.on, theirs.on


def making(medium: str, pack: Pack) -> list[Topic]:
    """The tasks of making a medium and no other, from something else: drawing a picture, not changing one."""
    tasks = [topic for topic in pack.topics.values() if topic.kind == "task"]
    return [t for t in tasks if _targets(t, "produces") == {medium} and medium not in _targets(t, "takes")]


def _targets(task: Topic, relation: Literal["produces", "takes"]) -> set[str]:
    return {fact.target for fact in task.facts.get(relation, ())}
