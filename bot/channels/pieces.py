"""Long text in pieces that a channel takes, cut where a reader would: at a paragraph, a line, a sentence, a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+"))
"""Where to cut, best first."""
_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?]+\s*|\n\s*|$)")


def pieces(text: str, longest: int | None) -> Iterator[str]:
    """The text in order, no piece of it longer or empty; nothing but the blanks at the cuts is lost."""
    rest = text.strip()
    while longest is not None and len(rest) > longest:
        at, after = _cut(rest, longest)
        yield rest[:at].rstrip()
        rest = rest[after:].lstrip()
    if rest:
        yield rest


def sentences(text: str) -> list[str]:
    """The text sentence by sentence, for a stream; together they are the text."""
    return [piece for piece in _SENTENCE.findall(text) if piece]


def _cut(text: str, longest: int) -> tuple[int, int]:
    for end in _ENDS:
        ends = [found.span() for found in end.finditer(text, 0, longest + 1) if 0 < found.start() <= longest]
        if ends:
            return ends[-1]
    return longest, longest
