"""Clauses that only lead to the one behind them: they tell what a name is wanted for, or name what is asked about."""

from __future__ import annotations

import re

from bot.understanding.clause import ASKING, Clause, slot_name
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.naming import TERM
from bot.understanding.understanding import Candidate, Entity, Interpretation

ADVISING = "recommend"
"""The intent that asks for advice; without a task or a medium it asks about what else the message tells."""
CALLED = "called"
"""The intent that asks what a thing was called before."""
_WHICH_NAME = re.compile(
    r"(?:and |so |but )?(?:what|which)(?: (?:one|name|was|were|is|it|that|the|its|old|then|again))*"
)
"""A question for no more than the name: "what was it?"."""
_A_NAME = re.compile(r"(?:and |so |but )?(?:the|that|those) (?!.*\b(?:is|are|was|were|do|does|did|which|what|who)\b)")


def nameless(subject: list[Interpretation]) -> list[Interpretation]:
    """ "Somebody copied his voice. What is that called?": what was told is no question beside the one for its name."""
    wanted = [i for i in subject if i.chosen and i.chosen.intent == TERM]
    if not wanted or len(subject) == 1:
        return subject
    several = any(sum(e.entity == TERM for e in i.chosen.entities) > 1 for i in wanted if i.chosen)
    others = [i for i in subject if i not in wanted]
    defined = [i for i in others if i.chosen and i.chosen.intent in ("define", "bare")]
    if several and defined:
        return others
    return [i for i in subject if i in wanted or i.text.split()[0] in ASKING | AUXILIARIES]


def once_called(subject: list[Interpretation]) -> list[Interpretation]:
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
