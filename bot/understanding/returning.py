"""Going back to what was spoken of: "back to the music thing: can it sing?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.linking import Mention
from bot.understanding.text import Word

_DESCRIBED = frozenset(["thing", "stuff", "story", "one", "topic", "question", "part", "bit"])
SOON = 3
"""Words among which "back" stands where one goes back."""


def returns(words: Sequence[Word]) -> bool:
    """Whether words begin by going back to something."""
    return any(word.text == "back" for word in words[:SOON])


def goes_back(words: Sequence[Word], mentions: Sequence[Mention]) -> bool:
    """Whether the first words of a message do no more than go back to something that they name or describe."""
    named = any(mention.end <= len(words) for mention in mentions)
    return returns(words) and (named or words[-1].text in _DESCRIBED)
