"""What there is of the kind that was just advised: "which ones can be had for that?"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.understanding.context import Context
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

ADVICE, CONDITION, EXAMPLES = "advice/", "condition", "examples"
"""What the reference of advice begins with, what was said to narrow it down, and the intent of asking what there is."""
OFFERED = 0.995
"""Probability of a reading as what there is for that."""


def to_be_had(candidates: Iterable[Candidate], context: Context, last: str, pack: Pack) -> Iterator[Candidate]:
    """The tools of the advice given last, or examples of the task it is for.

    Where a condition narrowed it down, "and on our own server?", the tools of the advice on that.
    """
    ruled = (c for c in candidates if c.proposer == "rule" and c.intent == EXAMPLES)
    if all({e.entity for e in c.entities} - {"among"} for c in ruled):
        return  # Nothing asks so, or it says itself of what.
    conditions = (pack.conditions.get(str(e["value"])) for e in context.entities if e["entity"] == CONDITION)
    narrowed = next((c.advice for c in conditions if c and c.advice), "")
    task = "" if narrowed else task_of(last, pack)
    tools = pack.recommended(f"{ADVICE}{narrowed}" if narrowed else last)
    if task or tools:
        about = Entity("task", task) if task else Entity("among", "|".join(tools))
        intent = EXAMPLES if task else "select"
        yield Candidate(intent, (about._replace(extractor="context"),), OFFERED, "context", f"advised in {last}")


def task_of(last: str, pack: Pack) -> str:
    """The task that advice was given for, by the reference of the answer; empty if it is for none."""
    advice = pack.advice.get(last.removeprefix(ADVICE))
    return next((topic for topic in advice.about if pack.kind_of(topic) == "task"), "") if advice else ""
