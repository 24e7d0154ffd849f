"""Uses: "what are diffusion models used for?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionUses(FacetAction):
    """Uses of a topic."""

    facet = "uses"
    briefly = True
    instead = ("strengths",)
