"""Phrases that are looked for as they stand; a clause is only searched for those whose longest word it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.understanding.clause import Clause


class Sayings:
    """Some phrases, found by their longest word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        for phrase in phrases:
            self._by_word.setdefault(max(phrase.split(), key=len), []).append(f" {phrase} ")

    def within(self, clause: Clause) -> bool:
        """Whether a clause holds one of them."""
        return next(self.of(clause), None) is not None

    def of(self, clause: Clause) -> Iterator[str]:
        """Those that a clause holds, each with a blank before and behind."""
        words = self._by_word.keys() & clause.texts
        if words:
            text = f" {clause.text} "
            yield from (phrase for word in words for phrase in self._by_word[word] if phrase in text)
