"""Clauses that only lead to the one behind them: they tell what a name is wanted for, or name what is asked about."""

from __future__ import annotations

import re

from bot.understanding.clause import ASKING, Clause, slot_name
from bot.understanding.keywords.rules import SURE
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.naming import TERM
from bot.understanding.understanding import Candidate, Entity, Interpretation
from knowledge.pack import Pack

ADVISING = "recommend"
"""The intent that asks for advice; without a task or a medium it asks about what else the message tells."""
CALLED = "called"
"""The intent that asks what a thing was called before."""
_WHICH_NAME = re.compile(
    r"(?:and |so |but )?(?:what|which)(?: (?:one|name|was|were|is|it|that|the|its|old|then|again))*"
)
"""A question for no more than the name: "what was it?"."""
_A_NAME = re.compile(r"(?:and |so |but )?(?:the|that|those) (?!.*\b(?:is|are|was|were|do|does|did|which|what|who)\b)")

_OF_ONESELF = re.compile(r"(?:i|we|my|our)\b(?! (?:want|need|would|wonder))")
_OF_FACT = ("define", "who", "when", "status", "stands_for", "history")
_ALIKE = ("typed", "cue", "entry")
MANY = 5
"""Topics of advice that names no tools, from which it is on choosing in general."""
LIKELY = 0.8
"""Probability from which what is told of oneself is taken for the question it is like."""


def nameless(subject: list[Interpretation]) -> list[Interpretation]:
    """ "Somebody copied his voice. What is that called?": what was told is no question beside the one for its name."""
    subject = _once_called(subject)
    wanted = [i for i in subject if i.chosen and i.chosen.intent == TERM]
    if not wanted or len(subject) == 1:
        return subject
    several = any(sum(e.entity == TERM for e in i.chosen.entities) > 1 for i in wanted if i.chosen)
    others = [i for i in subject if i not in wanted]
    defined = [i for i in others if i.chosen and i.chosen.intent in ("define", "bare")]
    if several and defined:
        return others
    return [i for i in subject if i in wanted or i.text.split()[0] in ASKING | AUXILIARIES]


def _once_called(subject: list[Interpretation]) -> list[Interpretation]:
    """ "It used to be called something else. What was it?": the name told answers both."""
    if not any(i.chosen and i.chosen.intent == CALLED for i in subject):
        return subject
    return [i for i in subject if (i.chosen and i.chosen.intent == CALLED) or not _WHICH_NAME.fullmatch(i.text)]


def only_named(heard: Interpretation) -> bool:
    """Whether a clause only says what the one behind it asks about: "the one everybody uses, when did it start?"."""
    chosen = heard.chosen
    return bool(chosen and chosen.intent in ("bare", "select") and _A_NAME.match(heard.text))


def asks_alone(candidate: Candidate) -> bool:
    """Whether a reading asks for advice and names nothing itself that it is for."""
    wanted = [e for e in candidate.entities if e.entity in ("task", "medium", "criterion")]
    return candidate.intent == ADVISING and not candidate.entry and all(e.extractor == "context" for e in wanted)


def for_what(whole: Clause) -> tuple[Entity, ...]:
    """The tasks a message names, or else the media."""
    named = [m for m in whole.mentions if m.refs and slot_name(m) in ("task", "medium")]
    tasks = [m for m in named if slot_name(m) == "task"] or named
    return tuple(Entity(slot_name(m), m.ref.value, extractor="context") for m in tasks)


def of_oneself(heard: Interpretation) -> bool:
    """Whether a clause tells something of the visitor, and wants nothing."""
    return _OF_ONESELF.match(heard.text) is not None


def asking(heard: Interpretation) -> bool:
    """Whether a clause opens as a question does."""
    return heard.text.partition(" ")[0] in ASKING | AUXILIARIES


def plainly_asked(heard: Interpretation) -> bool:
    """Whether a clause is sure to ask what, who or when something it names is."""
    return bool(heard.named and heard.chosen and heard.chosen.intent in _OF_FACT and clear(heard) and asking(heard))


def guessed(heard: Interpretation, *, named: bool, limit: float = LIKELY) -> bool:
    """Whether a reading rests on no more than some likeness, above all beside a question that names a tool.

    "I am a musician. Does Suno make whole songs?" needs no advice on music.
    """
    chosen = heard.chosen
    if chosen is None or chosen.intent in ("choose", "bare") or chosen.probability >= limit:
        return False
    return (named and chosen.proposer in _ALIKE) or (chosen.proposer == "typed" and not advises(chosen))


def telling(heard: Interpretation) -> tuple[bool, bool, float]:
    """How telling a segment is: a described situation before a question, a question before a bare name."""
    chosen = heard.chosen
    return (
        bool(chosen and chosen.entry),
        bool(chosen and chosen.intent != "bare"),
        chosen.probability if chosen else 0.0,
    )


def advises(candidate: Candidate) -> bool:
    """Whether a reading gives advice, or asks for some."""
    return candidate.entry.startswith("advice/") or candidate.intent == ADVISING


def general(candidate: Candidate, pack: Pack) -> bool:
    """Whether it is advice on choosing at all, by many criteria and without a tool."""
    record = pack.advice.get(candidate.entry.partition("/")[2])
    return record is not None and not record.tools and len(record.about) >= MANY


def clear(heard: Interpretation) -> bool:
    """Whether a clause is a full question that a rule was sure of."""
    chosen = heard.chosen
    return chosen is not None and chosen.proposer == "rule" and chosen.probability >= SURE and chosen.intent != "bare"
