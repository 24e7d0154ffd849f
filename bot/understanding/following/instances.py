"""Words that stand for a kind spoken of: "is BERT one?", "are LLMs such models?", "who has one?"."""

from __future__ import annotations

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from knowledge.pack import Pack

_BEING = frozenset(["is", "are", "was", "were"])
_AS_WELL = frozenset(["", "too", "then", "also", "as well", "as", "of them", "of those", "of these"])
_ASKING_FOR, _WHETHER = ("who", "which", "what"), ("does", "do", "has", "have", "did")
_EXTREMES = frozenset("biggest largest longest smallest shortest highest lowest greatest".split())
_NEEDING = frozenset("need require buy own".split())
_THAT = frozenset(["that", "this", "those", "these"])
_PURPOSE = frozenset(["what", "why", "how", "for"])
_FOR = frozenset("for do does good help helps use point need needs bring purpose".split())
"""Words of a question for the purpose of something."""
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


def only(clause: Clause, position: int) -> bool:
    """Whether "one" stands for what is in focus, said to be had by some alone: "do only chatbots have one?"."""
    texts = clause.texts
    named = any(m.end <= position and m.refs for m in clause.of("topic", "medium", "task"))
    return texts[position] == "one" and named and "only" in texts[:2] and position == len(texts) - 1


def part_meant(clause: Clause, position: int, context: Context, pack: Pack) -> str:
    """What "that" is in "what would that be for?" after "does a VAE have a discriminator?": the part, if had or not."""
    texts = clause.texts
    if texts[position] not in _THAT or texts[0] not in _PURPOSE or _FOR.isdisjoint(texts[1:]):
        return ""
    named = [str(e.get("value")) for e in context.entities if e.get("entity") == "topic"]
    if context.intent == "has_it" and len(named) > 1:
        beside = (topic for topic in reversed(named) if topic != context.focus)
        return next((topic for topic in named if pack.plays(topic, "part")), next(beside, named[-1]))
    return next((topic for topic in named if context.intent == "select" and pack.plays(topic, "part")), "")


def part_asked(clause: Clause, position: int, context: Context) -> str:
    """What "one" is in "who has one, then?" or "does a VAE have one?" after "does it have an encoder?"."""
    asked = clause.words[0].text in _ASKING_FOR or (clause.words[0].text in _WHETHER and bool(clause.of("topic")))
    if clause.texts[position] != "one":
        return ""
    if (
        not asked
        or not position
        or context.intent != "has_it"
        or clause.words[position - 1].text not in ("has", "have", "use", "uses")
    ):
        return ""
    named = [str(e.get("value")) for e in context.entities if e.get("entity") == "topic"]
    return named[-1] if named else ""
