"""What can be pointed at in a pack, and the nearest to what was written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Literal, get_args

from rapidfuzz import fuzz, process

from knowledge.pack import Origin, Pack
from knowledge.topic import FacetName, Relation
from knowledge.yamlfile import Location, Problem

Wanted = Literal[
    "topic",
    "person",
    "organisation",
    "task",
    "medium",
    "kind",
    "aspect",
    "intent",
    "response",
    "relation",
    "source",
    "facet",
    "answer",
]
"""What a reference must point at; `answer` is `topic`, `topic.facet`, `compare/a-b`, `advice/id` or `faq/id`."""

_RARE = frozenset({"remedies", "signs"})
"""Facets of what goes wrong, which a pack need not speak of."""
NEAR = 72
"""From this similarity on, of 100, an id is offered as the one that was meant."""


class Targets:
    """The ids of a pack by type; `unread` are those of files that can not be read, which count as known."""

    def __init__(self, pack: Pack, unread: Collection[str] = ()) -> None:
        self.pack, self.unread = pack, frozenset(unread)
        self.named = pack.topics.keys() | pack.mentions.keys()
        self.known: Mapping[Wanted, Collection[str]] = {
            "topic": self.named,
            "person": self._of_kind("person"),
            "organisation": self._of_kind("organisation"),
            "task": self._of_kind("task") | set(pack.card.tasks),
            "medium": pack.card.media.keys(),
            "kind": pack.card.kinds.keys(),
            "aspect": pack.card.aspects.keys(),
            "intent": pack.intents.keys(),
            "response": pack.responses.keys(),
            "relation": get_args(Relation),
            "facet": self._facets(),
        }

    def _facets(self) -> Collection[str]:
        # Where there are no topics, none needs to have the facet that a question type asks for.
        if self.pack.plain:
            return get_args(FacetName)
        return {facet for topic in self.pack.topics.values() for facet in topic.facets} | _RARE

    def _of_kind(self, kind: str) -> set[str]:
        # What is of an unknown kind is blamed for that alone.
        unknown = {self.pack.kind_of(identifier) for identifier in self.named} - self.pack.card.kinds.keys()
        kinds = self.pack.kinds_under(kind) | unknown
        return {identifier for identifier in self.named if self.pack.kind_of(identifier) in kinds}

    @cached_property
    def answers(self) -> frozenset[str]:
        """Every answer that a button or a claim can point at."""
        topics = self.pack.topics
        return frozenset(
            [
                *topics,
                *(f"{topic.id}.{facet}" for topic in topics.values() for facet in topic.facets),
                *(f"compare/{comparison}" for comparison in self.pack.comparisons),
                *(f"advice/{advice}" for advice in self.pack.advice),
                *(f"faq/{entry}" for entry in self.pack.entries),
            ]
        )

    def problem(self, origin: Origin, wanted: Wanted, identifier: str, location: Location) -> Problem | None:
        """What is wrong with a reference, or None if it points at what it should."""
        if identifier in self.unread or self._exists(wanted, identifier):
            return None
        kind = self.pack.kind_of(identifier)
        if kind and wanted in ("person", "organisation", "task"):
            what = f"{identifier!r} is known as {_article(kind)}, not as {_article(wanted)}."
            return origin.problem(what, f"Write `topic: {identifier}`, or correct its kind.", *location)
        what = f"there is no {wanted} {identifier!r}{self._aside(wanted, identifier)}."
        return origin.problem(what, self._cure(wanted, identifier), *location)

    def _exists(self, wanted: Wanted, identifier: str) -> bool:
        if wanted == "source":
            return self.pack.cite(identifier) is not None
        if wanted == "answer":
            return self._answers(identifier)
        return identifier in self.known[wanted]

    def _answers(self, reference: str) -> bool:
        if reference in self.answers:
            return True
        folder, slash, name = reference.rpartition("/")
        if not slash:
            return name.partition(".")[0] in self.unread
        if folder != "compare":
            return False
        # The sides of a comparison may be named in any order.
        return name in self.unread or frozenset(name.split("-")) in self.pack.comparison_of

    def _aside(self, wanted: Wanted, identifier: str) -> str:
        if wanted == "answer" and identifier in self.pack.mentions:
            return ", only a name nobody has written up"
        others: tuple[Wanted, ...] = ("topic", "medium", "kind")
        if wanted not in (*others, "person", "organisation", "task"):
            return ""
        other = next((other for other in others if identifier in self.known[other]), "")
        return f", only {_article(other)} of that name" if other else ""

    def _cure(self, wanted: Wanted, identifier: str) -> str:
        if wanted == "answer" and "/" not in identifier:
            return self._facet_cure(*identifier.split(".", maxsplit=1))
        near = nearest(identifier, self._candidates(wanted))
        if near:
            return f"Did you mean {near!r}?"
        if wanted == "source":
            return "List it under `sources` of the file or in sources.yaml."
        if wanted in ("topic", "person", "organisation", "task"):
            return f"Write topics/{identifier}.yaml or add it to names.yaml."
        if wanted in ("medium", "kind", "aspect"):
            return "Add it to pack.yaml."
        return "Correct it or take it out."

    def _facet_cure(self, topic: str, facet: str = "") -> str:
        known = self.pack.topics.get(topic)
        if known is not None:
            return f"{topic} has: {', '.join(known.facets)}."
        near = nearest(topic, self.pack.topics)
        dotted = f"{near}.{facet}" if facet else near
        return f"Did you mean {dotted!r}?" if near else f"Write topics/{topic}.yaml, or name another answer."

    def _candidates(self, wanted: Wanted) -> Collection[str]:
        if wanted == "source":
            return self.pack.sources.keys()
        return self.answers if wanted == "answer" else self.known[wanted]


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun.replace('_', ' ')}"


def nearest(written: str, candidates: Collection[str]) -> str:
    """The candidate most like what was written; empty when none is near."""
    found = process.extractOne(written, sorted(candidates), scorer=fuzz.ratio, score_cutoff=NEAR)
    return found[0] if found else ""
