"""Definitions: "what is a VAE?"."""

from __future__ import annotations

from actions.facet import FacetAction


class ActionDefine(FacetAction):
    """Definitions of a topic."""

    facet = "define"
