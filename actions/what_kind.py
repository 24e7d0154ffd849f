"""Kinds: "what kind of model is BERT?", "what is a VAE a part of?"."""

from __future__ import annotations

from actions.relational import RelationalAction


class ActionWhatKind(RelationalAction):
    """What a topic is, and what it is part of."""

    relations = ("is_a", "part_of")

    def name(self) -> str:
        """As the intent names it."""
        return "action_what_kind"
