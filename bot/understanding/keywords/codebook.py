"""Rules in code: each word is one character, so that a rule is a short expression over as few as a clause has words.

Written out in letters, a thousand rules take some megabytes and seconds to compile: a choice of words is a branch for
each of them. In code it is a set of characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count

from bot.understanding.clause import SOFT, Clause, types_of
from bot.understanding.language.pattern import Part, types_named
from knowledge.language import Words

_WORDS, _TOPICS, _KINDS = 0x10000, 0xF0000, 0x100000
"""The first characters of words, of topics by their kinds, and of words for kinds: none of them is a sign of `re`."""
_MANY = 0x8000
"""Characters for topics and for kinds, each."""
_UNKNOWN = chr(_WORDS)
"""Any word that no rule holds."""
_ANY = {
    "<topic>": f"[{chr(_TOPICS)}-{chr(_TOPICS + _MANY)}]",
    "<kind>": f"[{chr(_KINDS)}-{chr(_KINDS + _MANY)}]",
}
"""What stands in a rule for every topic, and for every kind."""


class Codebook:
    """The characters of the words, and of the types of names, that the rules of a language hold; it only grows."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._free = {"<topic.": count(_TOPICS), "<kind.": count(_KINDS), "": count(_WORDS + 1)}

    def expression(self, parts: tuple[Part, ...]) -> str:
        """A pattern as the source of a regular expression over clauses in code."""
        return "".join(map(self._one, parts))

    def _one(self, part: Part) -> str:
        if part.choices:
            choices = [self.expression(choice) for choice in part.choices if choice]
            return f"(?:{'|'.join(choices)}){'?' * (len(choices) < len(part.choices))}" if choices else ""
        if part.slot:
            return f"(?:{'|'.join([_ANY.get(name) or self._code(name) for name in types_named(part)])})"
        return {"*": ".{0,40}?", "_": "."}.get(part.wildcard) or self._code(part.word)

    def _code(self, word: str) -> str:
        if (code := self._codes.get(word)) is None:
            free = next(each for start, each in self._free.items() if word.startswith(start))
            code = self._codes.setdefault(word, chr(next(free)))
        return code

    def read(self, clause: Clause, spelt: str = "") -> str:
        """A clause in code; names of the type `spelt` are left as words."""
        texts, at, found, codes = clause.texts, 0, list[str](), self._codes
        for mention in clause.mentions:
            if (entity := mention.ref.entity) in SOFT:
                continue
            found += [codes.get(text, _UNKNOWN) for text in texts[at : mention.first]]
            words = mention.surface.split() if entity == spelt else ()
            found += [codes.get(text, _UNKNOWN) for text in words] if words else [self._code(types_of(mention)[0])]
            at = mention.end
        return "".join([*found, *[codes.get(text, _UNKNOWN) for text in texts[at:]]])


@lru_cache(maxsize=4)
def codebook(language: Words) -> Codebook:
    """The codebook of a language: the same for the same words."""
    return Codebook()


def compiled(source: str) -> re.Pattern[str]:
    """An expression that a whole clause in code must match."""
    return re.compile(f"(?:{source})$")
