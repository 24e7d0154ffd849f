"""Whether what does the task spoken of does another as well: "could the same tool make the music?"."""

from __future__ import annotations

import re

from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer
from knowledge.pack import Pack
from knowledge.query import Constraint, Query, run
from knowledge.topic import Topic

_IT = re.compile(
    r"(?:(?:and|but|so|also) )*(?:can|could|does|do|would|will|is|are) (?:not )?(?:it|they|that|this|those|these)\b"
)
MOST = 4
"""Things that are named where any will do."""


def able_to(subject: str, pack: Pack) -> str:
    """What is said of what makes a medium or serves for a task."""
    name = pack.name(subject)
    return f"can make {name}" if subject in pack.card.media else f"can be used for {name}"


def as_well(reading: Reading, pack: Pack) -> Reply | None:
    """What is for the task spoken of and for another that is asked about, else what is for that; None if none is."""
    task, subject = _spoken(reading, pack)
    if task is None:
        return None
    other = Constraint("makes_medium" if subject in pack.card.media else "task", "is", subject)
    found = run(Query(kind=pack.player("tool"), where=(other,)), pack)
    both = {f.topic.id for f in run(Query(where=(Constraint("task", "is", task.id), other)), pack)}
    same = [f for f in found if f.topic.id in both]
    shown = (same or found)[:MOST]
    if not shown:
        return None
    able = f"{Sayer(pack).names([f.topic.id for f in shown])} {able_to(subject, pack)}"
    none = f"I know of none for {task.name} that is for this as well. Of those I know, {able}."
    return Reply(
        f"Yes: of those I know for {task.name}, {able} as well." if same else none,
        sources=tuple(dict.fromkeys(e.source for f in shown for e in f.evidence)),
        buttons=topic_buttons(pack, subject),
        answers=(f"{subject}.verdict",),
        topic=subject if subject in pack.topics else task.id,
        listed=tuple(f.topic.id for f in shown),
    )


def _spoken(reading: Reading, pack: Pack) -> tuple[Topic | None, str]:
    """The task spoken of, and what else is asked about it: speech and music, in "and can it do songs?"."""
    task = pack.topics.get(str(reading.slots.get("topic") or "")) if _IT.match(reading.text) else None
    if task is None or task.kind != "task" or task.id in reading.named or task.id not in reading.topics:
        return None, ""
    made = {fact.target for fact in pack.facts(task.id, "produces")}
    other = next((t for t in reading.of_type("task", "medium") if t != task.id and t not in made), "")
    return (task, other) if other and not reading.of_type("topic") else (None, "")
