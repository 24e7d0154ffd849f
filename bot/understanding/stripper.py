"""The stripper: courtesy and filler off both ends of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.understanding.clause import ASKING, SOFT, Clause, stretch
from bot.understanding.language.fillers import Fillers
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.language.phrases import purposive
from knowledge.language import Words

_ARTICLES = frozenset(["a", "an", "the"])
_OF_SOMEBODY = frozenset({"i am", "we are", "you are", "he is", "she is", "they are"})
_ABLE = frozenset({"can", "could", "will", "would", "does", "do", "may", "might"})
_APART = ("besides ", "apart from ", "aside from ", "other than ", "in addition to ")
_POINTING_LAST = frozenset([("that",), ("me",)])
_BEFORE_LAST = frozenset(["before", "after", "than", "from", "like", "of", "about", "against", "without"])
"""Words behind which these are meant, and no filler: "before that", "what do you know about me"."""


class Stripper:
    """Takes courtesy and filler off both ends of a clause."""

    def __init__(self, language: Words) -> None:
        self._phrases = Fillers(language)
        self._numbering = frozenset(language.sets.get("numbering", ()))
        self._all_of_it = frozenset(tuple(text.split()) for text in language.sets.get("all_of_it", ()))
        self._asides = lru_cache(maxsize=4096)(self._phrases.within)

    def strip(self, clause: Clause) -> Clause:
        """The clause without the filler around it; a clause of nothing but filler is left as it is."""
        texts = clause.texts
        first, end = 0, len(texts)
        while size := self._leading(texts[first:end], clause, first):
            first += size
        while size := self._trailing(texts[first:end], clause, end):
            end -= size
        if first == 0 and end == len(texts):
            return clause
        return stretch(clause, first, end)

    def idle(self, clause: Clause) -> bool:
        """Whether a clause is nothing but filler, or sets something apart: "but wait, first", "besides text"."""
        left = self.strip(clause).texts
        if len(left) == 1 and left[0] in self._numbering:
            return True  # "Last. A voice for the telephone."
        return left in self._phrases or _ARTICLES.issuperset(left) or clause.text.startswith(_APART)

    def asides(self, clause: Clause) -> frozenset[int]:
        """The positions of filler phrases of two words or more, wherever they stand."""
        return self._asides(clause.texts)

    def _leading(self, texts: tuple[str, ...], clause: Clause, first: int) -> int:
        """How many words of filler a text begins with, which leave something of it."""
        found = self._phrases.leading(texts)
        if not found or texts in self._phrases:
            return 0
        sizes = (size for size in found if texts[size:] not in self._all_of_it)
        return next((size for size in sizes if _whole(clause, first, first + size)), 0)

    def _trailing(self, texts: tuple[str, ...], clause: Clause, end: int) -> int:
        found = self._phrases.trailing(texts)
        meant = texts[-1:] in _POINTING_LAST and not _BEFORE_LAST.isdisjoint(texts[-2:-1])
        if not found or meant or texts in self._phrases:
            return 0
        sizes = (size for size in found if not _asked(texts, size))
        return next((size for size in sizes if _whole(clause, end - size, end)), 0)


@lru_cache(maxsize=2)
def stripping(language: Words) -> Stripper:
    """The stripper of a language: the same for the same words."""
    return Stripper(language)


def _asked(texts: Sequence[str], size: int) -> bool:
    """Whether the last words are what is asked and no filler: "what do you know?", "where is it wrong?"."""
    left, last = texts[:-size], texts[-size]
    if len(left) == 1 and left[0] in ASKING and last in AUXILIARIES:
        return True
    if len(left) == 2 and left[0] in _ABLE and last == "help":
        return True  # "Can AI help?"
    if " ".join(left) in _OF_SOMEBODY:
        return True  # "I am fine."
    return tuple(left) == ("what",) or (left[-1] == "do" and last == "you") or purposive(texts, len(left))


def _whole(clause: Clause, first: int, end: int) -> bool:
    """Whether a stretch cuts no name: a phrase may hold one ("in AI"), but a name alone is no filler.

    What stays words, such as "know how", is no name.
    """
    inside = (m for m in clause.mentions if m.first < end and first < m.end and m.ref.entity not in SOFT)
    return all(first <= m.first and m.end <= end and m.end - m.first < end - first for m in inside)
