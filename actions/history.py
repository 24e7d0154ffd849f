"""Histories: "how did LLMs come about?", in prose and as dates that can be drawn."""

from __future__ import annotations

from dataclasses import replace

from actions.asking import topic_buttons
from actions.facet import FacetAction
from actions.reply import Reply, timeline_block
from actions.saying import Sayer
from knowledge.timeline import Moment
from knowledge.topic import Topic


class ActionHistory(FacetAction):
    """Histories of a topic."""

    facet = "history"

    def _given(self, topic: Topic, facet: str) -> Reply:
        given, drawn = super()._given(topic, facet), timeline_block(Moment(topic, event) for event in topic.dates)
        dated = tuple(event.source for event in topic.dates)
        return replace(given, blocks=drawn, sources=tuple(dict.fromkeys((*given.sources, *dated))))

    def _computed(self, topic: Topic) -> Reply:
        """Its dated events, where no history is written."""
        said = Sayer(self.pack).dates(topic)
        if not said.text:
            return super()._computed(topic)
        buttons = topic_buttons(self.pack, topic.id, self.facet)
        return Reply(said.text, sources=said.sources, buttons=buttons, answers=(f"{topic.id}.dates",), topic=topic.id)
