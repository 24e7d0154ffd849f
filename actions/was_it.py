"""Dates, yes or no: "did GANs come out in 2014?", "was BERT there before 2017?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.dated import dated
from actions.listing import said
from actions.made_it import ActionMadeIt
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.verifying import VerifyingAction
from knowledge.query import Constraint, Evidence, holds
from knowledge.topic import ENDS, Topic
from knowledge.years import LIMITS, spoken, stretches

_ENDING = ("retire", "discontinu", "renam", "closed", "shut", "ended", "died", "withdrawn", "end in")
_EARLIER, _LATER = r"(?:before|earlier|older)(?: than)?", r"(?:after|later|newer|younger)(?: than)?"
_WHICH_SIDE = re.compile(
    rf"\b(?:{_EARLIER}(?:,? (?:in|during))? or {_LATER}|{_LATER} or {_EARLIER})\b|"
    rf"\b(?:{_EARLIER} \d+s? or {_LATER}|{_LATER} \d+s? or {_EARLIER})$"
)
"""What asks on which side of a year it was."""


class ActionWasIt(VerifyingAction):
    """Whether a topic's dates fit a year."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_was_it"

    def reply(self, reading: Reading) -> Reply:
        """Yes or No with the dates."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        asked = tuple(dated(reading.entities))
        maker = reading.first("organisation", "person")
        if topic is not None and topic.id == maker and len(reading.topics) > 1:
            return ActionMadeIt(self.pack).reply(reading)  # "Did MIT introduce ELIZA in 1966?": both are asked.
        if topic is None or not asked:
            return Reply(response="utter_ask_topic", expecting=True)
        if not topic.dates and (member := self._member(topic, asked)) is not None:
            topic = member
        bounds = [c for c in asked if c.operator in LIMITS or ".." in c.value]
        if not bounds:
            return self._in_year(topic, asked[0].value, reading.text)
        truths = [holds(topic, c, self.pack) for c in asked]
        settled = next((found for found in truths if found[0] != "yes"), truths[0])
        if settled[0] == "unknown":
            return self.unknown(topic, f"when {self.sayer().the(topic.id)} appeared")
        told = self.verdict(settled[0], topic, self.sayer().dates(topic).text, settled[1])
        return (
            self._side(told, topic, asked) if asked[0].operator in LIMITS and _WHICH_SIDE.search(reading.text) else told
        )

    def _side(self, told: Reply, topic: Topic, asked: Sequence[Constraint]) -> Reply:
        """On which side of a year it is, where that was asked: "before or after 2019?"."""
        limits = (Constraint("date", "before", asked[0].value), Constraint("date", "after", asked[0].value))
        side = next(
            (c for c in limits if holds(topic, c, self.pack)[0] == "yes"), Constraint("date", "is", asked[0].value)
        )
        lead = (
            f"In {spoken(side.value)}"
            if side.operator == "is"
            else capital(said(side, self.pack).removeprefix("from "))
        )
        return replace(told, text=f"{lead}: {told.text.partition(': ')[2]}")

    def _member(self, topic: Topic, asked: Sequence[Constraint]) -> Topic | None:
        """What is meant of a class that has no dates itself: the member of that year, else the first."""
        members = [t for t in self.pack.topics.values() if topic.id in self.pack.ancestors[t.id] and t.dates]
        of_year = (t for t in members if holds(t, Constraint("date", "is", asked[0].value), self.pack)[0] == "yes")
        return next(of_year, members[0] if members else None)

    def _in_year(self, topic: Topic, year: str, asked: str) -> Reply:
        """Whether what was asked about happened in a year: its end where an end is asked for, else its appearance.

        An event with a note of its own (a later version, a part of it) dates that, not the whole.
        """
        ending = any(stem in asked for stem in _ENDING)
        events = [e for e in topic.dates if (e.event in ENDS) == ending]
        whole = [e for e in events if not e.note or e is topic.main_event()]
        dates = self.sayer().dates(topic)
        if not events:
            return self.unknown(topic, f"when that happened to {self.sayer().the(topic.id)}")
        named = stretches(year)
        if not named:
            return self.unknown(topic, "when that was")
        met = [e for e in whole if any(part.holds(e.on.year, (e.until or e.on).year) for part in named)]
        told = met or whole or events
        evidence = tuple(Evidence(e.source, event=e) for e in told)
        if ending:
            text = f"{self.sayer().happened(topic, told[0])}"
            return self.verdict("yes" if met else "no", topic, text, evidence)
        return self.verdict("yes" if met else "no", topic, dates.text, evidence)
