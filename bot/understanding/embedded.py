"""What is said to be so: "our press officer wants to claim that Whisper came from Google", "I doubt that …"."""

from __future__ import annotations

from bot.understanding.clause import ASKING, Clause, stretch

FEWEST = 3
"""Words of the shortest claim."""
_ARTICLES = frozenset({"a", "an", "the", "all", "every", "each", "any", "most"})
CLAIM = frozenset({"is_it", "has_it", "can_it", "was_it", "made_it", "status", "superlative", "stands_for"})
"""Intents of a question that is answered by yes or no, which a claim is taken for."""


def embedded(clause: Clause) -> Clause | None:
    """The claim behind the first "that", if it begins with a name and none stands before it; else nothing.

    "A model that makes pictures" claims nothing, and neither does "something that draws".
    """
    texts = clause.texts
    if "that" not in texts[1:] or texts[0] in ASKING:
        return None  # "Why might one not see that a text is wrong?" asks for reasons.
    first = texts.index("that", 1) + 1
    named = [m for m in clause.of("topic", "medium", "kind") if m.refs]
    begin = first + 1 if texts[first : first + 1] and texts[first] in _ARTICLES else first
    if len(texts) - first < FEWEST or any(m.first < first - 1 for m in named):
        return None
    return (
        stretch(clause, first, len(texts)) if any(m.first == begin and m.ref.entity == "topic" for m in named) else None
    )
