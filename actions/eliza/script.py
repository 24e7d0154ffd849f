"""A script as records: the keywords with their rules, the memory, and what is said when nothing fits.

Words are upper-case, as everything in 1966. A part number counts the elements of a pattern from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Element = int | frozenset[str]
"""What one place of a pattern takes: 0 any number of words, n exactly n, or one word of a set."""
Pattern = tuple[Element, ...]
Template = tuple[str | int, ...]
"""What is built: words as they are, and the numbers of the parts put in their place."""


@dataclass(frozen=True, slots=True)
class Say:
    """`(WHY DO YOU SAY 3)`: build this and answer with it."""

    template: Template


@dataclass(frozen=True, slots=True)
class Link:
    """`(=WHAT)`: go on with the rule of another keyword."""

    keyword: str


@dataclass(frozen=True, slots=True)
class Pre:
    """`(PRE (I ARE 3) (=YOU))`: put this in the place of the text, and go on with another keyword."""

    template: Template
    keyword: str


@dataclass(frozen=True, slots=True)
class Newkey:
    """`(NEWKEY)`: leave it to the next keyword of the text."""


Reply = Say | Link | Pre | Newkey


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A pattern, and the replies that take turns when it matches."""

    pattern: Pattern
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a keyword does."""

    keyword: str
    rank: int = 0
    substitute: str = ""
    """What stands in the text in its place; empty where it stays."""
    tags: frozenset[str] = frozenset()
    decompositions: tuple[Decomposition, ...] = ()
    link: str = ""
    """The keyword to go on with where no decomposition matches."""

    @property
    def transforms(self) -> bool:
        """Whether it can answer; else it only substitutes or carries tags, and is never stacked."""
        return bool(self.decompositions or self.link)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept for later when its keyword comes up: one of four, chosen by the hash of the last word."""

    keyword: str
    choices: tuple[tuple[Pattern, Template], ...]


@dataclass(frozen=True, slots=True)
class Script:
    """All that a conversation is made of."""

    greeting: str
    rules: Mapping[str, Rule]
    none: Decomposition
    """What is said when no keyword is found; no word leads to it."""
    memory: Memory | None = None
