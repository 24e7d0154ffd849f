"""The text of a script → nested lists of words and numbers, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from actions.eliza.words import plain
from knowledge.yamlfile import PackError, Problem

_TOKEN = re.compile(
    r"""(?P<newline> \n )
      | (?P<passed>  [^\S\n]+ | ;[^\n]* )
      | (?P<number>  [0-9]+ )
      | (?P<word>    [()=] | [^\s();=]+ )""",
    re.VERBOSE,
)
_DEEPEST = 100
"""Lists within lists; four are all that a script has a use for."""
_DIGITS = 18
"""A longer run of digits counts nothing and is a word."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, `=`, or a run of digits, in capitals."""

    text: str
    line: int
    number: int | None = None
    """Its value, where it is a run of digits."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Form:
    """What stands between two brackets."""

    line: int
    items: list[Word | Form] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The word it begins with; empty where it begins with none."""
        first = self.items[0] if self.items else None
        return first.text if isinstance(first, Word) else ""

    def __str__(self) -> str:
        return f"({' '.join(map(str, self.items))})"


Item = Word | Form


def forms(text: str, path: Path) -> Iterator[Item]:
    """What stands at the top level, one by one; a bracket too many or too few is a PackError with its line."""
    around: list[Form] = []
    for word in _words(text):
        item: Item = word
        if word.text == "(":
            if len(around) == _DEEPEST:
                what = f"{_DEEPEST} lists are open here."
                raise PackError((Problem(path, word.line, what, "Look above for a list that is not closed."),))
            around.append(Form(word.line))
            continue
        if word.text == ")":
            if not around:
                cure = "Take it out, or look above for a list that ends too early."
                raise PackError((Problem(path, word.line, "this ')' closes nothing.", cure),))
            item = around.pop()
        if around:
            around[-1].items.append(item)
        else:
            yield item
    if around:
        # What follows an open list has fallen into it, so the outermost is the one that lacks a bracket.
        what = "the list that begins here is not closed."
        raise PackError((Problem(path, around[0].line, what, "Count its brackets: a ')' is missing."),))


def _words(text: str) -> Iterator[Word]:
    line = 1
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "newline":
            line += 1
        elif found.lastgroup == "number":
            yield Word(found[0], line, int(found[0]) if len(found[0]) <= _DIGITS else None)
        elif found.lastgroup == "word":
            yield Word(plain(found[0]), line)
