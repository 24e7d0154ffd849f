"""Sifting: what readings of a clause are worth beside one another, given what the conversation is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate, Entity, Interpretation
from knowledge.pack import Pack

POINTED = 0.97
"""What a reading keeps of its probability where a word was taken to point at the topic in focus."""
ADVISING = ("advise", "recommend", "choose", "so_far")
"""Intents after which a fragment most likely asks for advice again: "and the cover?"."""
ADVISED = 3.0
"""By how much the odds of advice grow there."""
_TWO, _ABLE = "compare", "can_it"
"""The intents of telling two things apart, and of asking whether one does something."""
SUMMING = "so_far"
"""The intent of having all advice summed up."""
LIKE = 0.45
"""Probability from which a question is taken for one that no pack answers, though it has cues for something."""
_SUPPOSING = re.compile(r"(?:(?:and|but|so|what) )*if\b")
LEAST = 0.01
"""Probability that a reading has more of than one in which a word points."""
FIRM = 0.9
"""Probability from which another reading is no answer to the form, and cues outweigh a question like it."""


def advising(candidate: Candidate) -> Candidate:
    """Where advice was given, what may ask for advice more likely does."""
    if candidate.intent not in ("advise", "recommend") or candidate.probability >= FIRM:
        return candidate
    p = candidate.probability
    return candidate._replace(probability=p * ADVISED / (1.0 - p + p * ADVISED))


def again(candidates: Sequence[Candidate], context: Context) -> Iterator[Candidate]:
    """The advice given before, where advice is asked for and nothing named: "which method?"."""
    entry = next((str(e.get("value")) for e in context.entities if e.get("entity") == "entry"), "")
    for c in candidates if context.intent == "advise" and entry and not context.expecting else ():
        if c.intent == "recommend" and c.missing and c.proposer == "rule":
            about = (Entity("entry", entry, extractor="context"),)
            yield c._replace(intent="advise", entities=about, missing=(), proposer="context", entry=f"advice/{entry}")


def beside(clause: Clause, candidates: Sequence[Candidate], pack: Pack) -> bool:
    """Whether a clause tells a need that nothing serves which a form chooses among, or supposes one beside it."""
    named = (c.entry.removeprefix("advice/") for c in candidates if c.proposer in ("cue", "exact"))
    needed = [pack.advice[name] for name in named if name in pack.advice]
    return any(advice.declines for advice in needed) or bool(needed and _SUPPOSING.match(clause.text))


def without(plain: Iterable[Candidate], pointed: Sequence[Candidate]) -> Sequence[Candidate]:
    """What passes over a word that points, but for what a reading that does not says as well: "is that older?"."""
    if not pointed:
        return [c for c in plain if c.entry or c.missing or c.probability > LEAST]
    return list(_passing_over(plain, pointed))


def _passing_over(plain: Iterable[Candidate], pointed: Sequence[Candidate]) -> Iterator[Candidate]:
    meant = {c.intent: c.probability for c in pointed if not c.missing and not c.entry}
    two = [_topics(c) for c in pointed if c.intent == _TWO and c.probability > FIRM * POINTED and not c.missing]
    able = [_done(c) for c in pointed if c.intent == _ABLE and c.probability > FIRM * POINTED and not c.missing]
    for c in plain:
        if c.intent == "superlative" and meant and not _topics(c) and all(e.entity != "order" for e in c.entities):
            continue  # "What is the longest one?", of context windows, asks for no age.
        if c.proposer == "entry" and not c.entry and any(_topics(c) < both for both in two):
            continue  # "Is it the same as Gemini?", of ChatGPT, asks nothing of Gemini alone.
        if c.proposer == "entry" and any(set() < _topics(c) <= done for done in able):
            continue  # "Can it make videos?", of Midjourney, asks nothing of video generation at large.
        if c.entry or c.missing or c.probability > meant.get(c.intent, 0.0) / POINTED + LEAST:
            yield c


def _topics(candidate: Candidate) -> set[str]:
    return {entity.value for entity in candidate.entities if entity.entity in TOPICAL}


def _done(candidate: Candidate) -> set[str]:
    """The tasks that one thing, which is none itself, is asked about: nothing where there is no such thing."""
    tasks = {entity.value for entity in candidate.entities if entity.entity == "task"}
    things = _topics(candidate) - tasks
    return tasks if things else set()


def kept(candidates: Sequence[Candidate], pack: Pack) -> Sequence[Candidate]:
    """All readings but what there are only cues for in what no pack is asked for: "price per 1000 stories?".

    What a rule is sure wants summed up tells no need either: "summarise your advice".
    """
    if all([c.proposer != "cue" for c in candidates]):
        return candidates
    if any(c.intent == SUMMING and c.proposer == "rule" for c in candidates):
        return [c for c in candidates if c.proposer != "cue"]
    declining = (pack.intents[c.intent].declines for c in candidates if c.probability >= LIKE)
    return [c for c in candidates if c.proposer != "cue" or c.probability > FIRM] if any(declining) else candidates


def summing(clause: Clause, settled: Sequence[Interpretation]) -> bool:
    """Whether a clause wants summed up what was said, and names nothing else: "summarise our conversation"."""
    summed = (i.text for i in settled if i.chosen is not None and i.chosen.intent == SUMMING)
    return not clause.of("medium") and any(text in clause.text for text in summed)


def certain(heard: Interpretation) -> bool:
    """Whether a clause is sure to be understood, so that an emoji in it only adorns."""
    sure = (
        heard.chosen is not None
        and heard.chosen.probability >= FIRM
        and heard.chosen.intent not in ("small_talk", "bare")
    )
    return sure and heard.outcome == "accepted"
