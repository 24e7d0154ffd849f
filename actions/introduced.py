"""What the visitor said of who they are: "what do you know about me?", "what is my name?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import starter_buttons
from actions.reading import Reading
from actions.reply import Reply, joined


class ActionIntroduced(PackAction):
    """ "Do you remember who I am?" """

    def name(self) -> str:
        """As the intent names it."""
        return "action_introduced"

    def reply(self, reading: Reading) -> Reply:
        """Their own words, as long as the conversation lasts; nothing else is known of anybody."""
        told = reading.slot_ids("introduced")
        if told:
            return Reply(response="utter_introduced", values={"said": joined([f'"{one}"' for one in told])})
        values = {"title": self.pack.card.title}
        return Reply(response="utter_not_introduced", values=values, buttons=starter_buttons(self.pack))
