"""The numbered claims of the seed text: all there, each with one fate."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.pack import Pack
from knowledge.yamlfile import Problem


def problems(pack: Pack) -> Iterator[Problem]:
    """Gaps and repeats in the numbering, and claims without a fate or with several."""
    if not pack.card.seed:
        return
    expected = 1
    for claim in pack.claims:
        origin = pack.origins[f"claim/{claim.n}"]
        if claim.n != expected:
            what = f"claim {claim.n} stands where {expected} is due."
            yield origin.problem(what, "Number the claims from 1 on, without gap or repeat.", "n")
        expected = claim.n + 1
        if claim.fates != 1:
            what = f"claim {claim.n} has {claim.fates or 'no'} fate{'s' if claim.fates > 1 else ''}."
            cure = "Give it one of answered_by, corrected_by, advertising, rhetoric."
            yield origin.problem(what, cure, "n")
