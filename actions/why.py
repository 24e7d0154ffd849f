"""Reasons: "why do LLMs hallucinate?", "why does attention matter?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionWhy(FacetAction):
    """Reasons of a topic."""

    facet = "why"
    instead = ("strengths", "uses")
