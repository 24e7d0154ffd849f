"""Other names: "what was it called before?", "since when?", "who coined the word?", "is there a better one?"."""

from __future__ import annotations

import re

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer, definition
from knowledge.topic import Topic

_NAMING = re.compile(
    r"\b(?:also|once|formerly|originally|now|until|since|rather|instead)\b[^.]{0,30}\b(?:called|named|known as)\b"
    r"|\bunder the names?\b|\brenamed\b|\b[Tt]he (?:name|word|term)\b|\bprefer the (?:name|word|term)\b"
    r"|\b[Ii]t was called\b"
)
"""What a sentence holds that tells of a name."""
_MOST = 3


class ActionCalled(PackAction):
    """What is written of the names of a topic: older ones, other ones, since when and by whom."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_called"

    def reply(self, reading: Reading) -> Reply:
        """Its renaming, then the sentences of its page that tell of a name, then its other name on record."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is None:
            return Sayer(self.pack).mentioned(reading.first("topic"))
        told, sources = self._told(topic)
        if not told:
            return self._unnamed(topic)
        return Reply(
            " ".join(told),
            sources=sources,
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.called",),
            topic=topic.id,
        )

    def _told(self, topic: Topic) -> tuple[list[str], tuple[str, ...]]:
        renamed = [event for event in topic.dates if event.event == "renamed" or "name" in event.note.split()]
        sentences = {
            sentence: facet.sources
            for name in ("define", "history")
            if (facet := topic.facets.get(name))
            for sentence in facet.sentences
            if _NAMING.search(sentence)
        }
        said = [*(Sayer(self.pack).happened(topic, event) for event in renamed), *sentences][:_MOST]
        sources = (*(event.source for event in renamed), *(s for text in said for s in sentences.get(text, ())))
        return said, tuple(dict.fromkeys(sources))

    def _unnamed(self, topic: Topic) -> Reply:
        """The long and the short name, or that no other is on record."""
        name, short, sayer = topic.stands_for or topic.name, topic.called, Sayer(self.pack)
        said = definition(self.pack, topic)
        lead = (
            f"{short} is short for {name}."
            if short != name
            else f"I have no other name on record for {sayer.the(topic.id)}."
        )
        return Reply(
            f"{lead} {said.text}",
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
            missed=short == name,
        )
