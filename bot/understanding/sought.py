"""The widest names where they only mean some tool: "AI to clean up a background", "which AI do I take for that?"."""

from __future__ import annotations

from collections.abc import Collection

from bot.understanding.clause import Clause
from bot.understanding.language.linking import AUXILIARIES, Mention

_FOR = frozenset(["to", "for", "that", "which", "who", "what"])
"""What leads from the tool to what it is to do, in the words of those too who have to look for them."""
_SOME = frozenset(["a", "an", "any", "some", "one", "and", "or", "but", "so", "maybe", "perhaps", "then"])
_WANTING = frozenset("want wants need needs like use try get find take buy seek".split())
_WHICH = frozenset(["what", "which"])
_IS = frozenset(["is", "are", "was", "were", "has", "have", "had"])


def sought(clause: Clause, wide: Collection[str]) -> bool:
    """Whether a clause looks for a tool by one of the `wide` names rather than asks about what that name means."""
    named = [mention for mention in clause.of("topic") if mention.ref.kind != "task"]
    if len(named) != 1 or not all(ref.value in wide for ref in named[0].refs) or not named[0].refs:
        return False
    if named[0].surface.endswith("s"):
        return False  # "Generative models that never see text": all of them are meant.
    return _asked_for(clause, named[0]) or _wanted(clause, named[0])


def _asked_for(clause: Clause, name: Mention) -> bool:
    """ "Which AI do I take?", but not "which AI is the oldest?"."""
    before, behind = clause.texts[max(0, name.first - 1) : name.first], clause.texts[name.end :]
    if not behind or _WHICH.isdisjoint(before):
        return False
    return behind[0] in _FOR or (behind[0] in AUXILIARIES - _IS and len(behind) > 1)


def _wanted(clause: Clause, name: Mention) -> bool:
    """ "AI to clean up a background", "I want AI that helps", "is there an AI for songs?"."""
    before, behind = clause.texts[: name.first], clause.texts[name.end :]
    if len(behind) < 2 or behind[0] not in _FOR:
        return False
    while before and before[-1] in _SOME:
        before = before[:-1]
    return not before or before[-1] in _WANTING or before[-2:] in (("is", "there"), ("are", "there"))
