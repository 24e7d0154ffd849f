"""Help: "what can you do?", "what topics do you know?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import starter_buttons
from actions.reading import Reading
from actions.reply import Reply


class ActionHelp(PackAction):
    """What the bot can be asked, with the pack's own first questions."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_help"

    def reply(self, reading: Reading) -> Reply:
        """The worded help and the starters."""
        buttons = starter_buttons(self.pack)
        response = "utter_help_plain" if self.pack.plain else "utter_help"
        return Reply(response=response, values={"title": self.pack.card.title}, buttons=buttons, answers=("help",))
