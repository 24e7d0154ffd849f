"""Dates: "when was the GAN introduced?", "how old is ELIZA?"."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.premise import with_premise
from actions.reading import Reading
from actions.reply import Reply, timeline_block
from actions.saying import Sayer
from knowledge.timeline import Moment
from knowledge.topic import Topic

_CLAIMED = re.compile(r"\b(\d{1,3}) years? (?:old|ago)\b")
_AGE_WORDS = (" old ", " ago ", " long ", " age ", " years ")


class ActionWhen(PackAction):
    """The dated events of one topic or several."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_when"

    def reply(self, reading: Reading) -> Reply:
        """Every topic named, or all listed before where the message speaks of them."""
        topics = [self.pack.topics[t] for t in (reading.listed or reading.topics) if t in self.pack.topics]
        made = [topic for topic in topics if topic.kind not in ("organisation", "person")]
        topics = made or topics  # "When did Amazon launch it?" does not ask when Amazon was founded.
        if not topics:
            return Sayer(self.pack).mentioned(reading.first("topic", "person", "organisation"))
        if len(topics) == 1 and not topics[0].dates and "history" in topics[0].facets:
            return with_premise(self._told(topics[0]), reading, topics[0], self.pack)
        sayer = Sayer(self.pack)
        said = [(topic, sayer.dates(topic)) for topic in topics]
        known = [(topic, dated) for topic, dated in said if dated.text]
        lines = [
            f"{dated.text} {self._age(topic, reading)}".strip()
            if dated.text
            else f"I have no date for {sayer.the(topic.id)}."
            for topic, dated in said
        ]
        reply = Reply(
            "\n".join(lines),
            sources=tuple(s for _, dated in known for s in dated.sources),
            blocks=timeline_block(Moment(topic, event) for topic, _ in known for event in topic.dates),
            buttons=topic_buttons(self.pack, topics[0].id),
            answers=tuple(f"{topic.id}.dates" for topic in topics),
            topic=topics[0].id,
            missed=not known,
        )
        return with_premise(reply, reading, topics[0], self.pack) if len(topics) == 1 else reply

    def _told(self, topic: Topic) -> Reply:
        """The history of a topic that no single date stands for."""
        prose = topic.facets["history"]
        return Reply(
            prose.text,
            sources=prose.sources,
            buttons=topic_buttons(self.pack, topic.id, "history"),
            answers=(f"{topic.id}.history",),
            topic=topic.id,
        )

    def _age(self, topic: Topic, reading: Reading) -> str:
        """How long ago, where that was asked: from the time of the message, never from a clock."""
        event, now = topic.main_event(), reading.slots.get("message_time")
        if event is None or not now or not any(word in f" {reading.text} " for word in _AGE_WORDS):
            return ""
        years = datetime.fromtimestamp(float(now), UTC).year - event.on.year
        claimed = _CLAIMED.search(reading.text)
        if claimed:
            right = abs(int(claimed[1]) - years) <= max(2, years // 10)
            return f"{'Yes, that is right' if right else 'No, not quite'}: that was about {years} years ago."
        return f"That is about {years} years ago." if years > 1 else "That is less than two years ago."
