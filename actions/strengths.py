"""Strengths: "what are LLMs good at?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionStrengths(FacetAction):
    """Strengths of a topic."""

    facet = "strengths"
    instead = ("uses",)
