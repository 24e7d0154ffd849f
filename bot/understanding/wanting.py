"""What a message wants in pieces or several times over: "wedding photo, ugly bin, want it gone", "a poster, a tune"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.clause import ASKING, Clause
from bot.understanding.context import Context
from bot.understanding.cutting import portions
from bot.understanding.judge import moved
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.language.text import Text
from bot.understanding.readings import Readings
from bot.understanding.sifting import kept
from bot.understanding.understanding import Candidate, Interpretation

PLAIN = 0.65
"""Probability from which cues are plain enough beside a question that nothing is known of."""
SEVERAL = 3
"""Things wanted at once that are answered."""


class Wanting:
    """Finds the advice that a whole message has cues for."""

    def __init__(self, knowhow: Knowhow, readings: Readings) -> None:
        self._pack, self._cues, self._readings = knowhow.pack, knowhow.cues, readings

    def of(self, heard: Sequence[Interpretation], whole: Clause, text: Text, context: Context) -> Interpretation | None:
        """The advice for a message none of whose clauses is answered by itself."""
        found = next(iter(self._readings.cued(whole, context)), None)
        if found is None or not all(kept([found, *_likeliest(i)], self._pack)[:1] == [found] for i in heard):
            return None
        lost = any(i.outcome == "declined" and i.text.split()[0] in ASKING | AUXILIARIES for i in heard)
        accept = self._pack.card.accept
        if found.probability < (moved(PLAIN, accept) if lost else accept):
            return None
        return Interpretation(text.original.strip(), "accepted", found, (), found.reason)

    def several(
        self, settled: tuple[Interpretation, ...], whole: Clause, context: Context
    ) -> tuple[Interpretation, ...]:
        """Each thing that is wanted, where what was settled is one of several: "read out loud, plus a picture a page".

        What is told before the wish is not wanted: "I wrote a novel and need a cover".
        """
        first = settled[0].chosen if len(settled) == 1 else None
        if first is None or first.proposer != "cue":
            return settled
        wish, end, found = self._cues.behind(whole), 0, dict[str, Interpretation]()
        for part in portions(whole):
            end += len(part.words)
            chosen = (
                next(iter(self._readings.cued(part, context._replace(advising=True))), None) if end > wish else None
            )
            if chosen is not None:
                tools = self._pack.advice[chosen.entry.partition("/")[2]].tools[:1]
                heard = Interpretation(part.text, "accepted", chosen, (), chosen.reason)
                found.setdefault("".join(tools) or chosen.entry, heard)
        entries = [i.chosen.entry for i in found.values() if i.chosen]
        return tuple(found.values())[:SEVERAL] if len(entries) > 1 and first.entry in entries else settled


def _likeliest(heard: Interpretation) -> Sequence[Candidate]:
    """The likeliest readings of a clause."""
    return (heard.chosen, *heard.alternatives) if heard.chosen else heard.alternatives
