"""A sentence with its names marked, as Rasa's training data has it: `what is a [VAE](topic)`."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.understanding.clause import slot_name
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import link
from bot.understanding.language.text import normalise
from knowledge.language import Words


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a sentence that names something."""

    text: str
    entity: str
    value: str
    role: str = ""

    def __str__(self) -> str:
        if self.role:
            return f"[{self.text}]{json.dumps({'entity': self.entity, 'role': self.role})}"
        return f"[{self.text}]({self.entity})"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as pieces: plain text and names."""

    pieces: tuple[str | Marked, ...]

    @property
    def plain(self) -> str:
        """The sentence as a visitor types it."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    @property
    def marked(self) -> tuple[Marked, ...]:
        """The names in it, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Marked))

    def __str__(self) -> str:
        return "".join(map(str, self.pieces))


def example(sentence: str, lexicon: Lexicon, language: Words) -> Example:
    """Mark the names that understanding links, with their roles; brackets, which are Rasa's own marks, are left out."""
    text = " ".join(sentence.translate(_BRACKETS).split())
    words, pieces, at = normalise(text, language).words, list[str | Marked](), 0
    for mention in link(words, lexicon, language):
        start, end = words[mention.first].start, words[mention.end - 1].end
        alone = mention.ref.entity != "year" or mention.ref.value.endswith(text[start:end])
        if mention.refs and start >= at and alone:  # Of "2013 or 2014" Rasa would make no years.
            pieces += [text[at:start], Marked(text[start:end], slot_name(mention), mention.ref.value, mention.role)]
            at = end
    return Example(tuple(piece for piece in (*pieces, text[at:]) if piece))


_BRACKETS = str.maketrans("[]{}", "    ")
