"""Bidding: a task given to the bot itself, as though it did the work: "solve 3x + 5 = 20", "please correct my letter".

It says first that it does no such thing, and then what would.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.language.pattern import expanded, finder, musts, parse
from bot.understanding.language.text import Word
from bot.understanding.understanding import Entity, Interpretation
from knowledge.language import Words

BIDDEN = "bidden"
"""The entity by which an action learns that it was asked to do the task itself."""
_TO_BE_DONE = ("advise", "recommend")


class Bidding:
    """Finds messages that bid the bot do something, in one language."""

    def __init__(self, language: Words) -> None:
        parts = [parse(expanded(pattern, language.sets), language) for pattern in language.bidding]
        self._patterns = tuple((re.compile(f"^{finder(one)}"), musts(one)) for one in parts)
        self._words = frozenset[str]().union(*(must for one in parts for must in musts(one)))

    def over(self, settled: tuple[Interpretation, ...], words: Sequence[Word]) -> tuple[Interpretation, ...]:
        """What was settled, with a task that is given to the bot marked as such."""
        first = settled[0].chosen if settled else None
        if first is None or first.intent not in _TO_BE_DONE or not self._bids(words):
            return settled
        chosen = first._replace(entities=(*first.entities, Entity(BIDDEN, "bot", extractor="bidding")))
        return (settled[0]._replace(chosen=chosen), *settled[1:])

    def _bids(self, words: Sequence[Word]) -> bool:
        texts = [word.text for word in words]
        holds = frozenset(texts)
        if self._words.isdisjoint(holds):
            return False
        text = f"{' '.join(texts)} "
        fitting = (expression for expression, all_of in self._patterns if not any(map(holds.isdisjoint, all_of)))
        return any(expression.match(text) for expression in fitting)
