"""What visitors tell that a guided choice needs: as an answer to it, in passing, or as it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause, asks
from bot.understanding.context import Context
from bot.understanding.keywords.telling import Telling, of_oneself
from bot.understanding.sifting import ADVISING, FIRM, beside, summing
from bot.understanding.understanding import Candidate, Entity, Interpretation
from knowledge.pack import Pack

CHOOSE = "choose"
"""The intent by which a choice begins to be guided."""
INFORM = "inform"
"""The intent of telling what it depends on."""
SHORT_ANSWER = 4
"""Words of a question that may be an answer put with doubt: "pictures, maybe?"."""
YIELDING = frozenset("bare recommend advise deny affirm small_talk select choose beyond faq correct".split())
"""Intents that yield to an answer to the form."""
_CORRECTING = re.compile(
    r"^(?:no|actually|sorry|wait|rather|instead|make it|what if|and|plus|also|but if)\b|\b(?:meant|mean|instead)\b"
)


class Informing:
    """Finds what clauses tell of what the choice of one pack depends on."""

    def __init__(self, telling: Telling, pack: Pack) -> None:
        self._telling, self._pack = telling, pack

    def informed(self, clause: Clause, candidates: Sequence[Candidate], context: Context) -> Iterator[Candidate]:
        """What a clause answers to the form, unless it asks something itself."""
        if (context.advised and not _CORRECTING.search(clause.text)) or beside(clause, candidates, self._pack):
            return
        told = self._telling.of(clause, context.requested or self._telling.deciding)
        firm = [c for c in candidates if c.probability >= FIRM and not c.missing and c.proposer != "context"]
        if asks(clause):
            rivals = [c for c in firm if c.intent not in ("bare", "deny")]
            told = told if len(clause.words) <= SHORT_ANSWER else ()
        else:
            rivals = [c for c in firm if c.proposer in ("rule", "exact") and c.intent not in YIELDING]
        if told and not rivals:
            yield Candidate(INFORM, told, 1.0, "context", f"it answers {told[0].entity}: {told[0].value}")

    def told(
        self, clauses: Sequence[Clause], context: Context, settled: Sequence[Interpretation]
    ) -> tuple[Entity, ...]:
        """What the visitor tells of their situation in passing: of oneself, or where advice is the matter."""
        advising = context.intent in ADVISING
        telling = (c for c in clauses if (of_oneself(c) or (advising and not asks(c))) and not summing(c, settled))
        return tuple(entity for clause in telling for entity in self._telling.of(clause))

    def begun(self, heard: Interpretation, whole: Clause) -> Interpretation:
        """Where a guided choice begins: with all that the message tells."""
        chosen = heard.chosen
        if chosen is None or chosen.intent != CHOOSE or heard.outcome != "accepted":
            return heard
        return heard._replace(chosen=chosen._replace(entities=(*chosen.entities, *self._telling.of(whole))))
