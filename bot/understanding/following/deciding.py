"""Which of two just compared to take: "which one should I take?", "so which is better for portraits?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

PICK = "pick"
"""The intent of picking one of some things."""
RECENT = 2
"""Answers back to which the comparison may lie."""
WHOLE, PARTLY = 0.99, 0.75
"""How likely it is that the choice is asked for: by a clause that asks nothing else, and by one that says for what."""
_LEAD = r"^(?:(?:and|or|so|but|then|okay|now|hm) )*"
_WHICH = (
    r"(?:which|what)(?: one| side| way| method| approach| technique| option| route)?"
    r"(?: of (?:them|these|those|the two|both|these two|those two))? "
)
_WANTED = (
    r"(?:(?:should|shall|would|do|must|could|can|to) )?(?:(?:i|we|you|one) )?(?:now |then |rather |really )?"
    r"(?:take|choose|pick|use|buy|get|prefer|recommend|advise|suggest|go (?:for|with))"
    r"|(?:is|would be|are) (?:the )?(?:much |far )?(?:better|best|right|preferable|better choice|right one|better one)"
    r"|wins|suits (?:me|us) (?:better|best)|fits (?:me|us|better|best)"
)
_WHEN = (
    r"when (?:(?:should|shall|would|do|must|could|can) (?:i|we|you|one|people) |to )"
    r"(?:take|choose|pick|use|prefer) which"
)
_TAIL = r"(?: (?:then|now|for (?:me|us)|instead|in the end|in your opinion|please|do you think|overall|of the two))*$"
DECIDING = re.compile(f"{_LEAD}(?:{_WHICH}(?:{_WANTED})|{_WHEN}){_TAIL}")
"""A question for no more than that."""
_FOR = re.compile(
    f"{_LEAD}{_WHICH}"
    f"(?:(?:{_WANTED})(?: \\w+)? (?:for|at|with|in|to|if|when) |(?:suits|fits|(?:would|will) (?:suit|fit)) )"
)


def decided(clause: Clause, context: Context, pack: Pack) -> Iterator[Candidate]:
    """The reading that asks what the comparison given a moment ago says of the choice."""
    comparison = pack.comparison_of.get(frozenset(context.compared))
    if comparison is None or PICK not in pack.intents or f"compare/{comparison.id}" not in context.answered[-RECENT:]:
        return
    whole = DECIDING.match(clause.text) is not None
    if not whole and (clause.of("topic", "medium", "year") or not _FOR.match(clause.text)):
        return
    sides = [Entity("topic", side, extractor="context") for side in comparison.sides]
    said = Entity("said", f"{comparison.id}.choose.0", extractor="context")
    yield Candidate(PICK, (*sides, said), WHOLE if whole else PARTLY, "context", f"the choice of {comparison.id}")
