"""Parts: "the parts of a GAN?"."""

from __future__ import annotations

from actions.relational import RelationalAction


class ActionParts(RelationalAction):
    """What a topic is made of."""

    relations = ("has_part",)
    instead = ("how",)

    def name(self) -> str:
        """As the intent names it."""
        return "action_parts"
