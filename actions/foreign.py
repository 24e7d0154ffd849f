"""Messages in another language: one sentence in it, that answers come in English."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button, starter_buttons
from actions.reading import Reading
from actions.reply import Reply


class ActionForeign(PackAction):
    """Says in the visitor's language which language the answers are in."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_foreign"

    def reply(self, reading: Reading) -> Reply:
        """The sentence, and what was named as a question to press."""
        tongue = self.pack.words.tongues.get(reading.first("tongue"))
        named = [topic for topic in reading.topics if topic in self.pack.topics]
        buttons = tuple(facet_button(self.pack, topic, "define") for topic in named[:2])
        text, *wordings = tongue.says if tongue else ("",)
        return Reply(
            text,
            response="" if text else "utter_fallback",
            buttons=buttons or starter_buttons(self.pack),
            wordings=tuple(wordings),
        )
