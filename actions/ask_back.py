"""Asking back for what a question lacks: "limitations" of what?"""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import MOST, facet_button, starter_buttons
from actions.reading import Reading
from actions.reply import Reply, joined

_LETTERS = 4
"""Letters of the shortest word that names may share."""
_BARE = 2
"""Words of the longest message that may be a part of several names."""


class ActionAskBack(PackAction):
    """One short question for the missing piece, with buttons."""

    def name(self) -> str:
        """As decision names it."""
        return "action_ask_back"

    def reply(self, reading: Reading) -> Reply:
        """The intent's own question; topics that visitors ask most are offered where one is missing."""
        intent = self.pack.intents.get(reading.intent)
        response = intent.ask_back if intent and intent.ask_back else "utter_ask_topic"
        if near := self._sharing(reading.text):
            return Reply(
                f"Do you mean {joined([self.pack.called(topic) for topic in near], 'or')}?",
                buttons=tuple(facet_button(self.pack, topic, "define") for topic in near),
                expecting=True,
            )
        buttons = starter_buttons(self.pack)
        if intent is not None and intent.facet:
            topics = [t for t in self.pack.central if intent.facet in self.pack.topics[t].facets]
            buttons = tuple(facet_button(self.pack, topic, intent.facet) for topic in topics[:3])
        return Reply(response=response, buttons=buttons, expecting=True)

    def _sharing(self, text: str) -> list[str]:
        """The topics in whose names a bare word stands that several share: "training"."""
        word = text.split()[-1] if text.split() else ""
        if len(word) < _LETTERS or len(text.split()) > _BARE or word in self.pack.words.stopwords:
            return []
        named = ((topic, self.pack.topics[topic].name.lower().replace("-", " ").split()) for topic in self.pack.central)
        found = [topic for topic, words in named if word in words]
        return found[:MOST] if len(found) > 1 else []
