"""A topic: a small record of typed facts, and short prose for each facet of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from knowledge.dates import PartialDate
from knowledge.record import Identifier, Record, SourceId
from knowledge.source import Source

Relation = Literal[
    "is_a",
    "not_a",
    "part_of",
    "has_part",
    "lacks",
    "made_by",
    "owned_by",
    "based_on",
    "preceded_by",
    "produces",
    "takes",
    "good_for",
    "poor_for",
]
"""What a fact can say. `not_a` and `lacks` are the facts a No needs."""

FacetName = Literal[
    "define",
    "how",
    "why",
    "history",
    "uses",
    "examples",
    "strengths",
    "limits",
    "remedies",  # What helps against it.
    "signs",  # How it shows, and why it is missed.
    "analogy",
]
"""The sides a topic can be asked about; `why` (why it exists or matters) is for topics that need it."""

EventName = Literal[
    "preprint",
    "published",
    "introduced",
    "announced",
    "preview",
    "released",
    "renamed",
    "retired",
    "founded",
    "began",
    "ended",
    "born",
    "died",
]

ENDS = ("renamed", "retired", "ended", "died")

State = Literal["available", "research_only", "renamed", "retired", "historical", "unknown"]

_TARGETS = ("topic", "person", "organisation", "medium", "task")

SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]?\s+(?=[A-Z0-9\"'(])")


class Fact(Record):
    """One thing a relation points at: a topic, a person, an organisation, a medium or a task."""

    topic: Identifier | None = None
    person: Identifier | None = None
    organisation: Identifier | None = None
    medium: Identifier | None = None
    task: Identifier | None = None
    note: str = ""
    """What qualifies the fact, as a phrase that can follow a comma."""
    because: str = ""
    """The reason, as a clause that can follow "because" (good_for, poor_for)."""
    instead: Identifier | None = None
    """The better choice (poor_for)."""
    source: SourceId

    @model_validator(mode="after")
    def _one_target(self) -> Fact:
        given = [name for name in _TARGETS if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(
                "a fact names exactly one of topic, person, organisation, medium, task; "
                f"this one names {', '.join(given) or 'none'}"
            )
        return self

    @cached_property
    def target(self) -> str:
        """The id the fact points at."""
        return str(self.topic or self.person or self.organisation or self.medium or self.task)


class Event(Record):
    """Something dated that happened to a topic, with its own source."""

    event: EventName
    on: PartialDate
    until: PartialDate | None = None
    where: str = ""
    by: Identifier | None = None
    note: str = ""
    source: SourceId


class Dispute(Record):
    """Where sources differ, both are said."""

    field: str
    says: dict[SourceId, str]
    sentence: str


class Status(Record):
    """What became of a product, who says so and when that was looked up."""

    state: State
    since: PartialDate | None = None
    successor: Identifier | None = None
    note: str = ""
    """A whole sentence on what became of it."""
    source: SourceId
    checked: PartialDate


class Facet(Record):
    """Two to four sentences on one side of a topic; the first answers by itself."""

    text: str = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field(min_length=1)

    @property
    def first_sentence(self) -> str:
        """The sentence that answers by itself."""
        return SENTENCE_END.split(self.text, maxsplit=1)[0]

    @property
    def sentences(self) -> list[str]:
        """Its sentences, in order."""
        return SENTENCE_END.split(self.text)

    @property
    def rest(self) -> str:
        """What follows the first sentence; empty when there is nothing more."""
        return self.text[len(self.first_sentence) :].strip()


class CriterionAnswer(Record):
    """One answer a visitor can give to a criterion's question, and what it means for the choice."""

    id: Identifier
    say: str
    aliases: tuple[str, ...] = ()
    """Other ways to say it, where it is what was asked for."""
    tells: tuple[str, ...] = ()
    """Patterns that say it in any sentence, asked for or not: `(little|hardly any) [training] data`."""
    means: str
    leans: Identifier
    """The choice it speaks for, as the advisor's verdicts call it; `either` for all of them."""


class Criterion(Record):
    """What a topic of kind criterion adds: the question to ask and what each answer means."""

    question: str
    answers: tuple[CriterionAnswer, ...] = Field(min_length=2)

    def answer(self, identifier: str) -> CriterionAnswer | None:
        """The answer of that id."""
        return next((answer for answer in self.answers if answer.id == identifier), None)


class Check(Record):
    """A content test that travels with a file: say this, expect that."""

    say: str
    must: tuple[str, ...] = ()
    """Regular expressions, each found in the answer (letter case ignored)."""
    must_not: tuple[str, ...] = ()

    def lacking(self, text: str) -> tuple[str, ...]:
        """What an answer must hold and does not."""
        return tuple(pattern for pattern in self.must if not re.search(pattern, text, re.IGNORECASE))

    def holding(self, text: str) -> tuple[str, ...]:
        """What an answer must not hold and does."""
        return tuple(pattern for pattern in self.must_not if re.search(pattern, text, re.IGNORECASE))


class Topic(Record):
    """A topic of the pack: identity, typed facts, prose by facet, and how visitors ask about it."""

    id: Identifier
    kind: Identifier
    name: str
    """As a sentence uses it, without an article: `variational autoencoder`."""
    short: str = ""
    stands_for: str = ""  # What the letters of the name stand for, where that is not the name itself.
    plural: str = ""
    article: Literal["a", "an", "the", ""] | None = None
    """The article a sentence puts before the name; left out, it follows from kind and spelling."""
    aliases: tuple[str, ...] = ()
    bare: Literal["define", "ask"] | None = None
    """What the bare name means; left out, the kind decides."""
    not_to_be_confused_with: dict[Identifier, str] = {}
    facts: dict[Relation, tuple[Fact, ...]] = {}
    dates: tuple[Event, ...] = ()
    date_to_say: EventName | None = None
    """The event that answers "when?" and decides what is older; left out, the first of `dates`."""
    disputed: tuple[Dispute, ...] = ()
    status: Status | None = None
    complete: tuple[Relation, ...] = ()
    """Relations of which every case is listed: only here may absence be answered with No."""
    facets: dict[FacetName, Facet]
    asks: dict[FacetName, tuple[str, ...]] = {}
    """How visitors ask for a facet without the topic's name, or in words only this topic has."""
    criterion: Criterion | None = None
    ask_next: tuple[str, ...] = ()
    """What to offer next: `topic.facet` or `compare/a-b`."""
    sources: dict[SourceId, Source] = {}
    checked: Checked | None = None
    tests: tuple[Check, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _dates_among_facts(cls, value: object) -> object:
        """Let a curator keep `dates`, `status`, `disputed`, `complete` under `facts`, where they think of them."""
        if not isinstance(value, dict) or not isinstance(value.get("facts"), dict):
            return value
        lifted = ("dates", "date_to_say", "disputed", "status", "complete")
        facts = {key: item for key, item in value["facts"].items() if key not in lifted}
        moved = {key: item for key, item in value["facts"].items() if key in lifted}
        return {**value, "facts": facts, **moved}

    @property
    def called(self) -> str:
        """The shortest name a sentence can use: the abbreviation if there is one."""
        return self.short or self.name

    @cached_property
    def beginnings(self) -> tuple[Event, ...]:
        """The events that date it, and not its end."""
        return tuple(event for event in self.dates if event.event not in ENDS)

    @cached_property
    def spans(self) -> tuple[tuple[Event, int, int], ...]:
        """Those events with the first and the last year of each."""
        return tuple((event, event.on.year, (event.until or event.on).year) for event in self.beginnings)

    def main_event(self) -> Event | None:
        """The event that answers "when?", or None when no date is known."""
        return next((e for e in self.dates if self.date_to_say in (None, e.event)), next(iter(self.dates), None))


class Checked(Record):
    """Who last read the file against its sources, and when."""

    by: str
    on: PartialDate


Topic.model_rebuild()
