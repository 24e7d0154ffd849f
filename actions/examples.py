"""Examples: "name some LLMs"."""

from __future__ import annotations

from actions.asking import topic_buttons
from actions.facet import FacetAction
from actions.reply import Reply
from actions.saying import Sayer
from knowledge.query import Constraint, Query, run
from knowledge.topic import Topic


class ActionExamples(FacetAction):
    """Examples of a topic."""

    facet = "examples"

    def _computed(self, topic: Topic) -> Reply:
        """What the facts place under it, where no examples are written."""
        found = run(Query(where=(Constraint("element", "is", topic.id),)), self.pack)[:8]
        if not found:
            return super()._computed(topic)
        sayer = Sayer(self.pack)
        text = f"Examples I know: {', '.join(sayer.year(item.topic) for item in found)}."
        return Reply(
            text,
            sources=tuple(e.source for item in found for e in item.evidence),
            buttons=topic_buttons(self.pack, topic.id, self.facet),
            answers=(f"{topic.id}.examples",),
            topic=topic.id,
            listed=tuple(item.topic.id for item in found),
        )
