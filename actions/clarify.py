"""Did you mean: a question between the readings that are about as likely."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import MOST
from actions.reading import Reading
from actions.readings import button, others
from actions.reply import Reply


class ActionClarify(PackAction):
    """Offers the two or three likeliest readings."""

    def name(self) -> str:
        """As decision names it."""
        return "action_clarify"

    def reply(self, reading: Reading) -> Reply:
        """One button for each reading."""
        entities = [{"entity": e.entity, "value": e.value} for e in reading.entities]
        chosen = button(self.pack, {"intent": reading.intent, "entities": entities})
        buttons = tuple(dict.fromkeys((*((chosen,) if chosen else ()), *others(self.pack, reading))))[:MOST]
        return Reply(response="utter_clarify", buttons=buttons, answers=(), expecting=True, missed=not buttons)
