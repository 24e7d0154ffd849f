"""Closing a gap: what the pack has that is near, and the lines to paste so that the question is answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bot.conversation import Conversation
from bot.engine import Engine
from bot.exchanges import exchanges
from bot.gaps import Gap, Question
from bot.messages import Utterance
from bot.understanding.context import Context
from bot.understanding.understanding import Candidate
from knowledge import addition
from knowledge.addition import Addition
from knowledge.check.questions import readings
from knowledge.pack import Pack
from knowledge.record import identifier

TRIED = 10
"""Wordings of a gap that are asked again, the most frequent."""
PASTED = 3
"""Wordings that become example questions."""
LONGEST = 160
"""Characters of the longest wording that makes an example."""
SHOWN = 4
"""Readings that are shown, the likeliest."""
LIKELY = 0.05
"""Probability from which a reading is near."""


@dataclass(frozen=True, slots=True)
class Near:
    """Something of the pack that a question is near."""

    reading: str
    """A curated answer (`faq/contact`, `vae.how`), or an intent and what it names (`when: tea`)."""
    probability: float
    lacks: tuple[str, ...]
    """What the reading needs and the question does not name."""
    place: str = ""
    """File and line of the record that questions can be added to; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A gap, what is near, and what closes it."""

    gap: Gap
    id: str
    """The id of the entry."""
    near: tuple[Near, ...]
    made_of: tuple[tuple[str, str], ...]
    """What disliked answers were made of: reference, file and line."""
    listed: Addition | None
    """Its questions for the nearest record, if that answers them; None without one."""
    entry: Addition
    """An entry of its own, if nothing answers them yet."""


async def left_open(gap: Gap, conversation: Conversation) -> Gap | None:
    """What of a gap the pack in force still does not answer; None where it answers all. What is disliked stays."""
    tried, rest = gap.questions[:TRIED], gap.questions[TRIED:]
    left = [q for q in tried if q.how["disliked"] or not await _answers(conversation, q)]
    return Gap((*left, *rest)) if left else None


async def _answers(conversation: Conversation, question: Question) -> bool:
    fresh = f"asked again: {question.text}"
    await conversation.hear(Utterance(question.text, fresh, "unanswered", "1", question.last))
    return exchanges(await conversation.events(fresh))[-1].answered


def closing(gap: Gap, engine: Engine, folder: Path, taken: Collection[str] = ()) -> Closing:
    """What closes a gap in the pack of a folder; an id that is `taken` is given to no entry."""
    pack = engine.pack
    candidates = _candidates(engine, gap.text)
    examples = _examples(gap)
    understood = gap.questions[0].how.keys() == {"disliked"}
    records = () if understood else (_record(candidate, pack) for candidate in candidates)
    nearest = next((record for record in records if record), None)
    named = identifier(examples[0], {*pack.entries, *taken})
    return Closing(
        gap,
        named,
        tuple(_near(candidate, pack) for candidate in candidates),
        tuple((reference, place) for reference in gap.answers if (place := _stands(reference, pack))),
        addition.asks(pack.origins[nearest[0]], nearest[1], examples) if nearest else None,
        addition.entry(pack, folder, named, examples),
    )


def _examples(gap: Gap) -> list[str]:
    """A few wordings as example questions, none of which says the same as another."""
    short = [q.text for q in gap.questions if len(q.text) <= LONGEST] or [gap.text[:LONGEST]]
    distinct: dict[frozenset[str], str] = {}
    for text in map(addition.example, short):
        distinct.setdefault(readings(text), text)
    return [*distinct.values()][:PASTED]


def _candidates(engine: Engine, text: str) -> list[Candidate]:
    """The few readings of a question that are near, the likeliest first, each once; small talk is none."""
    understanding = engine.interpreter.understand(text, Context())
    found: dict[str, Candidate] = {}
    for heard in understanding.interpretations:
        for candidate in (*((heard.chosen,) if heard.chosen else ()), *heard.alternatives):
            reading = _reading(candidate, engine.pack)
            likely = max(LIKELY, found[reading].probability if reading in found else 0.0)
            if candidate.probability >= likely and candidate.intent != "small_talk":
                found[reading] = candidate
    return [found[reading] for reading in sorted(found, key=lambda key: (-found[key].probability, key))[:SHOWN]]


def _near(candidate: Candidate, pack: Pack) -> Near:
    record = _record(candidate, pack)
    place = pack.origins[record[0]].place(*record[1]) if record else ""
    return Near(_reading(candidate, pack), candidate.probability, candidate.missing, place)


def _reading(candidate: Candidate, pack: Pack) -> str:
    if candidate.entry:
        return candidate.entry
    if facet := _facet(candidate, pack):
        return ".".join(facet)
    named = dict.fromkeys(entity.value for entity in candidate.entities if entity.entity != "unknown")
    return f"{candidate.intent}: {', '.join(named)}" if named else candidate.intent


def _record(candidate: Candidate, pack: Pack) -> tuple[str, tuple[str, ...]] | None:
    """The record that questions for a reading can be added to, and where in it; None for a type of questions."""
    if candidate.entry:
        return candidate.entry, ("asks",)
    if facet := _facet(candidate, pack):
        return f"topic/{facet[0]}", ("asks", facet[1])
    return None


def _facet(candidate: Candidate, pack: Pack) -> tuple[str, str] | None:
    """The topic and the facet of it that a reading asks for, where the topic has it."""
    intent = pack.intents.get(candidate.intent)
    named = dict.fromkeys(entity.value for entity in candidate.entities if entity.value in pack.topics)
    if intent is None or len(named) != 1 or candidate.missing:
        return None
    (topic,) = named
    return (topic, intent.facet) if intent.facet in pack.topics[topic].facets else None


def _stands(reference: str, pack: Pack) -> str:
    """File and line of what an answer was made of; empty for what is computed, or gone."""
    if reference in pack.origins:
        return pack.origins[reference].place()
    topic, _, facet = reference.partition(".")
    origin = pack.origins.get(f"topic/{topic}")
    return origin.place("facets", facet) if origin else ""
