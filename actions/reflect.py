"""The reflective voice: what the script says to a clause that knowledge has nothing on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.action import PackAction
from actions.asking import Buttons, next_questions, starter_buttons, topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from knowledge.script import CARD, Item, filled


class ActionReflect(PackAction):
    """Says an item of the pack's script, and keeps what it wants to come back to."""

    def name(self) -> str:
        """As decision names it."""
        return "action_reflect"

    def reply(self, reading: Reading) -> Reply:
        """The item's next wording, filled with the visitor's own words, and the way back to what the bot knows."""
        spoken: Mapping[str, Any] = reading.metadata.get("script") or {}
        item = self.pack.script.items.get(str(spoken.get("response")))
        if item is None:
            values = {"title": self.pack.card.title}
            return Reply(response="utter_fallback", values=values, buttons=starter_buttons(self.pack), missed=True)
        slots: Mapping[str, str] = spoken["slots"]
        card = {name: str(getattr(self.pack.card, name)) for name in CARD}
        return Reply(
            response=str(spoken["response"]),
            values=slots,
            buttons=self._buttons(item, reading),
            missed=item.declines,
            topic=next((topic for topic in reading.named if topic in self.pack.topics), None),
            remember={"line": filled(item.remember, {**card, **slots}), "about": spoken["about"]}
            if item.remember
            else {},
        )

    def _buttons(self, item: Item, reading: Reading) -> Buttons:
        """What the item offers; else what is near to a topic that was named, or the pack's first questions."""
        if item.ask_next is not None:
            return next_questions(self.pack, item.ask_next)
        named = next((topic for topic in reading.named if topic in self.pack.topics), "")
        return topic_buttons(self.pack, named) or starter_buttons(self.pack)
