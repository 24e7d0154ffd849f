"""Doubt: "really?", "are you sure?", "I read something else": the answer stands, with what it rests on."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import starter_buttons
from actions.reading import Reading
from actions.reply import Reply, first_sentences

KEPT = 2
"""Sentences of the answer that are said again."""


class ActionDoubt(PackAction):
    """ "Hm, I doubt that." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_doubt"

    def reply(self, reading: Reading) -> Reply:
        """The beginning of the last answer and its sources: that is all there is."""
        said, _, rest = str(reading.slots.get("answer_text") or "").partition("\n\n")
        if not said:
            values = {"title": self.pack.card.title}
            return Reply(response="utter_nothing_yet", values=values, buttons=starter_buttons(self.pack), missed=True)
        text = first_sentences(said, KEPT)
        if "Source" not in rest:
            return Reply(response="utter_again", values={"said": text})
        return Reply(response="utter_doubted", values={"said": f"{text}\n\n{rest[rest.index('Source') :]}"})
