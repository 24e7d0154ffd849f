"""Oaths and hesitation: what is said wherever breath is drawn, and asks nothing: "what the hell is, uh, a token".

They are cut out before a message is understood. A message of nothing else keeps them: then they are what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.language.phrases import Phrases, cut
from bot.understanding.language.text import Word
from knowledge.language import Words

FEWEST = 2
"""Words that a message has besides, at least."""


class Interjections:
    """Finds them in the words of one language."""

    def __init__(self, language: Words) -> None:
        self._phrases = Phrases(((phrase, None) for phrase in language.interjections), language)
        self._idle_behind, self._asking = language.idle_behind, language.oaths_that_ask

    def out_of(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """A message without them."""
        texts, left = [word.text for word in words], tuple(words)
        if not self._asking.keys().isdisjoint(texts):
            left = tuple(self._asked(words))
        if not self._idle_behind.keys().isdisjoint(texts):
            left = self._outright(left)
        while place := max(self._phrases.of(left), key=lambda place: place.size, default=None):
            left = cut(left, place.first, place.end)
        return left if len(left) >= FEWEST else tuple(words)

    def _asked(self, words: Sequence[Word]) -> Iterator[Word]:
        """With the word of asking that an oath holds: "wtf is a token", but not "wtf, tell me"."""
        for at, word in enumerate(words):
            behind = words[at + 1].text if at + FEWEST < len(words) else ""
            asked = self._asking.get(word.text, "") if behind in AUXILIARIES else ""
            yield word._replace(text=asked) if asked else word

    def _outright(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Without the words that say nothing where they stand: "trust it with like dates", "this stupid AI thing"."""
        for at in range(len(words) - 2, 0, -1):
            if words[at - 1].text in self._idle_behind.get(words[at].text, ()):
                words = cut(words, at, at + 1)
        return words
