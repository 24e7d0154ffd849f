"""Strengths: "what are LLMs good at?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.facet import FacetAction
from actions.reading import TOPICAL, Reading
from actions.reply import Reply

_BOTH = re.compile(r"\b(?:cons|disadvantages?|weakness(?:es)?|drawbacks?|downsides?|limits|weak|bad)\b")
"""Words of the other side, in a question that asks for the strengths: "pros and cons"."""


class ActionStrengths(FacetAction):
    """Strengths of a topic."""

    facet = "strengths"
    instead = ("uses",)

    def reply(self, reading: Reading) -> Reply:
        """The strengths; the limits as well where both sides are asked for."""
        told, topic = super().reply(reading), self.pack.topics.get(reading.first(*TOPICAL))
        if topic is None or "limits" not in topic.facets or not _BOTH.search(reading.text):
            return told
        limits = topic.facets["limits"]
        sources = tuple(dict.fromkeys((*told.sources, *limits.sources)))
        return replace(told, text=f"{told.text} {limits.text}", sources=sources)
