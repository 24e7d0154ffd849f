"""Definitions: "what is a VAE?"."""

from __future__ import annotations

from actions.facet import FacetAction
from actions.reading import Reading
from actions.reply import Reply
from actions.select import ActionSelect
from actions.simple import ActionSimple


class ActionDefine(FacetAction):
    """Definitions of a topic."""

    facet = "define"

    def reply(self, reading: Reading) -> Reply:
        """The definition; "open models from Google" asks for the members of a class that a company made."""
        if reading.simple:
            return ActionSimple(self.pack).reply(reading)
        topic, maker = reading.first("topic"), reading.first("organisation")
        if topic and maker and any(topic in above for above in self.pack.ancestors.values()):
            found = ActionSelect(self.pack).reply(reading)
            if not found.missed:
                return found
        return super().reply(reading)
