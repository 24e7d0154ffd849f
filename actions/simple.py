"""Simple explanations: "explain a VAE like I'm five"."""

from __future__ import annotations

from actions.asking import topic_buttons
from actions.facet import FacetAction
from actions.reply import Reply
from actions.saying import definition
from knowledge.topic import Topic


class ActionSimple(FacetAction):
    """What it is in one sentence, then a picture of it from home, school or play."""

    facet = "analogy"
    instead = ("define",)

    def name(self) -> str:
        """As the intent names it."""
        return "action_simple"

    def _given(self, topic: Topic, facet: str) -> Reply:
        if facet != self.facet:
            return super()._given(topic, facet)
        said, picture = definition(self.pack, topic), topic.facets["analogy"]
        return Reply(
            text=f"{said.text} {picture.text}".strip(),
            sources=tuple(dict.fromkeys((*said.sources, *picture.sources))),
            buttons=topic_buttons(self.pack, topic.id, facet),
            answers=(f"{topic.id}.{facet}",),
            topic=topic.id,
        )
