"""Mechanisms: "how does a GAN work?"."""

from __future__ import annotations

from actions.facet import FacetAction
from actions.reading import Reading
from actions.reply import Reply
from actions.simple import ActionSimple


class ActionHow(FacetAction):
    """Mechanisms of a topic."""

    facet = "how"
    task_first = True

    def reply(self, reading: Reading) -> Reply:
        """How it works; to somebody who knows nothing of it, by a picture."""
        return ActionSimple(self.pack).reply(reading) if reading.simple else super().reply(reading)
