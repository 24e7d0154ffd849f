"""What is said to be so: "our press officer wants to claim that Whisper came from Google", "I doubt that …"."""

from __future__ import annotations

from bot.understanding.clause import ASKING, Clause, stretch

FEWEST = 3
"""Words of the shortest claim."""
_SAYING = frozenset(
    "says say said claims claim claimed reads states insists thinks think believes reckons swears".split()
)
"""Verbs behind which a claim may stand without "that": "our sign says ELIZA was an LLM"."""
_ARTICLES = frozenset({"a", "an", "the", "all", "every", "each", "any", "most"})
CLAIM = frozenset({"is_it", "has_it", "can_it", "was_it", "made_it", "status", "superlative", "stands_for"})
"""Intents of a question that is answered by yes or no, which a claim is taken for."""


def embedded(clause: Clause) -> Clause | None:
    """The claim behind the first "that", if it begins with a name and none stands before it; else nothing.

    "A model that makes pictures" claims nothing, and neither does "something that draws".
    """
    if clause.texts[0] in ASKING:
        return None  # "Why might one not see that a text is wrong?" asks for reasons.
    texts = clause.texts
    that = next((at for at, text in enumerate(texts) if at and text == "that"), 0)
    said = next((at for at, text in enumerate(texts) if at and text in _SAYING), 0)
    return _claim(clause, (that or said) + 1) if that or said else None


def _claim(clause: Clause, first: int) -> Clause | None:
    """What a clause holds from some word on, if it begins with a name and none stands before it."""
    texts = clause.texts
    named = [m for m in clause.of("topic", "medium", "kind") if m.refs]
    begin = first + 1 if texts[first : first + 1] and texts[first] in _ARTICLES else first
    if len(texts) - first < FEWEST or any(m.first < first - 1 for m in named):
        return None
    return (
        stretch(clause, first, len(texts)) if any(m.first == begin and m.ref.entity == "topic" for m in named) else None
    )
