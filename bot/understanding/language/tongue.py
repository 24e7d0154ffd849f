"""Which language a message is in, by its commonest words: enough to say in it that answers come in another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from string import digits

from knowledge.language import Words

SHARE = 0.45
"""Share of a message's words that must be of a language."""


@lru_cache(maxsize=4)
def _alphabet(language: Words) -> frozenset[str]:
    """The letters of the pack's own language, and digits: a word without any is in another script."""
    return frozenset("".join((*language.stopwords, digits)))


@lru_cache(maxsize=4)
def _foreign(language: Words) -> frozenset[str]:
    """The words of all other languages."""
    return frozenset().union(*(known.words for known in language.tongues.values()))


def tongue(words: Sequence[str], language: Words) -> str:
    """The language a message is in; empty for the pack's own, and where it is not clear.

    A message in letters that the pack's language has not is in the one that has no words listed.
    """
    if not words:
        return ""
    if sum(map(_alphabet(language).isdisjoint, words)) > SHARE * len(words):
        return next((name for name, known in language.tongues.items() if not known.words), "")
    own = sum(map(language.stopwords.__contains__, words))
    if sum(map(_foreign(language).__contains__, words)) <= own:
        return ""  # Nearly always; then no language can have more, and none need be counted by itself.
    found = {name: sum(map(known.words.__contains__, words)) for name, known in language.tongues.items()}
    best = max(found, key=lambda name: found[name], default="")
    most = found.get(best, 0)
    if most <= own or most < min(2, len(words)):
        return ""
    return best if most >= SHARE * len(words) else ""
