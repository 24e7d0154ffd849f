"""Clauses that only lead to the one behind them: they tell what a name is wanted for, or name what is asked about."""

from __future__ import annotations

import re

from bot.understanding.clause import ASKING
from bot.understanding.linking import AUXILIARIES
from bot.understanding.naming import TERM
from bot.understanding.understanding import Interpretation

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


def only_named(heard: Interpretation) -> bool:
    """Whether a clause only says what the one behind it asks about: "the one everybody uses, when did it start?"."""
    chosen = heard.chosen
    return bool(chosen and chosen.intent in ("bare", "select") and _A_NAME.match(heard.text))
