"""Going back to what was spoken of: "back to the music thing: can it sing?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.language.linking import Mention
from bot.understanding.language.text import Word

_DESCRIBED = frozenset(["thing", "stuff", "story", "one", "topic", "question", "part", "bit"])
SOON = 3
"""Words among which "back" stands where one goes back."""


LONGEST = 6
"""Words of what only says what the next question is about."""
_LEADING = frozenset(["and", "but", "so", "okay", "now", "then", "well", "also"])
_POINTING = frozenset(["the", "that", "this"])


def fronted(texts: Sequence[str]) -> bool:
    """Whether words only say what the question behind them is about: "first one again", "and the Google one"."""
    texts = [*texts[1:]] if texts and texts[0] in _LEADING else [*texts]
    earlier = 0
    if texts and texts[-1] in _ENDING:
        earlier = next((len(tail) for tail in EARLIER if tuple(texts[-len(tail) :]) == tail), 0)
    texts = texts[: len(texts) - earlier]
    if not 1 < len(texts) <= LONGEST or not _SAYING.isdisjoint(texts):
        return False
    described = texts[0] in _POINTING and (bool(earlier) or texts[-1] in _DESCRIBED) and _RELATIVE.isdisjoint(texts)
    return described or texts[0] == "back" or (texts[-1] == "again" and not _ORDINALS.isdisjoint(texts))


EARLIER = tuple(
    tuple(tail.split())
    for tail in "from before|from earlier|of before|of earlier|just now|from just now|a while ago|earlier|before".split(
        "|"
    )
)
"""What is said behind what was spoken of before: "that image thing from before"."""
_ENDING = frozenset(tail[-1] for tail in EARLIER)
_SAYING = frozenset("is are was were do does did can could has have will would what who which when why how not".split())
_RELATIVE = frozenset("older newer oldest newest earlier later former latter other first second third last".split())
_ORDINALS = frozenset(["first", "second", "third", "fourth", "last"])


def returns(words: Sequence[Word]) -> bool:
    """Whether words begin by going back to something."""
    return "back" in [word.text for word in words[:SOON]]


def fronts(words: Sequence[Word]) -> bool:
    """Whether words go back to something, or only say what the next question is about."""
    return returns(words) or fronted([word.text for word in words])


def goes_back(words: Sequence[Word], mentions: Sequence[Mention]) -> bool:
    """Whether the first words of a message do no more than go back to something that they name or describe."""
    named = any(mention.end <= len(words) for mention in mentions)
    if fronted([word.text for word in words]):
        return True
    return returns(words) and (named or words[-1].text in _DESCRIBED)
