"""A person is asked for: "can I talk to a human?" """

from __future__ import annotations

from actions.action import PackAction
from actions.asking import ANEW, starter_buttons
from actions.reading import Reading
from actions.reply import Reply


class ActionHandover(PackAction):
    """Hands the conversation over where somebody can take it; elsewhere says where a person can be reached."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_handover"

    def reply(self, reading: Reading) -> Reply:
        """Who goes on from here, or whom to turn to."""
        if reading.person:
            return Reply(response="utter_taken_over", buttons=(ANEW,), handover=True)
        response = "utter_contact" if self.pack.card.contact else "utter_contact_nobody"
        return Reply(response=response, buttons=starter_buttons(self.pack))
