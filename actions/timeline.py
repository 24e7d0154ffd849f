"""What happened when: "what happened in 2014?", "what came before the transformer?", a timeline of the field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.action import PackAction
from actions.asking import facet_button
from actions.dated import dated
from actions.reading import Reading
from actions.reply import Reply, capital, joined, timeline_block
from actions.saying import Sayer
from knowledge.query import Constraint
from knowledge.timeline import Moment, Span, milestones, moments
from knowledge.topic import Event, Topic
from knowledge.years import hull, left, stretches

MOST = 12
"""Moments in one answer; of more, the milestones are told."""
NEAREST = 5
"""Moments just before or after a topic that are told, milestones or not."""
_NEXT = re.compile(r"\b(?:after|afterwards|next|follow\w*|then|thereafter|since)\b")
"""What asks for what came later, where no date or name has that role."""
_THROUGH = re.compile(r"\b(?:from|to|till|until|up to|through|between)\b")
"""What asks for a way with both its ends."""


_SPOKEN = re.compile(
    r"\b(?:these|those|all the|the|your) (?:\w+ )?(?:dates|years)(?: (?:so far|you|we|together|again)|$)"
)
"""What asks for the dates of what was spoken of."""


class ActionTimeline(PackAction):
    """The moments of a year, of a span, or before or after something; without any, the milestones."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_timeline"

    def reply(self, reading: Reading) -> Reply:
        """The moments in order, as a sentence and as a block that can be drawn."""
        if _SPOKEN.search(reading.text) and (spoken := self._spoken(reading)) is not None:
            return spoken
        topics = [self.pack.topics[t] for t in reading.topics if t in self.pack.topics] or self._last(reading)
        topics, dated = self._ends(topics, reading), bool(reading.of_type("year"))
        topic = topics[0] if topics else None
        span = self._between(topics) if len(topics) == 2 else self._span(reading, topic)
        if span is None:
            return Reply(f"I have no date for {Sayer(self.pack).the(topic.id if topic else '')}.", missed=True)
        ends = len(topics) == 2 and _THROUGH.search(reading.text) is not None
        found = self._within(span, topics, dated=dated)
        if ends:
            first, last = self._dated(topics)
            found = (first, *found, last)
        if not found:
            return Reply(f"I have nothing dated {self._heading(span, topic)}.", missed=True)
        lead = ""
        if topic is not None and bool(span.before) != bool(span.after):
            lead = self._preceded(topic) if span.before else self._succeeded(topic)
        text = f"{capital(self._heading(span, topic))}, of what I know: {joined([self._told(m, span) for m in found])}."
        return Reply(
            f"{lead}{text}",
            sources=tuple(m.event.source for m in found),
            blocks=timeline_block(found),
            buttons=tuple(facet_button(self.pack, m.topic.id, "define") for m in found[:3]),
            answers=("timeline",),
            listed=tuple(dict.fromkeys(m.topic.id for m in found)),
        )

    def _spoken(self, reading: Reading) -> Reply | None:
        """The dates of what was told of and listed last, in order; None where nothing was."""
        given = [reference.partition(".")[0] for reference in reading.slot_ids("answered")]
        ids = dict.fromkeys((*given, *reading.slot_ids("listed")))
        found = self._dated([self.pack.topics[topic] for topic in ids if topic in self.pack.topics])[:MOST]
        if not found:
            return None
        lines = [f"- {capital(Sayer(self.pack).moment(m.topic, m.event, with_year=True))}" for m in found]
        return Reply(
            "\n".join(("The dates of what we spoke of:", *lines)),
            sources=tuple(dict.fromkeys(m.event.source for m in found)),
            blocks=timeline_block(found),
            answers=("timeline",),
            listed=tuple(dict.fromkeys(m.topic.id for m in found)),
        )

    def _within(self, span: Span, topics: list[Topic], *, dated: bool) -> tuple[Moment, ...]:
        """The moments of a span, of many the milestones and the nearest; a topic that bounds it only if it is dated."""
        if span == Span():
            return milestones(self.pack, span)
        found, topic = moments(self.pack, span), topics[0] if topics else None
        if topic is not None:
            if not dated:
                found = tuple(m for m in found if m.topic not in topics)
            if topic.main_event() is None:
                found = tuple(m for m in found if topic.id not in self._above(m.topic))
        if len(found) <= MOST:
            return found
        near = found[-NEAREST:] if span.before else found[:NEAREST]
        near = () if len(topics) != 1 or dated else near
        found = tuple(m for m in found if m in near or m.topic.id in self.pack.card.milestones) or found
        return found[-MOST:] if span.before or (span.last and not span.first) else found[:MOST]

    def _ends(self, topics: list[Topic], reading: Reading) -> list[Topic]:
        """The topics without what it is a history of: "the history of AI from ELIZA to GPT-4"."""
        narrow = [topic for topic in topics if topic.id not in self.pack.wide]
        return narrow if len(topics) > len(narrow) == 2 or (narrow and reading.of_type("year")) else topics

    def _between(self, topics: list[Topic]) -> Span | None:
        """From the main event of the earlier topic to that of the later one."""
        dated = self._dated(topics)
        return Span(after=dated[0].event.on, before=dated[-1].event.on) if len(dated) == len(topics) else None

    def _dated(self, topics: list[Topic]) -> list[Moment]:
        """The main events of some topics, the earliest first."""
        known = [Moment(topic, event) for topic in topics if (event := topic.main_event()) is not None]
        return sorted(known, key=lambda moment: str(moment.event.on))

    def _last(self, reading: Reading) -> list[Topic]:
        """What "and what came next?" goes on from: the last of a timeline told before, else the topic in focus."""
        if not _NEXT.search(reading.text) or reading.of_type("year"):
            return []
        told = reading.slot_ids("answered")[-1:] == ("timeline",)
        last = (reading.slot_ids("listed") if told else ())[-1:] or (str(reading.slots.get("topic") or ""),)
        return [self.pack.topics[topic] for topic in last if topic in self.pack.topics]

    def _above(self, topic: Topic) -> frozenset[str]:
        return self.pack.ancestors.get(topic.id, frozenset())

    def _span(self, reading: Reading, topic: Topic | None) -> Span | None:
        """The span that years and roles set; None where it hangs on a date that is not known."""
        asked = tuple(dated(reading.entities))
        if asked:
            return self._of_years(asked, topic if _THROUGH.search(reading.text) else None)
        if topic is None:
            return Span()
        event = topic.main_event() or self._first_of(topic)
        if event is None:
            return None
        role = next((e.role for e in reading.entities if e.value == topic.id), "")
        if role in ("after", "since") or (not role and _NEXT.search(reading.text)):
            return Span(first=event.until.year) if event.until else Span(after=event.on)
        return Span(before=event.on)

    def _of_years(self, asked: Sequence[Constraint], end: Topic | None) -> Span | None:
        """The span in which all conditions hold, or from a year to the date of a topic: "from 1966 to ChatGPT"."""
        named = [left("is" if c.operator == "not" else c.operator, c.value) for c in asked]
        if not all(named):
            return None
        event = end.main_event() if end else None
        if event is not None and len(named) == 1:
            bounds = [year for part in stretches(asked[0].value) for year in part if year is not None]
            return Span(min(*bounds, event.on.year), max(*bounds, event.on.year))
        hulls = [hull(parts) for parts in named]
        first = max((first for first, _ in hulls if first is not None), default=None)
        last = min((last for _, last in hulls if last is not None), default=None)
        return Span(first, last, among=named[0] if len(named) == 1 < len(named[0]) else ())

    def _first_of(self, topic: Topic) -> Event | None:
        """The event of the first of its kind, where what is named is a class without a date: "the AI winter"."""
        members = [t for t in self.pack.topics.values() if topic.id in self.pack.ancestors.get(t.id, ())]
        dated = [event for member in members if (event := member.main_event()) is not None]
        return min(dated, key=lambda event: str(event.on), default=None)

    def _heading(self, span: Span, topic: Topic | None) -> str:
        if span.after is not None and span.before is not None:
            return f"from {span.after.spoken()} to {span.before.spoken()}"
        bound = span.after or span.before
        if topic is not None and bound is None and span.first is not None and not span.last:
            return f"after {Sayer(self.pack).the(topic.id)} (until {span.first})"
        if topic is not None and bound is not None:
            return f"{'after' if span.after else 'before'} {Sayer(self.pack).the(topic.id)} ({bound.spoken()})"
        if span.among:
            lead = "in " if all(part.closed for part in span.among) else ""
            return f"{lead}{joined([part.said for part in span.among])}"
        if span.first is None and span.last is None:
            return "from the beginning"
        if span.first is None or span.last is None:
            return f"before {(span.last or 0) + 1}" if span.first is None else f"after {span.first - 1}"
        return f"in {span.first}" if span.brief else f"from {span.first} to {span.last}"

    def _told(self, moment: Moment, span: Span) -> str:
        return Sayer(self.pack).moment(moment.topic, moment.event, with_year=not span.brief)

    def _preceded(self, topic: Topic) -> str:
        facts = self.pack.facts(topic.id, "preceded_by")
        return f"{Sayer(self.pack).relation(topic, 'preceded_by', facts).text} " if facts else ""

    def _succeeded(self, topic: Topic) -> str:
        """What by the facts came after it: before all else that is asked for."""
        sayer = Sayer(self.pack)
        found = [
            sayer.relation(later, "preceded_by", (fact,)).text
            for later in self.pack.topics.values()
            for fact in self.pack.facts(later.id, "preceded_by")
            if fact.target == topic.id
        ][:2]
        return f"{' '.join(found)} " if found else ""
