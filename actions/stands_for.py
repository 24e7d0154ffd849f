"""Abbreviations: "what does LLM stand for?", "what does the G in GAN stand for?"."""

from __future__ import annotations

import re

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer, definition
from knowledge.topic import Topic

_LETTER = re.compile(r"\bthe ([a-z]) in\b")


class ActionStandsFor(PackAction):
    """The long form of a short name, or the word behind one of its letters."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_stands_for"

    def reply(self, reading: Reading) -> Reply:
        """The name written out, then what it is."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is None:
            return Sayer(self.pack).mentioned(reading.first("topic"))
        said, prose = definition(self.pack, topic), topic.facets.get("define")
        expanded = self._expanded(topic, reading.text)
        return Reply(
            f"{expanded} {said.text}" if expanded else prose.text if prose else said.text,
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id, "define"),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _expanded(self, topic: Topic, text: str) -> str:
        long = topic.stands_for or topic.name
        short = next((word for word in topic.called.split() if sum(map(str.isupper, word)) > 1), topic.called)
        if short == long:
            return ""
        letter = _LETTER.search(text)
        words = [*long.split(), *long.split("-")]
        if letter:
            word = next((w for w in words if w.lower().startswith(letter[1])), "")
            if word:
                return f"The {letter[1].upper()} in {short} stands for {word}: {short} is short for {long}."
        return f"{short} stands for {long}."
