"""Remedies: "how do we guard against prompt injection?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionRemedies(FacetAction):
    """What helps against a topic; what its limits say of that where nothing else is written."""

    facet = "remedies"
    instead = ("limits", "how")
