"""Whether something was the first of its kind: "was ChatGPT the first chatbot?", "ELIZA was the first LLM"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.reading import Reading
from actions.reply import Reply
from actions.verifying import VerifyingAction
from knowledge.query import earlier
from knowledge.topic import Topic

_FIRST = ("first ", "earliest ", "oldest ", "original ", "very first ")


ByFacts = Callable[[Topic, str], Reply | None]
"""What the facts say on whether a topic is of a class."""


def not_the_first(
    action: VerifyingAction, topic: Topic, other: str, reading: Reading, by_facts: ByFacts
) -> Reply | None:
    """No where the first of its kind goes by that name and is older, or where it is not of that kind."""
    named = (reading.surface(e).removeprefix("the ") for e in reading.entities if e.value == other)
    known = action.pack.topics.get(other)
    if known is None or not any(name.startswith(_FIRST) for name in named):
        return None
    prose = known.facets.get("define")
    if prose is None:
        return None
    if earlier(topic, known)[0] is not known:
        return _not_of_them(action, topic, known, by_facts)
    dates = action.sayer().dates(topic)
    reply = action.verdict("no", topic, prose.text, (), dates.text)
    return replace(reply, sources=tuple(dict.fromkeys((*prose.sources, *dates.sources))))


def _not_of_them(action: VerifyingAction, topic: Topic, first: Topic, by_facts: ByFacts) -> Reply | None:
    """No where it is older than the first ones, but not of their class: "was ELIZA the first LLM?"."""
    pack, prose = action.pack, first.facets["define"]
    parts = [fact.target for fact in pack.facts(first.id, "has_part")]
    above = [pack.ancestors.get(part, frozenset()) - pack.wide for part in parts]
    if not above or topic.id in parts:
        return None
    for each in sorted(frozenset.intersection(*above), key=lambda one: (-len(pack.ancestors.get(one, ())), one)):
        reply = by_facts(topic, each)
        if reply is not None and reply.text.startswith("No"):
            sources = tuple(dict.fromkeys((*reply.sources, *prose.sources)))
            return replace(reply, text=f"{reply.text} {prose.first_sentence}", sources=sources)
    return None
