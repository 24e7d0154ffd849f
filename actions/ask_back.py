"""Asking back for what a question lacks: "limitations" of what?"""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import MOST, facet_button, starter_buttons
from actions.reading import Reading
from actions.reply import Reply, joined

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
        words = text.split()
        if not words or len(words) > _BARE:
            return []
        found = [t for t in self.pack.central if words[-1] in self.pack.topics[t].name.lower()]
        return found[:MOST] if len(found) > 1 else []
