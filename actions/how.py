"""Mechanisms: "how does a GAN work?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionHow(FacetAction):
    """Mechanisms of a topic."""

    facet = "how"
    task_first = True
