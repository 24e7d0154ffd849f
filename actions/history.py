"""Histories: "how did LLMs come about?"."""

from __future__ import annotations

from actions.asking import topic_buttons
from actions.facet import FacetAction
from actions.reply import Reply
from actions.saying import Sayer
from knowledge.topic import Topic


class ActionHistory(FacetAction):
    """Histories of a topic."""

    facet = "history"

    def _computed(self, topic: Topic) -> Reply:
        """Its dated events, where no history is written."""
        said = Sayer(self.pack).dates(topic)
        if not said.text:
            return super()._computed(topic)
        buttons = topic_buttons(self.pack, topic.id, self.facet)
        return Reply(said.text, sources=said.sources, buttons=buttons, answers=(f"{topic.id}.dates",), topic=topic.id)
