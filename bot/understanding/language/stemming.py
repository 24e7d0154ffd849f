"""Stems: what the forms of a word have in common."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word without its commonest English endings: enough to see that two forms are of one word."""
    for ending in ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "es", "er", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
