"""The visitor's own words said back: as they were written, and seen from the other side.

Patterns are matched against what the visitor said; only what is inserted into a reply is turned, in one pass
("my boss hates me" becomes "your boss hates you").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.understanding.language.text import Word, normalise
from knowledge.language import Words

_EDGES = " .,;:!?\"'()[]{}-…"


class Reflection:
    """Turns words by a table of phrases, the longest that fits first; without a table it only quotes."""

    def __init__(self, table: Mapping[str, str], language: Words) -> None:
        turned = {tuple(word.text for word in normalise(said, language).words): back for said, back in table.items()}
        self._turned = {said: back for said, back in turned.items() if said}
        self._longest = max(map(len, self._turned), default=0)
        self._language = language

    def of(self, words: Sequence[Word], message: str) -> str:
        """Some words that follow one another in a message, as one line without the marks around it."""
        text = "".join(f"{between or ' '}{piece}" for between, piece in self._pieces(words, message))
        return " ".join(text.split()).strip(_EDGES)

    def _pieces(self, words: Sequence[Word], message: str) -> Iterator[tuple[str, str]]:
        """Each piece of it, and what stands before it in the message."""
        at = 0
        while at < len(words):
            between = message[words[at - 1].end : words[at].start] if at else ""
            size, back = self._back(words, at)
            if not size:
                size = self._untouched(words, at)
                back = self._written(words[at : at + size], message)
            yield between, back
            at += size

    def _back(self, words: Sequence[Word], at: int) -> tuple[int, str]:
        """How many words from here on are turned, and into what; none: 0."""
        for size in range(min(self._longest, len(words) - at), 0, -1):
            back = self._turned.get(tuple(word.text for word in words[at : at + size]))
            if back is not None:
                return size, back
        return 0, ""

    def _untouched(self, words: Sequence[Word], at: int) -> int:
        """How many words from here on were written as one piece, such as "that's", of which none is turned."""
        end = at + 1
        while end < len(words) and words[end].start == words[at].start and not self._back(words, end)[0]:
            end += 1
        return end - at

    def _written(self, words: Sequence[Word], message: str) -> str:
        """A piece as it was written; where only a part of it is meant, that part as it was read."""
        written = message[words[0].start : words[-1].end]
        if len(normalise(written, self._language).words) != len(words):
            return " ".join(word.text for word in words)
        # "Nobody likes me": what began the sentence does not begin the reply.
        return written.lower() if words[0].text in self._language.stopwords and written.istitle() else written
