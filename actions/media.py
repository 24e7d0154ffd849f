"""In and out: "what goes into ElevenLabs, and what comes out?"."""

from __future__ import annotations

from actions.relational import RelationalAction


class ActionMedia(RelationalAction):
    """What a topic takes and what it produces."""

    relations = ("takes", "produces")
    every = True
    instead = ("uses", "how")

    def name(self) -> str:
        """As the intent names it."""
        return "action_media"
