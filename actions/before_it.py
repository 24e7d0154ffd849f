"""Forerunners: "what did they use before?", "what did it replace?"."""

from __future__ import annotations

from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer
from actions.timeline import ActionTimeline
from knowledge.topic import Topic


class ActionBeforeIt(ActionTimeline):
    """What a topic came after, by its facts, and its history; else what is dated before it."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_before_it"

    def reply(self, reading: Reading) -> Reply:
        """The relation first, the history behind it."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is None:
            return super().reply(reading)
        return self.followed(topic) or super().reply(reading)

    def followed(self, topic: Topic) -> Reply | None:
        """What it came after, and its history; None where the first is not on record."""
        facts, history = self.pack.facts(topic.id, "preceded_by"), topic.facets.get("history")
        if not facts:
            return None
        said = Sayer(self.pack).relation(topic, "preceded_by", facts)
        parts = [said.text, *([history.text] if history else [])]
        sources = (*said.sources, *(history.sources if history else ()))
        return Reply(
            " ".join(parts),
            sources=tuple(dict.fromkeys(sources)),
            buttons=topic_buttons(self.pack, topic.id, "history"),
            answers=(f"{topic.id}.before",),
            topic=topic.id,
        )
