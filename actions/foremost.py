"""Whether something was the first of its kind: "was ChatGPT the first chatbot?", "ELIZA was the first LLM"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.reading import Reading
from actions.reply import Reply
from actions.verifying import VerifyingAction
from knowledge.query import Evidence, earlier
from knowledge.topic import Topic

_FIRST = ("first ", "earliest ", "oldest ", "original ", "very first ")
THE_FIRST = tuple(f"the {first}" for first in _FIRST)
"""How a claim begins that puts the first of a kind before what is said to be it."""

ByFacts = Callable[[Topic, str], Reply | None]
"""What the facts say on whether a topic is of a class."""


def as_first(topic: str, reading: Reading) -> bool:
    """Whether a topic is called the first of something."""
    named = (reading.surface(e).removeprefix("the ") for e in reading.entities if e.value == topic)
    return any(name.startswith(_FIRST) for name in named)


def not_the_first(
    action: VerifyingAction, topic: Topic, other: str, reading: Reading, by_facts: ByFacts
) -> Reply | None:
    """No where the first of its kind goes by that name and is older, or it is not of that kind; Yes for one of them."""
    known = action.pack.topics.get(other)
    if known is None or not as_first(other, reading):
        return None
    prose = known.facets.get("define")
    if prose is None:
        return None
    firsts = [fact.target for fact in action.pack.facts(other, "has_part")]
    if topic.id in firsts:
        yes = action.verdict("yes", topic, prose.text, tuple(Evidence(source) for source in prose.sources))
        return replace(yes, compared=tuple(firsts[:2]), listed=tuple(firsts))
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
            text = f"{reply.text} {prose.first_sentence}"
            # "Both of one year?" is asked of the first ones then.
            return replace(reply, text=text, sources=sources, compared=tuple(parts[:2]), listed=tuple(parts))
    return None
