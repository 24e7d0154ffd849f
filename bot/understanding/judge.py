"""The judge alone decides: probability, margin and coverage make an answer, a guess, a question back or a decline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate, Interpretation
from bot.understanding.weighing import LIKELIEST, Weights

ACCEPT = 0.5
"""Probability from which a reading is answered, unless the pack's card names another: see `moved`."""
ASK = 0.28
"""Probability from which a reading without a rival is worth a guess, said as one."""
BESIDE = 2
"""Words that a question may hold beside what is clear of it."""
CLOSE = 1.3
"""How much likelier than any other a guess must be, where the other is about something else."""
CLEAR = 0.8
"""Likeness to the examples from which a question is clear."""
ALONE = 0.36
"""Probability from which a reading is answered that leaves no word unexplained and leads any other by `LEAD`."""
LEAD = 0.2
MARGIN = 0.06
"""Two different readings closer than this are asked about, unless a rule is sure."""
DISTINCT = 0.65
"""Probability from which a rival close behind is not asked about."""
LACKING = 0.65
"""Probability from which a reading that lacks a name is worth asking for it."""
_probability = attrgetter("probability")
_NAMING = frozenset({"topic", "task", "entry"})
_FIRM = frozenset({"exact", "rule", "payload", "context"})
"""Proposers whose reading no rival makes doubtful."""


def moved(limit: float, accept: float) -> float:
    """A limit set for `ACCEPT`, in a pack that accepts from another probability: its odds change by the same factor.

    So the limits lie as far from one another in score as they did, and in the same order.
    """
    factor = accept * (1.0 - ACCEPT) / (ACCEPT * (1.0 - accept))
    return limit * factor / (1.0 - limit + limit * factor)


class Limits(NamedTuple):
    """The probabilities a pack's readings are held against."""

    accept: float
    ask: float
    clear: float
    alone: float
    distinct: float
    lacking: float

    @classmethod
    def of(cls, accept: float) -> Limits:
        """All of them, moved by what the pack accepts from."""
        return cls(accept, *(moved(limit, accept) for limit in (ASK, CLEAR, ALONE, DISTINCT, LACKING)))


class Judge:
    """Disposes of what was proposed and weighed."""

    def __init__(self, weights: Weights) -> None:
        self._weights, self._pack = weights, weights.pack
        self._limits = Limits.of(weights.pack.card.accept)
        self._knows = weights.knowhow.speller.knows

    def _clear(self, whole: Sequence[Candidate]) -> Candidate | None:
        """The reading that is clear but for a word or two of ordinary English that no pack is asked for in vain."""
        for candidate in whole:
            words = candidate.unexplained
            if (
                candidate.entry
                or not 1 <= len(words) <= BESIDE
                or candidate.likeness < self._limits.clear
                or self._declines(candidate)
            ):
                continue
            topical = any(e.entity in TOPICAL for e in candidate.entities)
            if topical and all(self._knows(w) and " " not in w and not self._weights.telling(w) for w in words):
                return candidate
        return None

    def _declines(self, candidate: Candidate) -> bool:
        intent = self._pack.intents.get(candidate.intent)
        return bool(intent and intent.declines)

    def _leads(self, best: Candidate, ranked: Sequence[Candidate]) -> bool:
        """Whether a reading that is not very likely has no rival and explains every word."""
        rival = next((c.probability for c in ranked if _different(c, best)), 0.0)
        return best.probability >= self._limits.alone and best.probability - rival >= LEAD and not best.unexplained

    def _guessed(
        self, text: str, best: Candidate, whole: Sequence[Candidate], others: tuple[Candidate, ...]
    ) -> Interpretation:
        """A guess, or where another answer or topic is about as likely, a question back."""
        rival = next((c for c in whole if _different(c, best)), None)
        if rival and best.probability < rival.probability * CLOSE:
            one, other = _topics(best), _topics(rival)
            if (best.entry and rival.entry) or (one and other and one != other):
                return Interpretation(text, "unsure", best, others, "not sure enough to answer")
        return Interpretation(text, "likely", best, others, "not sure enough to be more than a guess")

    def dispose(self, text: str, candidates: Iterable[Candidate]) -> Interpretation:
        """Accept the best reading, guess, ask between the best two, or decline."""
        ranked, limits = _ranked(candidates), self._limits
        whole = [c for c in ranked if not c.missing]
        best = whole[0] if whole else None
        lacking = ranked[0] if ranked and ranked[0].missing else None
        others = tuple([c for c in ranked[:4] if c is not best][:3])
        sure = (
            lacking is not None
            and lacking.proposer == "rule"
            and best is not None
            and best.proposer in ("typed", "entry")
        )
        if sure and lacking and best and lacking.probability > best.probability + MARGIN:
            return Interpretation(text, "unsure", lacking, others, f"it lacks {', '.join(lacking.missing)}")
        if best is not None and (best.probability >= limits.accept or self._leads(best, ranked)):
            rival = next((c for c in whole[1:] if _different(c, best)), None)
            close = rival is not None and best.probability - rival.probability < MARGIN and not self._declines(best)
            close = close and rival is not None and _topics(best) != _topics(rival)
            if close and best.proposer not in _FIRM and best.probability < limits.distinct:
                return Interpretation(text, "unsure", best, others, "two readings are about as likely")
            return Interpretation(text, "accepted", best, others, best.reason)
        if lacking is not None and lacking.probability >= limits.lacking:
            reason = f"it lacks {', '.join(lacking.missing)}"
            return Interpretation(text, "unsure", lacking, others, reason)
        if (clear := self._clear(whole)) is not None:
            return Interpretation(text, "partly", clear, others, f"nothing is known of {', '.join(clear.unexplained)}")
        if best is not None and best.probability >= limits.ask and not best.unexplained and best.intent != "small_talk":
            return self._guessed(text, best, whole, others)
        return Interpretation(text, "declined", best, others, _why_not(best))


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The readings, likeliest first; what two proposers say independently is likelier than either alone.

    What the conversation completes counts before what lacks something.
    """
    kept: dict[tuple[str, frozenset[str]], Candidate] = {}
    if len(found := [*candidates]) < 2:
        return found
    for candidate in found:
        key = _meant(candidate)
        known = kept.get(key)
        if known is None:
            kept[key] = candidate
            continue
        best, other = (known, candidate) if known.probability >= candidate.probability else (candidate, known)
        if best.missing and not other.missing and other.proposer == "context":
            best, other = other, best
        both = best.probability
        if {best.proposer, other.proposer} == {"typed", "entry"} and not best.missing and not other.missing:
            both = min(LIKELIEST, 1.0 - (1.0 - best.probability) * (1.0 - other.probability))
        kept[key] = best if both == best.probability else best._replace(probability=both)
    return sorted(kept.values(), key=_probability, reverse=True)


def _meant(candidate: Candidate) -> tuple[str, frozenset[str]]:
    """By what two readings are one: their intent and names; for advice, the task it is about."""
    if candidate.intent in ("advise", "recommend"):
        tasks = frozenset([e.value for e in candidate.entities if e.entity == "task"])
        if tasks:
            return ("advise", tasks)
    return (candidate.intent, frozenset([e.value for e in candidate.entities if e.entity in _NAMING]))


def _topics(candidate: Candidate) -> frozenset[str]:
    """What a reading is about: between two sides of one topic nobody need be asked."""
    return frozenset(e.value for e in candidate.entities if e.entity in TOPICAL)


def _different(one: Candidate, other: Candidate) -> bool:
    if {one.intent, other.intent} == {"advise", "recommend"}:
        return False  # The advice for a task and the advice for a situation like it.
    return (one.intent, one.entry) != (other.intent, other.entry)


def _why_not(best: Candidate | None) -> str:
    if best is None:
        return "nothing fits"
    if best.unexplained:
        return f"nothing is known of {', '.join(best.unexplained)}"
    return "the best reading is too unlikely"
