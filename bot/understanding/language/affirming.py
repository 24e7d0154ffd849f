"""Questions put in the negative that expect a yes: "isn't there one tool for all of it?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.language.text import Word

_BEING = frozenset(["is", "are", "was", "were"])
_BRIDGES = frozenset(["and", "but", "so", "or", "then", "okay", "well", "oh"])


def affirmed(words: Sequence[Word]) -> Sequence[Word]:
    """The words without the "not" of "is not there …", which asks for the same as "is there …"."""
    if all([word.text != "not" for word in words]):
        return words
    kept = [word for at, word in enumerate(words) if not _idle(words, at)]
    return kept if len(kept) < len(words) else words


def _idle(words: Sequence[Word], at: int) -> bool:
    if words[at].text != "not" or not 0 < at < len(words) - 1:
        return False
    opens = at == 1 or bool(words[at - 1].mark) or words[at - 2].text in _BRIDGES
    return opens and words[at - 1].text in _BEING and words[at + 1].text == "there"
