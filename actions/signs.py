"""Signs: "why are those errors so hard to detect?", "is overfitting easy to notice?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.extracted import Named
from actions.facet import FacetAction
from actions.reading import Reading
from actions.reply import Reply

_ASKED = re.compile(r"\b(?:is|are|was|were)\b.*\b(?:(easy|simple|possible)|hard|difficult|tricky|tough)\b")
_HARD = re.compile(r"\b(?:hard|difficult) to\b|\beasy to (?:miss|overlook)\b")
"""What says at once that it is hard to notice."""
_OPEN = re.compile(r"(?:(?:and|so|but|okay)\W+)*(?:why|which|what)\b")
"""What begins a question that wants no Yes or No."""


class ActionSigns(FacetAction):
    """How a topic shows, and why it is missed."""

    facet = "signs"
    instead = ("limits", "why")

    def reply(self, reading: Reading) -> Reply:
        """The signs; behind Yes or No where it was asked whether they are easy to see, and the first sentence says."""
        told, asked = super().reply(self._with_its_risk(reading)), _ASKED.search(reading.text.lower())
        if asked is None or _OPEN.match(reading.text.lower()) or not _HARD.search(told.text.partition(".")[0]):
            return told
        return replace(told, text=f"{'No' if asked[1] else 'Yes'}. {told.text}")

    def _with_its_risk(self, reading: Reading) -> Reading:
        """Of what has no signs written, the first risk its limits name that has: "why does nobody see LLMs err?"."""
        topic = self.pack.topics.get(next(iter(reading.of_type("topic")), ""))
        limits = topic.facets.get("limits") if topic is not None and self.facet not in topic.facets else None
        named = self.pack.named_in(limits.text) if limits is not None else ()
        risks = (t for t in named if self.pack.plays(t, "risk") and self.facet in self.pack.topics[t].facets)
        risk = next(risks, "")
        return replace(reading, entities=(Named("topic", risk),)) if risk else reading
