"""Which came first, as somebody says it: "GPT-1 existed before ChatGPT, right?"."""

from __future__ import annotations

import re

from knowledge.pack import Pack
from knowledge.query import Query, run
from knowledge.topic import Topic

ASSERTED = re.compile(
    r"(?:is|are|was|were) |"
    r"(?!(?:\S+ )?(?:which|what|who|whose) ).* (?:is|are|was|were) (?:really |in fact )?the (?:very )?"
    r"(?:first|earliest|oldest|newest|latest|youngest) "
)
"""What asserts that something is the first or last, or asks whether it is: "BERT is the oldest LLM"."""
_BEFORE = re.compile(
    r"\b(?:(before|(?:earlier|older) than)|after|(?:later|newer|younger) than)(?= )(?!.*\b(?:before|after)\b)"
)
_OPEN = re.compile(r"\b(?:or|which|what|who|when|how)\b")
"""What asks for one of two rather than whether something is so."""
_TAG = r"(?:did|does|was|is|had|has) not (?:it|they|he|she)$"
_DENIED = re.compile(rf"(?!(?:is|are|was|were|did|does|do|has|had|have) )(?!.*\b{_TAG}).* (?:not|never) ")
"""A statement that denies something: "the GAN is not older"; but not "it came later, didn't it?"."""


def came_so(text: str, first: bool) -> bool | None:
    """Whether one thing, which came `first` or not, came before or after another as is said; None if nothing is."""
    found = None if _OPEN.search(text) or _DENIED.match(text) else _BEFORE.search(text)
    return None if found is None or not found.start() else first == bool(found[1])


def standing_for(topic: Topic, pack: Pack) -> Topic:
    """The topic, or the first of its kind where it has no date itself: for "that AI winter", the first one."""
    if topic.main_event() is not None:
        return topic
    members = tuple(t.id for t in pack.topics.values() if topic.id in (f.target for f in t.facts.get("is_a", ())))
    found = run(Query(among=members, order="oldest"), pack) if members else ()
    return found[0].topic if found else topic
