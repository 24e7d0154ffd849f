"""Foundations: "what is ChatGPT built on?", "which architecture is behind most LLMs?"."""

from __future__ import annotations

from actions.relational import RelationalAction


class ActionBehind(RelationalAction):
    """What a topic rests on."""

    relations = ("based_on", "has_part")
    instead = ("how",)
    subject = -1  # "Which language model is AudioPaLM built on?" asks about the last name.

    def name(self) -> str:
        """As the intent names it."""
        return "action_behind"
