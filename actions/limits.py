"""Limits: "what are GANs bad at?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionLimits(FacetAction):
    """Limits of a topic."""

    facet = "limits"
    task_first = True
