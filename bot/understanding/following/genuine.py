"""What is so in truth, behind what is not: "ELIZA was the first LLM?", "and what was the real first one?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

FIRST = "superlative"
"""The intent of asking for the first or last of some."""
TRULY = 0.997
"""Probability of a reading as the first of the kind that was spoken of."""
_TRULY = re.compile(r"\b(?:real|really|actual|actually|true|truly|proper|genuine|in fact|in truth|in reality)\b")
_ONE = r"(?:(?:and|so|but|then|now) )*(?:which|what|who)(?: ones?)? "
_WHICH = re.compile(
    _ONE + r"(?:(?:really|actually|truly) (?:is|are|was|were)|(?:is|are|was|were)(?: it)? (?:really|actually|truly))"
    r"(?: it| then)*$"
)
"""What asks so without saying "first", behind a question that said it."""
_FIRSTS = re.compile(r"\b(?:first|earliest|oldest)\b")
_FIRST = re.compile(r"(?:the )?(?:very )?(?:first|earliest|initial)\b")


def truly(clause: Clause) -> bool:
    """Whether a clause asks for what came first in truth: no first of what was shown is meant."""
    return "first" in clause.texts and _TRULY.search(clause.text) is not None


def really_first(candidates: Sequence[Candidate], clause: Clause, context: Context, pack: Pack) -> Iterator[Candidate]:
    """The first of the class that something was said to be the first of, or what goes by that name."""
    asked = any(c.intent == FIRST and {e.entity for e in c.entities} <= {"order"} for c in candidates)
    on = _WHICH.match(clause.text) is not None and _FIRSTS.search(context.heard.lower()) is not None
    if not on and not (asked and truly(clause)):
        return
    named = [str(e["value"]) for e in context.entities if e.get("entity") in TOPICAL]
    spoken = dict.fromkeys((*reversed(named), *(t for t, _ in reversed(context.trail[-2:]))))
    for topic in (t for t in spoken if t in pack.topics):
        if first := _first_of(topic, pack):
            about = (Entity("topic", first, extractor="context"),)
            yield Candidate("define", about, TRULY, "context", f"the first is {first}")
            return
        if topic in pack.classes or pack.kind_of(topic) in TOPICAL:
            kind = Entity("task" if pack.kind_of(topic) == "task" else "topic", topic, extractor="context")
            order = Entity("order", "oldest", extractor="context")
            yield Candidate(FIRST, (order, kind), TRULY, "context", f"of {topic}, which was spoken of")
            return


def _first_of(topic: str, pack: Pack) -> str:
    """A topic that goes by the name of the first of something, or that of the first of a class; empty without one."""
    if _FIRST.match(pack.name(topic).lower()):
        return topic
    firsts = (t for t in pack.topics if topic in pack.classes and _FIRST.match(pack.name(t).lower()))
    return next((t for t in firsts if all(topic in pack.ancestors[part] for part in _works(t, pack) or [t])), "")


def belonging(context: Context, pack: Pack) -> tuple[str, ...]:
    """The works that what is in focus stands for: "the first LLMs?", "those two by the same company?".

    A work stands for itself, whatever it is made of.
    """
    if pack.plays(context.focus, "work", "tool"):
        return ()
    alone = context.focus not in context.compared or context.answered[-1:] == (f"{context.focus}.define",)
    return _works(context.focus, pack) if alone else ()


def _works(topic: str, pack: Pack) -> tuple[str, ...]:
    parts = dict.fromkeys(fact.target for fact in pack.facts(topic, "has_part"))
    return tuple(part for part in parts if pack.plays(part, "work", "tool"))
