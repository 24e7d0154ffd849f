"""Strengths: "what are LLMs good at?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.facet import FacetAction
from actions.reading import TOPICAL, Reading
from actions.reply import Reply
from actions.saying import Sayer

_AT = re.compile(r"\b(?:good|best|great|strong|better) (?:at|in)\b|\bexcels?\b")
"""What asks for tasks by name: "what are LLMs good at?"."""
MOST = 8
"""Tasks that are named."""
_BOTH = re.compile(r"\b(?:cons|disadvantages?|weakness(?:es)?|drawbacks?|downsides?|limits|weak|bad)\b")
"""Words of the other side, in a question that asks for the strengths: "pros and cons"."""


class ActionStrengths(FacetAction):
    """Strengths of a topic."""

    facet = "strengths"
    instead = ("uses",)

    def reply(self, reading: Reading) -> Reply:
        """The strengths; the limits as well where both sides are asked for."""
        told, topic = super().reply(reading), self.pack.topics.get(reading.first(*TOPICAL))
        if topic is not None and (tasks := topic.facts.get("good_for", ())) and _AT.search(reading.text):
            said = Sayer(self.pack).relation(topic, "good_for", tasks[:MOST])
            sources = tuple(dict.fromkeys((*told.sources, *said.sources)))
            told = replace(told, text=f"{told.text} {said.text}", sources=sources)
        if topic is None or "limits" not in topic.facets or not _BOTH.search(reading.text):
            return told
        limits = topic.facets["limits"]
        sources = tuple(dict.fromkeys((*told.sources, *limits.sources)))
        return replace(told, text=f"{told.text} {limits.text}", sources=sources)
