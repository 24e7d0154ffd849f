"""Normalisation: a message as words that remember where they stood.

Unicode (NFKC), case, quotes, contractions and spelling variants are evened out; punctuation becomes a mark
between words, so that clause boundaries are known without being decided.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from knowledge.language import Words

_PIECE = re.compile(r"\d+(?:[.,]\d+)*(?:[a-z]{1,2}\b)?|[^\W_]+(?:['’][^\W\d_]+)*|&|=|%|\$|€|£|[^\w\s]|_")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_IS_BASES = frozenset("what who how where when why that it there here he she this which everything one".split())
_SUFFIXES = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'m", "am"))
_IZE = re.compile(r"^(.{3,})is(e|ed|es|ing|er|ers|ation|ations)$")
_SIGNS = "&%$€£"
"""Signs that are words."""
_STRETCHED = re.compile(r"([a-z])\1{2,}")

LONGEST_WORD = 80
"""Letters kept of a word: longer than any name, so that nobody's noise is worth the work on it."""
MAX_WORDS = 400
"""Words looked at; a longer message is understood from its beginning and its end."""


Item = TypeVar("Item")


class Word(NamedTuple):
    """One word of a message."""

    text: str
    """Lower case, contraction expanded: `what`, `gpt`, `4`."""
    start: int
    end: int
    """Character offsets in the message as sent; the end is exclusive."""
    mark: str
    """The punctuation between the previous word and this one; empty for a blank alone."""
    joined: bool = False
    """Whether it touches the previous word with nothing or a hyphen, slash or point between."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message, normalised."""

    original: str
    words: tuple[Word, ...]
    closing: str = ""
    """The punctuation after the last word."""

    @property
    def question(self) -> bool:
        """Whether it ends in a question mark."""
        return "?" in self.closing

    def __str__(self) -> str:
        return " ".join(word.text for word in self.words)


def normalise(message: str, language: Words) -> Text:
    """Even out a message of any content and length; never fails, and is stable under case and spacing."""
    words: list[Word] = []
    mark, previous_end = "", -1
    for found in _PIECE.finditer(_even(message)):
        piece, (start, end) = found[0], found.span()
        if not piece[0].isalnum():
            piece = language.symbols.get(piece, piece)
            if not piece[0].isalnum() and piece not in _SIGNS:
                mark += piece
                previous_end = end if piece in "-/.'" and previous_end == start else -1
                continue
        joined = previous_end == start and bool(words)
        for part in _kept(piece, language) if len(piece) < LONGEST_WORD else _cut(piece, language):
            words.append(Word(part, start, end, mark, joined))
            mark, joined = "", False
        mark, previous_end = "", end
    return Text(message, tuple(_ends(words)), mark)


def spoken(message: str, language: Words) -> tuple[str, ...]:
    """The words of a message as `normalise` finds them, where nobody asks how they stood in it."""
    words: list[str] = []
    for piece in _PIECE.findall(_even(message)):
        if not piece[0].isalnum():
            piece = language.symbols.get(piece, piece)
            if not piece[0].isalnum() and piece not in _SIGNS:
                continue
        words += _kept(piece, language) if len(piece) < LONGEST_WORD else _cut(piece, language)
    return tuple(_ends(words))


def unadorned(message: str, language: Words) -> str:
    """A message without the emoji that stand for a word, blanks in their place; itself where it has none."""
    if message.isascii():
        return message
    return "".join(" " if not c.isascii() and c in language.symbols else c for c in message)


def _ends(words: list[Item]) -> list[Item]:
    """The beginning and the end of a message that is too long."""
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS // 2] + words[-MAX_WORDS // 2 :]


def _even(message: str) -> str:
    """A message in lower case with plain quotes; offsets in it are offsets in the message."""
    return message.lower().replace("`", "'")[:200_000] if message.isascii() else _folded(message)


def _folded(message: str) -> str:
    # Offsets must point into the message as sent, so each character is folded by itself.
    folded = []
    for character in message[:200_000]:
        compatible = unicodedata.normalize("NFKC", character).translate(_QUOTES).lower()
        folded.append(compatible if len(compatible) == 1 else _single(character))
    return "".join(folded)


def _single(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 else " "


def _cut(piece: str, language: Words) -> tuple[str, ...]:
    """The words of a piece of long noise, cut."""
    return tuple(part[:LONGEST_WORD] for part in _parts(piece, language))


def _parts(piece: str, language: Words) -> tuple[str, ...]:
    """The words one piece stands for: `what's` → what is; `gan's` → gan."""
    if piece in language.contractions:
        return tuple(language.contractions[piece].split())
    if "'" in piece:
        base, _, tail = piece.rpartition("'")
        if tail == "s":
            return (*_parts(base, language), "is") if base in _IS_BASES else _parts(base, language)
        for suffix, word in _SUFFIXES:
            if piece.endswith(suffix) and len(piece) > len(suffix):
                return (*_parts(piece[: -len(suffix)], language), word)
        return tuple(spelled(part, language) for part in piece.split("'") if part)
    return (spelled(piece, language),)


_kept = lru_cache(maxsize=8192)(_parts)


def spelled(word: str, language: Words) -> str:
    """One spelling for the variants of a word: `summarise` and `summarize`, `pls` and `please`."""
    word = language.spellings.get(word, word)
    return _ized(_STRETCHED.sub(r"\1\1", word))


def _ized(word: str) -> str:
    # "noise", "expertise" and the like change as well, in the pack and in the message alike: harmless.
    found = _IZE.match(word) if "is" in word else None
    return f"{found.group(1)}iz{found.group(2)}" if found and word not in _NOT_IZED else word


_NOT_IZED = frozenset(
    "noise raise praise precise exercise otherwise likewise promise premise surprise advertise enterprise expertise "
    "advise advised advises advising supervised unsupervised supervise revise revised wise rise arise comprise "
    "advertiser advertising exercises raised rising promising surprising denoise noises raises franchise merchandise "
    "disguise devise devised cruise paradise advertised precised concise televise improvise compromise "
    "promises promised surprises surprised praised bruised enterprises".split()
)


def squash(text: str) -> str:
    """Letters and digits only, lower case: the key on which `DALL-E`, `dall e` and `dalle` meet."""
    lower = text.lower()
    return lower if lower.isalnum() else "".join(filter(str.isalnum, lower))
