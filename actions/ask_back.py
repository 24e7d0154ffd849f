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
            topics = [t for t in self._central() if intent.facet in self.pack.topics[t].facets]
            buttons = tuple(facet_button(self.pack, topic, intent.facet) for topic in topics[:3])
        return Reply(response=response, buttons=buttons, expecting=True)

    def _central(self) -> list[str]:
        """The topics most others lead to."""
        counts: dict[str, int] = {}
        for topic in self.pack.topics.values():
            for facts in topic.facts.values():
                for fact in facts:
                    counts[fact.target] = counts.get(fact.target, 0) + 1
            for reference in topic.ask_next:
                name = reference.partition(".")[0]
                counts[name] = counts.get(name, 0) + 1
        return sorted((t for t in counts if t in self.pack.topics), key=lambda t: (-counts[t], t))
