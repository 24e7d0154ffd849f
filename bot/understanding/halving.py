"""Half a name: "and that other firm, eleven something, what do they do?", "isn't there one called lla-something?"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from bot.understanding.clause import ASKING, SOFT
from bot.understanding.context import Context
from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import AUXILIARIES, Mention
from bot.understanding.language.text import Word, squash
from knowledge.pack import Pack

HALVES = frozenset(["something", "whatever", "thingy", "thingummy", "sth", "blah"])
"""What stands for the half of a name that is forgotten."""
SHORTEST = 2
"""Letters of the shortest half."""
_BEFORE = frozenset(
    "called named the that this a an about of like by from is was makes made does did has and or".split()
)
"""What half a name stands behind, where it is not said first or apart: "the mid something", not "make something"."""
_MAKER = "organisation"
_FIRMS = frozenset(["firm", "company", "house", "lab", "maker", "business", "startup"])
"""What says that who makes it is meant and not what is made."""


class Halves:
    """Finds out which names of a pack are half said."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def completed(self, words: Sequence[Word], mentions: tuple[Mention, ...], context: Context) -> tuple[Mention, ...]:
        """The names in a message with those that are half said, where only one name begins so."""
        for at, word in enumerate(words):
            if at and word.text in HALVES and self._stands(words, at - 1):
                end = at + 1 + 2 * (tuple(w.text for w in words[at + 1 : at + 3]) == ("or", "other"))
                rest = [m for m in mentions if m.end <= at - 1 or m.first >= end]
                taken = any(m.ref.entity not in SOFT for m in mentions if m not in rest and m.end > at)
                topic = "" if taken else self._meant(squash(words[at - 1].text), words, context)
                if topic:
                    whole = Mention(at - 1, end, (Ref("topic", topic, self._pack.kind_of(topic)),), words[at - 1].text)
                    mentions = tuple(sorted((*rest, whole), key=lambda m: m.first))
        return mentions

    def _stands(self, words: Sequence[Word], at: int) -> bool:
        """Whether a word may be half a name: it is said apart, or behind what names stand behind."""
        half, behind = words[at], words[at + 2] if at + 2 < len(words) else None
        if len(half.text) < SHORTEST or half.text in self._pack.words.stopwords:
            return False
        apart = words[at + 1].joined or not at or bool(half.mark) or words[at - 1].text in _BEFORE
        ends = behind is None or bool(behind.mark) or behind.text in _GOES_ON
        return apart and ends

    def _meant(self, half: str, words: Sequence[Word], context: Context) -> str:
        """What of all that was shown or spoken of, or else is known, is alone called so."""
        spoken = (*context.listed, *context.compared, *(topic for topic, _ in context.trail))
        known = [(name, topic) for name, topic in self._names if name.startswith(half)]
        near = [(name, topic) for name, topic in known if topic in spoken]
        found = dict.fromkeys(topic for _, topic in near or known)
        if len(found) > 1:
            maker = not _FIRMS.isdisjoint(word.text for word in words)
            found = {t: None for t in found if (self._pack.kind_of(t) == _MAKER) == maker}
        names = [name for name, topic in near or known if topic in found]
        if len(found) > 1 and all(name.startswith(names[0]) for name in names):
            return next(iter(found))  # "ELIZA", and not the effect that is named after it.
        return next(iter(found)) if len(found) == 1 else ""

    @cached_property
    def _names(self) -> tuple[tuple[str, str], ...]:
        """The names of all topics, shorter ones first."""
        named = {
            (squash(name), topic.id) for topic in self._pack.topics.values() for name in (topic.name, topic.called)
        }
        return tuple(sorted(named, key=lambda one: (len(one[0]), one)))


_GOES_ON = (
    ASKING | AUXILIARIES | {"or", "and", "again", "thing", "tool", "firm", "company", "model", "one", "too", "then"}
)
"""What follows half a name."""
