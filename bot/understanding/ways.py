"""Ways of doing what is spoken of: a prompt, "is there a word for doing this cleverly?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.describing import Descriptions, Fitting
from knowledge.pack import Pack

_VERBS = "doing|writing|wording|phrasing|making|handling|training|running"
_DOING = frozenset(_VERBS.split("|"))
_DOING_IT = re.compile(
    r"\b(?:art|craft|skill|knack|trick|practice) (?:of|in|behind|to)\b|"
    rf"\b(?:{_VERBS}) (?:\w+ )?(?:it|this|that|them|these|those|such|ones?)\b"
)
_WELL = re.compile(
    r"\b(?:cleverly|skilfully|skillfully|smartly|well|properly|better|expertly|artfully|good ones?|the best|"
    r"like an? (?:pro|expert)|art|craft|skill|knack|trick|practice)\b"
)
_CRAFT = "craft"
"""What doing a thing well is."""
_RESTING = ("based_on", "is_a")
SHORT = 4
"""Words of a question for the name of a way at most; more of them describe something."""
COVERED, LEADING = 0.2, 0.07
"""Share of what is said of a way that what is written of it must cover, and by how much it must lead the others."""


def way(own: Sequence[str], clause: Clause, context: Context, pack: Pack, told: Descriptions) -> Fitting | None:
    """What rests on the topic spoken of and fits best what is said of how it is done; None where nothing leads.

    `own` are the words that describe it.
    """
    named = next((m for m in clause.of("topic") if m.refs), None)
    doing = _DOING_IT.search(clause.text) or (named and named.first and clause.texts[named.first - 1] in _DOING)
    if not doing or len(own) > SHORT:
        return None
    of = named.ref.value if named else context.focus
    resting = {t for t in pack.topics for r in _RESTING for fact in pack.facts(t, r) if fact.target == of}
    resting = {t for t in resting if not told.proper(pack.kind_of(t))}
    words = (*own, _CRAFT) if _WELL.search(clause.text) else own
    ways = [fit for fit in told.best(words, count=len(pack.topics)) if fit.topic in resting][:2]
    lead = ways[0].score - ways[1].score if len(ways) > 1 else 1.0
    return ways[0] if ways and ways[0].covered >= COVERED and lead >= LEADING else None
