"""Going back to what was spoken of, by its place in the conversation: "the first tool again", "the last I named"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

SPOKEN = frozenset("asked spoke talked mentioned named wanted began started".split())
"""Verbs of which one stands in every message that goes back by what was done."""
_NOUNS = ("one", "thing", "term", "word", "topic", "name")
_PLACE = "(?:very )?(first|second|third|last)"


class GoingBack(NamedTuple):
    """How a message goes back; the first group of each is the place."""

    again: re.Pattern[str]
    asked: re.Pattern[str]


@cache
def going_back(things: tuple[str, ...]) -> GoingBack:
    """The same with the nouns of a pack, `things`, beside those of any field."""
    nouns = "|".join((*_NOUNS, *things))
    return GoingBack(
        re.compile(
            rf"(?:back to |about |what (?:was|is) )?(?:the |that |your |my )?{_PLACE} (?:question|{nouns}) "
            r"(?:(?:(?:called|named) )?again|(?:called|named)$)(?= |$)"
        ),
        re.compile(
            rf"\b(?:the )?{_PLACE} (?:{nouns})(?: that)? (?:i|we|you) (?:just |had )?"
            r"(?:asked|spoke|talked|mentioned|named|wanted to know|began with|started with)"
            r"(?: you)?(?: of| about| for)?(?: again| here| today)?(?= |$)"
        ),
    )
