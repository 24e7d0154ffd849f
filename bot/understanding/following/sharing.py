"""What two have in common that were just told of: "and both in the same year?", "were they by the same firm?"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.understanding.context import Context
from bot.understanding.following.genuine import belonging
from bot.understanding.following.pointing import NO_THINGS, pair
from bot.understanding.sifting import FIRM
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

SHARED = "shared"
SHARING = 0.996
"""Probability of a reading as what the two share: it goes on from nothing else."""


def sharing(candidates: Iterable[Candidate], context: Context, pack: Pack) -> Iterator[Candidate]:
    """Whether two share a maker or a year: what is named and what was spoken of before, or the two last spoken of."""
    for c in candidates:
        if c.intent != SHARED or c.probability <= FIRM:
            continue
        if not {e.value for e in c.entities if e.entity != "topic"} <= {"organisation", "person"}:
            continue
        two = _two([e.value for e in c.entities if e.entity == "topic"], context, pack)
        if len(set(two)) == 2:
            shown = Entity("among", "|".join(two), extractor="context")
            yield c._replace(entities=(shown,), missing=(), probability=SHARING, proposer="context")


def _two(named: Sequence[str], context: Context, pack: Pack) -> Sequence[str]:
    """Those named, one of them beside what is in focus; else the two that were spoken of."""
    if named:
        return named if len(named) > 1 else (context.focus, *named)
    if works := belonging(context, pack):
        return works
    if len(tools := pack.recommended(next(iter(context.answered[-1:]), ""))) == 2:
        return tools  # "Are the two from the same firm?", of those just advised.
    told = [answer.partition(".")[::2] for answer in context.answered[-2:]]
    if len({side for _, side in told}) == 1 and len({topic for topic, _ in told}) == 2:  # Two makers, two dates.
        return [topic for topic, _ in told if pack.kind_of(topic) not in NO_THINGS]
    if (two := pair(context, pack, alike=False)) and NO_THINGS.isdisjoint(map(pack.kind_of, two)):
        return two
    # "And GANs, was that Google too? Same year?": a maker that was asked about is not meant.
    return [topic for topic, _ in context.trail if pack.kind_of(topic) not in NO_THINGS][-2:]
