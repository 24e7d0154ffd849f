"""Effort: "is fine-tuning difficult?", "are they slow?", from what a topic's file says of it anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from actions.limits import ActionLimits
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import passage
from knowledge.topic import FacetName

_FIELDS = (
    (
        r"expensive|costl?y?|cheap|afford|money|budget|dear|pricey|hardware|comput|resources|memory|energy|power",
        r"computing|computers?\b|memory|hardware|processor|cheap|expensive|costl?|money|thrift",
    ),
    (
        r"slow|fast|quick|speed|long|time",
        r"slow|fast|quick|second|minute|hour|days|steps|at once|one after|parallel|(?:less|more|much|little) time",
    ),
    (
        r"difficult|hard|easy|tricky|complicated|complex|simple|tough|skill|expert|beginner|effort|work|demanding",
        r"hard(?:er)?\b|difficult|eas(?:y|ier|ily)|expert|know-how|tricky|delicate|steadi|simple",
    ),
)
"""Words of a question about money, time and skill, and words of a sentence that answers it."""
_SIDES: tuple[FacetName, ...] = ("limits", "strengths", "how", "why", "define", "uses", "history", "examples")
_ENOUGH = 2
"""Sentences that are told where there are as many."""


class ActionEffort(ActionLimits):
    """What it takes in money, time or skill, by the first sentence of its file that speaks of it."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_effort"

    def reply(self, reading: Reading) -> Reply:
        """The sentence that speaks of it, with what it leans on and the one behind it."""
        topic = self.pack.topics.get(next(iter(reading.topics), ""))
        asked = reading.text.lower()
        for question, answer in self._fields() if topic else ():
            if re.search(rf"\b(?:{question})", asked) and topic is not None:
                spoken = re.compile(rf"\b(?:{answer})", re.IGNORECASE)
                told = [(s, passage(topic.facets[s], spoken, _ENOUGH)) for s in _SIDES if s in topic.facets]
                if found := next(((side, text) for side, text in told if text), None):
                    return replace(self._given(topic, found[0]), text=found[1])
        return super().reply(reading)

    def _fields(self) -> Iterator[tuple[str, str]]:
        """Those of any field; to money belongs what is costly in this one."""
        costly = "".join(rf"|{re.escape(word.lower())}s?\b" for word in self.pack.card.costly)
        (question, answer), *others = _FIELDS
        yield f"{question}{costly}", f"{answer}{costly}"
        yield from others
