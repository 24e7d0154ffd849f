"""Which language a message is in, by its commonest words: enough to say in it that answers come in another."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.language import Words

SHARE = 0.45
"""Share of a message's words that must be of a language."""


def tongue(words: Sequence[str], language: Words) -> str:
    """The language a message is in; empty for the pack's own, and where it is not clear."""
    if not words:
        return ""
    found = {name: sum(map(known.words.__contains__, words)) for name, known in language.tongues.items()}
    best = max(found, key=lambda name: found[name], default="")
    own = sum(map(language.stopwords.__contains__, words))
    most = found.get(best, 0)
    if most <= own or most < min(2, len(words)):
        return ""
    return best if most >= SHARE * len(words) else ""
