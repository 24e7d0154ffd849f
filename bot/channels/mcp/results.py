"""What tools give as data: the records, whose JSON Schemas clients get as each tool's output schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from bot.channels.parts import cited
from bot.decision import ASK_BACK, CLARIFY, FALLBACK
from bot.form import ASK
from bot.messages import Answer

Outcome = Literal["answered", "asked_back", "not_known", "silent"]
_OUTCOME = (
    "answered: curated, can be cited. asked_back: more is needed, the answer is a question and follow_ups its choices. "
    "not_known: nothing is recorded on it, or not on all of it; do not fill the gap in. "
    "silent: a person has the conversation and answers; do not answer in their place."
)


class Source(BaseModel):
    """Where a statement can be read."""

    title: str
    authors: str = ""
    publisher: str = ""
    year: int | None = None
    venue: str = ""
    section: str = ""
    url: str = ""


class Topic(BaseModel):
    """A topic of the knowledge base."""

    id: str
    name: str
    uri: str = Field(default="", description="The resource that holds all that is recorded of it.")


class Answered(BaseModel):
    """What `ask` gives."""

    outcome: Outcome = Field(description=_OUTCOME)
    answer: str = Field(description="The answer in words; its first sentence answers by itself.")
    sources: list[Source] = Field(description="What the answer rests on: cite these.")
    topics: list[Topic] = Field(description="The topics it was understood to be about.")
    follow_ups: list[str] = Field(description="Questions that could be asked next, or the choices of a question back.")
    confidence: float = Field(description="How surely the question was understood, from 0 to 1.")
    handover: bool = Field(default=False, description="Whether a person takes the conversation over from here.")
    conversation: str = Field(description="Pass this as `conversation` to go on where this answer ends.")


class LookedUp(BaseModel):
    """What `look_up` gives."""

    topic: Topic
    outcome: Outcome = Field(description=_OUTCOME)
    facet: str = Field(description="The side of the topic that was asked for.")
    text: str = Field(description="What is recorded; its first sentence answers by itself.")
    sources: list[Source] = Field(description="What it rests on: cite these.")
    facets: list[str] = Field(description="What else can be looked up of this topic.")


class Table(BaseModel):
    """A comparison row by row."""

    columns: list[str] = Field(description="The first is empty, the others are the things that are compared.")
    rows: list[list[str]] = Field(description="Each begins with the aspect in which they are compared.")


class Compared(BaseModel):
    """What `compare` gives."""

    topics: list[Topic]
    text: str = Field(description="The difference in words, and which to choose when; the rows are in `table`.")
    table: Table | None = Field(default=None, description="The same row by row, where there are rows.")
    sources: list[Source] = Field(description="What it rests on: cite these.")


class Recommended(BaseModel):
    """What `recommend` gives."""

    outcome: Outcome = Field(description=_OUTCOME)
    text: str = Field(description="The advice: what to use first, then the reason, and what to mind.")
    sources: list[Source] = Field(description="What it rests on: cite these.")
    topics: list[Topic] = Field(description="The topics that the need was understood to be about.")
    follow_ups: list[str] = Field(description="Questions for `ask` that lead on.")
    confidence: float = Field(description="How surely the need was understood, from 0 to 1.")


class Listed(BaseModel):
    """One topic in a list."""

    id: str
    name: str
    kind: str
    summary: str
    uri: str


class Kind(BaseModel):
    """One kind of topics."""

    id: str
    name: str
    topics: int = Field(description="How many there are of it.")


class Listing(BaseModel):
    """What `list_topics` gives."""

    topics: list[Listed] = Field(description="In the order of names.")
    total: int = Field(description="How many topics fit, on all pages.")
    page: int
    pages: int
    kinds: list[Kind] = Field(description="The kinds there are, whatever was asked for.")
    did_you_mean: list[str] = Field(description="Names that are like the query, where nothing fits it.")


def sources(*answers: Answer) -> list[Source]:
    """The sources of answers, each once."""
    items = {str(item["id"]): item for answer in answers for message in answer.messages for item in cited(message)}
    return [source(item) for item in items.values()]


def source(item: Mapping[str, Any]) -> Source:
    """A source as a block lists it."""
    return Source(**{name: item[name] for name in Source.model_fields if item.get(name) not in (None, "")})


def outcome(answer: Answer) -> Outcome:
    """What became of a message: of its clauses, the one that is least settled tells; silent if nothing is said."""
    if not answer.messages:
        return "silent"
    found: set[Outcome] = {_fate(decision) for decision in answer.trace.get("decisions") or ()}
    return "asked_back" if "asked_back" in found else "not_known" if "not_known" in found or not found else "answered"


def confidence(answer: Answer) -> float:
    """How surely a message was understood: of its clauses, the least sure; 0 where one was not understood."""
    clauses = answer.trace.get("understanding", {}).get("clauses") or ()
    known = (c["chosen"]["probability"] if c["outcome"] != "declined" and c.get("chosen") else 0.0 for c in clauses)
    return round(min(known, default=0.0), 2)


def named(answer: Answer) -> Iterable[str]:
    """The ids of what a message was understood to name, each once, in order."""
    clauses = answer.trace.get("understanding", {}).get("clauses") or ()
    chosen = (c["chosen"] for c in clauses if c.get("chosen") and c["outcome"] != "declined")
    return dict.fromkeys(
        entity.partition(":")[2].partition("(")[0] for each in chosen for entity in each.get("entities") or ()
    )


def _fate(decision: Mapping[str, Any]) -> Outcome:
    if decision.get("action") in (ASK_BACK, CLARIFY, ASK):
        return "asked_back"
    unknown = decision.get("missed") or decision.get("failure") or decision.get("action") == FALLBACK
    return "not_known" if unknown else "answered"
