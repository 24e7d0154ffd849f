"""A year named by another: "what happened in 2017?", "and one year after this?"."""

from __future__ import annotations

import re

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import Mention
from bot.understanding.language.ordinals import CARDINALS
from knowledge.pack import Pack

_NUMBER = "|".join(("a|one|two|three|four|five|six|seven|eight|nine|ten", r"\d{1,2}"))
_THEN = r"(?: (?:that|this|it|then))?"
_APART = re.compile(
    rf"\b(?:in )?(?:exactly |just |only )?(?P<number>{_NUMBER}) (?:more )?years? "
    rf"(?P<way>after(?:wards)?|later|on|before|earlier|previously){_THEN}(?= |$)"
    rf"|\b(?:in |of )?the (?P<next>next|following|previous|preceding) year(?= |$)"
    rf"|\b(?:in |of )?the year (?P<side>after(?:wards)?|before){_THEN}(?= |$)"
)
_EARLIER = frozenset(["before", "earlier", "previously", "previous", "preceding"])
_DATED = frozenset("when was_it years_between history bare define who superlative".split())
"""Intents after which the year is that of the topic in focus."""


def redated(clause: Clause, context: Context, pack: Pack) -> Clause | None:
    """The clause with a year in place of how far it lies from the one spoken of; None where none is."""
    year = _spoken_of(context, pack) if context.entities or context.focus else 0
    found = None if not year or clause.of("year") else _APART.search(clause.text)
    if not found or clause.of("topic"):
        return None
    number = found["number"] or "one"
    years = int(number) if number.isdigit() else CARDINALS.index(number) + 1 if number in CARDINALS else 1
    back = not _EARLIER.isdisjoint((found["way"], found["next"], found["side"]))
    first = clause.text[: found.start()].count(" ")
    end = clause.text[: found.end()].count(" ") + 1
    meant = Mention(first, end, (Ref("year", str(year - years if back else year + years)),), "that")
    beside = [m for m in clause.mentions if m.end <= first or m.first >= end]
    return clause._replace(mentions=tuple(sorted((*beside, meant), key=lambda m: m.first)))


def _spoken_of(context: Context, pack: Pack) -> int:
    """The year asked about last, or that of what was asked about; 0 where it is none."""
    asked = [str(e.get("value")) for e in context.entities if e.get("entity") == "year"]
    if len(asked) == 1 and asked[0].isdigit():
        return int(asked[0])
    topic = pack.topics.get(context.focus) if context.intent in _DATED else None
    event = topic.main_event() if topic else None
    return event.on.year if event else 0
