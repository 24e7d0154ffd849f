"""Simple explanations: "explain a transformer like I am five"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionSimple(FacetAction):
    """The analogy of a topic."""

    facet = "analogy"

    def name(self) -> str:
        """Named after the question, not the facet."""
        return "action_simple"
