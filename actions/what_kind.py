"""Kinds: "what kind of model is BERT?", "what is a VAE a part of?"."""

from __future__ import annotations

from actions.define import ActionDefine
from actions.reading import Reading
from actions.relational import RelationalAction
from actions.reply import Reply


class ActionWhatKind(RelationalAction):
    """What a topic is, and what it is part of."""

    relations = ("is_a", "part_of")

    def reply(self, reading: Reading) -> Reply:
        """What the facts say; of a company or a person, which are of no kind, the definition."""
        if reading.first("organisation", "person") in self.pack.topics and not reading.first("topic"):
            return ActionDefine(self.pack).reply(reading)
        return super().reply(reading)

    def name(self) -> str:
        """As the intent names it."""
        return "action_what_kind"
