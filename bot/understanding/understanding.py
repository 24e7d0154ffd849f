"""The records of understanding: what was proposed, what was accepted, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Outcome = Literal["accepted", "partly", "likely", "unsure", "declined", "reflected"]
"""`partly`: the question is clear but for a word or two that nothing is known of; `likely`: likely enough for a guess;
`unsure`: to be asked back; `reflected`: the script speaks."""


class Entity(NamedTuple):
    """Something named in a message, in Rasa's terms."""

    entity: str
    """Its type: topic, task, organisation, person, criterion, medium, kind, year, order, state, aspect, entry,
    among (`listed`, or the ids chosen among, joined by `|`), said (a sentence of a page), unknown."""
    value: str
    start: int = 0
    end: int = 0
    """Character offsets in the message as sent."""
    role: str = ""
    """`not`, `before`, `after`, `since`, `between`; empty means `is`."""
    extractor: str = "lexicon"
    """Who found it: lexicon, context, rule, example, payload."""
    confidence: float = 1.0

    def as_dict(self) -> dict[str, Any]:
        """In Rasa's wire form."""
        found: dict[str, Any] = {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "extractor": self.extractor,
            "confidence_entity": round(self.confidence, 4),
        }
        return found | ({"role": self.role} if self.role else {})


class Candidate(NamedTuple):
    """One reading of a clause."""

    intent: str
    entities: tuple[Entity, ...]
    probability: float
    """How likely the reading is right, from 0 to 1, after all evidence."""
    proposer: str
    """exact, rule, typed, entry, context, payload."""
    reason: str = ""
    entry: str = ""
    """The curated answer it leads to, as `faq/id`, `advice/id`, `compare/id`; empty for a typed intent."""
    likeness: float = 0.0
    """How like the examples it is, before what it leaves unexplained counted against it."""
    missing: tuple[str, ...] = ()
    """Slots the intent needs and nothing fills."""
    unexplained: tuple[str, ...] = ()
    """Content words the reading does not account for."""
    closest: str = ""
    """The example it is like, if it is by an example."""

    def weighed(self, probability: float, unexplained: tuple[str, ...]) -> Candidate:
        """The reading after weighing; what its probability was is its likeness."""
        # Spelled out: `_replace` takes twice as long, and dozens are weighed for a message.
        return Candidate(
            self.intent,
            self.entities,
            probability,
            self.proposer,
            self.reason,
            self.entry,
            self.probability,
            self.missing,
            unexplained,
            self.closest,
        )

    def as_dict(self) -> dict[str, Any]:
        """For the trace."""
        return {
            "intent": self.intent,
            "entry": self.entry,
            "probability": round(self.probability, 3),
            "proposer": self.proposer,
            "reason": self.reason,
            "entities": [f"{e.entity}:{e.value}" + (f"({e.role})" if e.role else "") for e in self.entities],
            "missing": list(self.missing),
            "unexplained": list(self.unexplained),
        }


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the script says where knowledge has nothing."""

    response: str
    """The wordings that take turns: `script/lost/0`."""
    slots: Mapping[str, str]
    """The visitor's own words, seen from the bot's side."""
    about: tuple[str, ...] = ()
    """By what a later answer is known to be about the same: topics and words."""

    def as_dict(self) -> dict[str, Any]:
        """For actions and for the trace."""
        return {"response": self.response, "slots": dict(self.slots), "about": list(self.about)}


class Manner(NamedTuple):
    """How an answer is wanted."""

    sentences: int = 0
    """The most sentences of it; 0 for as it is written."""
    simple: bool = False
    """Whether as to somebody who knows nothing of it."""

    def and_(self, other: Manner) -> Manner:
        """Both at once, the shorter of two lengths."""
        lengths = [each.sentences for each in (self, other) if each.sentences]
        return Manner(min(lengths, default=0), self.simple or other.simple)

    def as_dict(self) -> dict[str, Any]:
        """For actions and for the trace."""
        return {key: value for key, value in self._asdict().items() if value}


AS_WRITTEN = Manner()
"""Nothing is said of how the answer is wanted."""


class Interpretation(NamedTuple):
    """What the judge made of one clause."""

    text: str
    outcome: Outcome
    chosen: Candidate | None
    alternatives: tuple[Candidate, ...] = ()
    reason: str = ""
    named: tuple[str, ...] = ()
    """Topics named in so many words, whatever the reading makes of them."""
    suggestions: tuple[str, ...] = ()
    """Names the visitor may have meant by a word too short to repair."""
    spoken: Spoken | None = None
    """What the script says, where it speaks."""

    def noted(self, named: tuple[str, ...], suggestions: tuple[str, ...]) -> Interpretation:
        """The same, with what the clause names and what may have been meant by its short words."""
        return Interpretation(
            self.text, self.outcome, self.chosen, self.alternatives, self.reason, named, suggestions, self.spoken
        )

    def as_dict(self) -> dict[str, Any]:
        """For the trace."""
        return {
            "clause": self.text,
            "outcome": self.outcome,
            "reason": self.reason,
            "chosen": self.chosen.as_dict() if self.chosen else None,
            "alternatives": [candidate.as_dict() for candidate in self.alternatives],
            "suggestions": list(self.suggestions),
            **({"script": self.spoken.as_dict()} if self.spoken else {}),
        }


def taken(text: str, candidate: Candidate) -> Interpretation:
    """A clause whose reading is accepted."""
    return Interpretation(text, "accepted", candidate, (), candidate.reason)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of a message: one interpretation or more, in the order to answer them."""

    text: str
    interpretations: tuple[Interpretation, ...]
    repairs: tuple[tuple[str, str], ...] = ()
    """Spelling repairs, as written and as read."""
    insisted: tuple[str, ...] = ()
    """Words whose repair the visitor refused with this message."""
    told: tuple[Entity, ...] = ()
    """What the visitor told of their situation, in passing: answers to criteria."""
    introduced: tuple[str, ...] = ()
    """What the visitor said of who they are, in their own words."""
    manner: Manner = AS_WRITTEN
    trace: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For the trace."""
        return {
            "text": self.text,
            "repairs": [f"{wrong} → {right}" for wrong, right in self.repairs],
            "insisted": list(self.insisted),
            "told": [f"{e.entity}: {e.value}" for e in self.told],
            "clauses": [interpretation.as_dict() for interpretation in self.interpretations],
            **({"manner": self.manner.as_dict()} if any(self.manner) else {}),
            **self.trace,
        }
