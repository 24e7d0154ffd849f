"""Answering by one relation of a topic, or by the prose that says the same."""

from __future__ import annotations

from abc import ABC

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer, definition


class RelationalAction(PackAction, ABC):
    """An action that says the facts of some relations; a subclass names them."""

    relations: tuple[str, ...] = ()
    every: bool = False
    """Whether all relations are said; else the first that has facts."""
    subject: int = 0
    """Which of the names is asked about."""
    instead: tuple[str, ...] = ()
    """Facets that say it in prose, where there are no facts."""

    def reply(self, reading: Reading) -> Reply:
        """The facts as sentences, then the prose that explains them."""
        named = [self.pack.topics[t] for t in reading.topics if t in self.pack.topics]
        topic = named[self.subject] if named else None
        if topic is None:
            return Sayer(self.pack).mentioned(reading.first("topic", "task", "organisation", "person"))
        sayer = Sayer(self.pack)
        said = [sayer.relation(topic, r, facts) for r in self.relations if (facts := self.pack.facts(topic.id, r))]
        said = said if self.every else said[:1]
        prose = next((topic.facets[f] for f in self.instead if f in topic.facets), None)
        if not said and prose is None:
            first = definition(self.pack, topic)
            text = f"I don't have that on record for {sayer.the(topic.id)}. {first.text}"
            return Reply(
                text, sources=first.sources, topic=topic.id, missed=True, buttons=topic_buttons(self.pack, topic.id)
            )
        text = " ".join(s.text for s in said) if said else ""
        sources = tuple(source for s in said for source in s.sources)
        if prose is not None:
            text, sources = f"{text} {prose.text}".strip(), (*sources, *prose.sources)
        else:
            text = f"{text} {definition(self.pack, topic).text}".strip()
        listed = tuple(
            f.target for r in self.relations[:1] for f in self.pack.facts(topic.id, r) if f.target in self.pack.topics
        )
        return Reply(
            text,
            sources=tuple(dict.fromkeys(sources)),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.{self.relations[0]}",),
            topic=topic.id,
            listed=listed,
        )
