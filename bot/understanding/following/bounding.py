"""A list among names put in a row: "GAN VAE NeRF - which came after 2014?", "which of BERT and T5 are of 2019?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause
from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate, Entity

SELECT = "select"
"""The intent of listing what meets conditions."""
BOUNDED = 0.96
"""How likely a condition asks among the names beside it; no curated answer speaks of just these."""
_JOINING = frozenset(["and", "or", "a", "an", "the"])
_LEADING = _JOINING | {"which", "what", "ones", "of", "out", "from", "among", "between", "these"}
_ASKING = frozenset(["which", "what"])


def bounded(clause: Clause, entities: Sequence[Entity]) -> Iterator[Candidate]:
    """The reading that asks which of some names in a row are of a time or in a state."""
    names = [m for m in clause.of("topic") if m.refs]
    if len(names) < 2 or _ASKING.isdisjoint(clause.texts) or not clause.of("year", "state"):
        return
    start, end = names[0].first, max(m.end for m in names)
    named = {at for m in names for at in range(m.first, m.end)}
    between = {text for at, text in enumerate(clause.texts[:end]) if start <= at and at not in named}
    led, behind = clause.texts[:start], clause.texts[end:]
    if not between <= _JOINING or not _LEADING.issuperset(led) or _ASKING.isdisjoint((*led, *behind[:2])):
        return
    among = Entity("among", "|".join(dict.fromkeys(m.ref.value for m in names)), extractor="context")
    conditions = (e for e in entities if e.entity not in TOPICAL)
    yield Candidate(SELECT, (among, *conditions), BOUNDED, "context", "of those named in a row")
