"""What the prose of an answer counts up, so that one can pick: "LLMs make up facts, carry bias, …", "the second?"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import link
from bot.understanding.language.ordinals import ORDINALS
from bot.understanding.language.text import normalise
from knowledge.pack import Pack

PICKING = frozenset((*ORDINALS, "last", "them", "these", "those"))
"""Words of which one stands in every clause that picks among what an answer counted up."""
SEVERAL = 3
"""Topics of one kind, named in one breath, from which they are counted up."""
BACK = 4
"""Answers back to which such an answer may lie, where all since were about what it counted up."""
_BREATH = re.compile(r"[.;:](?:\s|$)")
_TOLD = frozenset(["define", "examples", "history"])
"""Sides of a topic that count up nothing one could pick by its place, or are lists already."""


class Counted:
    """Reads what answers counted up."""

    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        self._pack, self._lexicon = pack, lexicon
        self.of = lru_cache(maxsize=64)(self._of)
        """The topics that the prose of an answer, named by its reference, counts up; none if it counts up none."""

    def shown(self, clause: Clause, context: Context) -> Context:
        """The context in which what the last answer counted up was listed; the same where it is not picked from."""
        if PICKING.isdisjoint(clause.texts):
            return context
        answered = context.answered[-BACK:]
        if context.listing and len(answered) > 1 and self._beside(answered[-2], context):
            answered = answered[:-1]  # "The limits, please, it is for homework": no tool for homework is meant.
        elif context.listing or context.focus in context.listed:
            return context
        since = set[str]()
        for answer in reversed(answered):
            about = answer.partition(".")[0]
            if (counted := self.of(answer)) and since <= {*counted}:
                return context._replace(listed=counted, base=counted, compared=(), listing=True, counted=True)
            since.add(about)
        return context

    def _beside(self, answer: str, context: Context) -> bool:
        """Whether an answer was given to the visitor's last message, beside advice, and counted something up."""
        advised = context.answered[-1].startswith("advice/")
        about = (answer.partition(".")[0], context.heard)
        return advised and about in context.trail and bool(self.of(answer))

    def _of(self, answer: str) -> tuple[str, ...]:
        topic, _, facet = answer.partition(".")
        record = self._pack.topics.get(topic)
        prose = record.facets.get(facet) if record and facet not in _TOLD else None  # type: ignore[call-overload]
        for breath in _BREATH.split(prose.text) if prose else ():
            kinds: dict[str, dict[str, None]] = {}
            for mention in link(normalise(breath, self._pack.words).words, self._lexicon, self._pack.words):
                if mention.refs and (named := mention.ref.value) in self._pack.topics and named != topic:
                    kinds.setdefault(self._pack.kind_of(named), {}).setdefault(named)
            found = max(kinds.values(), key=len, default={})
            if len(found) >= SEVERAL:
                return tuple(found)
        return ()
