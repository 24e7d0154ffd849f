"""Whether a thing does one thing alone: "does Midjourney only make images?", "is ElevenLabs just for voices?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.reading import Reading
from actions.reply import Reply
from actions.verifying import VerifyingAction

_ONLY = re.compile(r"\b(?:only|just|solely|exclusively|merely|nothing but)\b")


def only(reading: Reading, action: VerifyingAction) -> Reply | None:
    """What else it makes or is good for, or that nothing else is on record; None where a task is not asked about."""
    pack, sayer = action.pack, action.sayer()
    things, task = reading.of_type("topic"), reading.first("task")
    if not task or not _ONLY.search(reading.text) or len(things) != 1 or things[0] not in pack.topics:
        return None
    topic, made = pack.topics[things[0]], {fact.target for fact in pack.facts(task, "produces")}
    makes, serves = pack.facts(topic.id, "produces"), pack.facts(topic.id, "good_for")
    said = []
    if made and any(fact.target not in made for fact in makes):
        said.append(sayer.relation(topic, "produces", makes))
    if any(fact.target != task for fact in serves):
        said.append(sayer.relation(topic, "good_for", serves))
    if said:
        sources = tuple(dict.fromkeys(source for each in said for source in each.sources))
        told = action.verdict("no", topic, " ".join(each.text for each in said), ())
        return replace(told, sources=sources)
    able = action.able(topic, task)
    if able is None or not able.text.startswith("Yes: "):
        return able
    return replace(able, text=f"I know of nothing else that it does. {able.text.removeprefix('Yes: ')}")
