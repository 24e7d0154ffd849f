"""Asking back for what a question lacks: "limitations" of what?"""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button, starter_buttons
from actions.reading import Reading
from actions.reply import Reply


class ActionAskBack(PackAction):
    """One short question for the missing piece, with buttons."""

    def name(self) -> str:
        """As decision names it."""
        return "action_ask_back"

    def reply(self, reading: Reading) -> Reply:
        """The intent's own question; topics that visitors ask most are offered where one is missing."""
        intent = self.pack.intents.get(reading.intent)
        response = intent.ask_back if intent and intent.ask_back else "utter_ask_topic"
        buttons = starter_buttons(self.pack)
        if intent is not None and intent.facet:
            topics = [t for t in self.pack.central if intent.facet in self.pack.topics[t].facets]
            buttons = tuple(facet_button(self.pack, topic, intent.facet) for topic in topics[:3])
        return Reply(response=response, buttons=buttons, expecting=True)
