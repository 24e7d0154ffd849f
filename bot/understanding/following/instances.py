"""Words that stand for a kind spoken of: "is BERT one?", "are LLMs such models?", "who has one?"."""

from __future__ import annotations

from bot.understanding.clause import Clause
from bot.understanding.context import Context

_BEING = frozenset(["is", "are", "was", "were"])
_AS_WELL = frozenset(["", "too", "then", "also", "as well", "as", "of them", "of those", "of these"])
_ASKING_FOR, _WHETHER = ("who", "which", "what"), ("does", "do", "has", "have", "did")
_EXTREMES = frozenset("biggest largest longest smallest shortest highest lowest greatest".split())
_NEEDING = frozenset("need require buy own".split())
_ALSO = frozenset(["also", "too", "really", "then", "not", "just", "still"])


def of_a_class(clause: Clause, position: int) -> bool:
    """Whether "one" or "such" stands for the kind in focus: "is BERT one?", "do I need one for ChatGPT?"."""
    texts = clause.texts
    if position and texts[position - 1] in _NEEDING:
        return any(m.first > position and m.refs for m in clause.of("topic"))
    end = max((m.end for m in clause.of("topic") if m.end <= position and m.refs), default=0)
    between = set(texts[end:position])
    told = bool(between & _BEING) and between <= _BEING | _ALSO  # As a statement, put for checking.
    asked = texts[0] in _BEING and between <= _ALSO
    return bool(end) and (asked or told) and " ".join(texts[position + 1 :]) in _AS_WELL


def extreme(clause: Clause, position: int) -> bool:
    """Whether "one" stands for the concept in focus: a context window, "the biggest one the article mentions?"."""
    texts = clause.texts
    return texts[position] == "one" and position > 0 and texts[position - 1] in _EXTREMES and not clause.of("topic")


def such(clause: Clause, position: int) -> bool:
    """Whether "such" stands for the kind in focus: "are LLMs such models?", "was ELIZA such a thing?"."""
    if clause.texts[position] != "such" or len(clause.texts) - position > 3:
        return False
    named = any(m.end <= position and m.refs for m in clause.of("topic"))
    return named and not _BEING.isdisjoint(clause.texts[:position])


def part_asked(clause: Clause, position: int, context: Context) -> str:
    """What "one" is in "who has one, then?" or "does a VAE have one?" after "does it have an encoder?"."""
    asked = clause.words[0].text in _ASKING_FOR or (clause.words[0].text in _WHETHER and bool(clause.of("topic")))
    if (
        not asked
        or not position
        or context.intent != "has_it"
        or clause.words[position - 1].text not in ("has", "have", "use", "uses")
    ):
        return ""
    named = [str(e.get("value")) for e in context.entities if e.get("entity") == "topic"]
    return named[-1] if named else ""
