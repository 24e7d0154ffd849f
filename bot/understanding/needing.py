"""The advice that a clause has cues for, where it tells a need or asks whether what it names will do for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.language.returning import returns
from bot.understanding.sought import sought
from bot.understanding.understanding import Candidate, Entity
from bot.understanding.weighing import Weights

_WHETHER_IT = (("could", "it"), ("can", "it"), ("may", "it"), ("might", "it"))


class Needing:
    """Proposes advice by single words: "a ten second jingle", "could one use Suno for a birthday song?"."""

    def __init__(self, weights: Weights) -> None:
        self._cues, self._pack, self._weights = weights.knowhow.cues, weights.pack, weights

    def of(self, clause: Clause, context: Context, entities: Sequence[Entity]) -> Iterator[Candidate]:
        """The advice that a clause has cues for, where it tells a need."""
        cues = self._cues
        behind = cues.fitting(clause)
        found = None if not behind and cues.hopeless(clause) else next(iter(cues.of(clause)), None)
        if found is None:
            return
        fitting, named = 0 < behind <= found.first, self._named(clause)
        if named and found.groups == 1 and not fitting:
            return  # "Seeing as DALL-E writes novels, …"
        if found.groups == 1 and context.focus and not context.advising and clause.texts[:2] in _WHETHER_IT:
            return  # "Could it hide in a letter?" asks about the topic in focus.
        going_on = fitting or (context.advising and not context.form and not named)
        wished = fitting or sought(clause, self._pack.wide) or cues.wished(found, clause, going_on=going_on)
        # "It is about next winter's gas": where a choice is guided, what is no content of any kind is told outright.
        wished |= context.form and found.groups > 1 and not self._content(found.advice)
        if returns(clause.words) or not wished:
            return
        stopwords = self._pack.words.stopwords
        beside = [w.text for at, w in enumerate(clause.words) if at not in found.seen and w.text not in stopwords]
        p = found.likely(alone=fitting or not beside, going_on=going_on, doubts=sum(map(self._weights.telling, beside)))
        if p >= self._pack.card.accept:
            about = (Entity("entry", found.advice, extractor="cue"), *entities)
            reason = f"cue {' '.join(clause.words[at].text for at in sorted(found.seen))!r}"
            yield Candidate("advise", about, p, "cue", reason, f"advice/{found.advice}")

    def _content(self, advice: str) -> bool:
        """Whether a piece of advice is on making what the guided choice asks for: text, images …"""
        uses = self._pack.advisor.uses if self._pack.advisor else {}
        return not set(uses).isdisjoint(self._pack.advice[advice].media)

    def idle(self, clause: Clause) -> bool:
        """Whether a clause plainly asks of what it names, and so for no advice: "is there a risk of bias?"."""
        return self._cues.hopeless(clause) and self._named(clause)

    def _named(self, clause: Clause) -> bool:
        """Whether a clause names something that is known: then it may well ask about that."""
        named = (m.ref for m in clause.of("topic") if m.refs and m.ref.kind != "task")
        return any(ref.value not in self._pack.wide for ref in named)
