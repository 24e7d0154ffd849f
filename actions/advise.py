"""Advice for a situation a visitor describes in their own words."""

from __future__ import annotations

from actions.advising import AdvisingAction
from actions.reading import Reading
from actions.reply import Reply


class ActionAdvise(AdvisingAction):
    """One curated piece of advice, named by the entity `entry`."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_advise"

    def reply(self, reading: Reading) -> Reply:
        """The advice; an id the pack does not know is an honest miss."""
        advice = self.pack.advice.get(reading.first("entry"))
        if advice is None:
            return Reply(response="utter_fallback", values={"title": self.pack.card.title}, missed=True)
        return self.advised(advice, reading)
