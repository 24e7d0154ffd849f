"""Oldest and newest: "which came first, BERT or the transformer?", "the newest audio tool"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.listing import conditions, constraints
from actions.precedence import ASSERTED, came_so, standing_for
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer, definition
from knowledge.dates import PartialDate
from knowledge.query import Constraint, Found, Query, earlier, run
from knowledge.topic import Topic
from knowledge.years import stretches

Order = Literal["oldest", "newest"]
AGO = 3
"""How many topics back the other of two may be that are asked to be of one year."""
SAME = re.compile(r"\bsame (year|age|time|date|decade)\b")
"""What asks whether two things are of one time, and of how long a time."""


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PLACE = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<number>\d{{1,3}})(?:st|nd|rd|th))[ -]"
    r"(?:oldest|earliest|newest|youngest|latest|most recent)\b"
)
"""What asks for a place in the order: "the third oldest"."""


class ActionSuperlative(PackAction):
    """The first or last by date: of those named, of those listed, or of a kind."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_superlative"

    def reply(self, reading: Reading) -> Reply:
        """Two or more names are compared by date; else the list or the kind is searched."""
        order: Order = "newest" if reading.first("order") == "newest" else "oldest"
        named = [self.pack.topics[t] for t in reading.topics if t in self.pack.topics]
        asserted = ASSERTED.match(reading.text) is not None
        if asserted and len(named) == 2 and named[0].id in (members := self._members(named[1])):
            return self._among(named[0], named[1], members, order)
        of_task = len(named) == 2 and named[1].kind == "task"
        of_kind = len(named) == 1 and reading.first("kind") and reading.first("medium", "task")
        if asserted and (of_task or of_kind):
            return self._asserted(named[0], reading, order)
        if len(named) == 2 and not reading.first("kind"):
            return self._pair(named[0], named[1], order, reading)
        if len(named) > 2:
            found = run(Query(among=tuple(t.id for t in named), order=order), self.pack)
            return replace(
                self._ranked(found, order, "of these", _place(reading)), listed=tuple(item.topic.id for item in found)
            )
        recent, among = self._recent(reading), reading.listed or reading.slot_ids("listed")
        faded = len(recent) == 2 and not {topic.id for topic in recent}.intersection(among)
        if SAME.search(reading.text) and (two := self._two(named, reading, among)):
            return self._pair(two[0], two[1], order, reading)
        if reading.listed or (not named and not reading.first("kind") and among and not faded):
            found = run(Query(among=among, order=order), self.pack)
            if not found:
                return self._placed(among, order, "that list")
            return self._ranked(found, order, "of that list", _place(reading))
        if not named and not reading.first("kind") and len(reading.slot_ids("compared")) == 2:
            one, other = (self.pack.topics.get(t) for t in reading.slot_ids("compared"))
            if one is not None and other is not None:
                return self._pair(one, other, order, reading)
        if not named and not reading.first("kind") and not any(constraints(reading, self.pack)) and len(recent) == 2:
            return self._pair(recent[0], recent[1], order, reading)
        return self._of_kind(reading, order)

    def _members(self, topic: Topic) -> tuple[str, ...]:
        """What belongs to a class or, where nothing is of its kind, to a line: "is GPT-4 the newest GPT?"."""
        kin = [t.id for t in self.pack.topics.values() if topic.id in self.pack.ancestors.get(t.id, ())]
        if kin:
            return tuple(kin)
        parts = [f.target for f in self.pack.facts(topic.id, "has_part")]
        inside = [t.id for t in self.pack.topics.values() if topic.id in (f.target for f in t.facts.get("part_of", ()))]
        return tuple(dict.fromkeys((*parts, *inside)))

    def _among(self, topic: Topic, line: Topic, members: tuple[str, ...], order: Order) -> Reply:
        """Whether one is the oldest or newest of a line."""
        found = run(Query(among=members, order=order), self.pack)
        ranked = self._ranked(found, order, f"of the {line.plural or line.name} I know")
        return replace(ranked, text=f"{'Yes' if found and found[0].topic is topic else 'No'}: {ranked.text}")

    def _asserted(self, topic: Topic, reading: Reading, order: Order) -> Reply:
        """Whether one is the oldest or newest of a kind for something: "was Sora the first video tool?"."""
        others = tuple(e for e in reading.entities if e.value != topic.id)
        ranked = self._of_kind(replace(reading, entities=others), order)
        if not ranked.topic:
            return ranked
        return replace(ranked, text=f"{'Yes' if ranked.topic == topic.id else 'No'}: {ranked.text}")

    def _recent(self, reading: Reading) -> list[Topic]:
        """The two topics last spoken of, the earlier one first: what a bare "which is older?" means."""
        return self._spoken(reading, 2)[::-1]

    def _spoken(self, reading: Reading, most: int = AGO) -> list[Topic]:
        """The topics last spoken of, the latest first."""
        ids = dict.fromkeys(reference.partition(".")[0] for reference in reversed(reading.slot_ids("answered")))
        return [self.pack.topics[topic] for topic in list(ids)[:most] if topic in self.pack.topics]

    def _two(self, named: list[Topic], reading: Reading, among: tuple[str, ...]) -> list[Topic]:
        """What is asked to be of one year: what was last spoken of, with what is named or was spoken of before it.

        Behind a list of several the list is meant, unless it has since been left for something else.
        """
        spoken = self._spoken(reading)
        last = named[:1] or spoken[:1]
        if len(named) > 1 or not last or (not named and last[0].id in among):
            return []
        before = [topic for topic in spoken if topic is not last[0]]
        alike = [topic for topic in before if topic.kind == last[0].kind]
        return [*(alike or before)[:1], *last] if before else []

    def _of_kind(self, reading: Reading, order: Order) -> Reply:
        kind, place = reading.first("kind"), _place(reading)
        where = tuple(constraints(reading, self.pack))
        focus = self.pack.topics.get(str(reading.slots.get("topic") or "")) if not kind and not where else None
        where = (Constraint("task", "is", focus.id),) if focus is not None and focus.kind == "task" else where
        if focus is not None and (inside := self._members(focus)):  # "What is a chatbot?", "the oldest one you know?"
            found = run(Query(among=inside, order=order), self.pack)
            return self._ranked(found, order, f"of the {focus.plural or focus.name} I know", place)
        if not kind and len(where) == 1 and where[0].group == "element":
            topic = self.pack.topics.get(where[0].value)
            members = self._members(topic) if topic else ()
            if topic is not None and not members:
                return self._first(topic)
            found = run(Query(among=members or (where[0].value,), order=order), self.pack)
            if (
                topic is not None
                and place == 1
                and order == "oldest"
                and found
                and earlier(topic, found[0].topic)[0] is topic
            ):
                return self._first(topic)  # The first GAN is the GAN itself, not one of those that came after it.
            heading = f"of the {topic.plural or topic.name} I know" if topic else "of those I know"
            later = self._later(topic, found, order) if place == 1 else None
            return later or self._ranked(found, order, heading, place)
        made = any(c.group in ("task", "makes_medium") for c in where)
        kind = kind or self._sought(tool=made)
        found = tuple(f for f in run(Query(kind=kind, where=where, order=order), self.pack) if _within(f.topic, where))
        known = self.pack.card.kinds.get(kind)
        if known and not found and not where:
            return self._placed(known.order, order, f"the {known.plural or known.name}")
        told = conditions(where, self.pack)
        heading = " ".join(filter(None, [f"of the {known.plural if known else 'topics'}", told, "I know"]))
        return self._ranked(found, order, heading, place)

    def _sought(self, *, tool: bool) -> str:
        """The kind that is meant where none is named: tools where they are to do something, else works."""
        wanted = self.pack.player("tool") if tool else ""
        others = (kind for kind in self.pack.card.listed if kind not in self.pack.playing("tool"))
        return wanted or next(others, "")

    def _placed(self, told: tuple[str, ...], order: Order, heading: str) -> Reply:
        """What comes first or last as it is told, where nothing has a date: "what was the first criterion?"."""
        topic = self.pack.topics.get(told[0 if order == "oldest" else -1]) if told else None
        if topic is None:
            return self._ranked((), order, heading)
        said = definition(self.pack, topic)
        return Reply(
            f"The {'first' if order == 'oldest' else 'last'} of {heading} is {topic.called}. {said.text}",
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id, "define"),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _first(self, topic: Topic) -> Reply:
        """When a class itself appeared, and who brought it."""
        sayer, makers = Sayer(self.pack), self.pack.facts(topic.id, "made_by")
        dates = sayer.dates(topic)
        made = sayer.relation(topic, "made_by", makers) if makers else None
        return Reply(
            f"{dates.text} {made.text if made else ''}".strip(),
            sources=tuple(dict.fromkeys((*dates.sources, *(made.sources if made else ())))),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.dates",),
            topic=topic.id,
        )

    def _later(self, line: Topic | None, found: tuple[Found, ...], order: Order) -> Reply | None:
        """What is dated of a line itself after the newest of its members that has a page of its own."""
        last = max((event for event in line.dates if event.note), key=lambda e: e.on, default=None) if line else None
        known = found[0].topic.main_event() if found else None
        if order != "newest" or line is None or last is None or known is None or not known.on < last.on:
            return None
        newest = self._ranked(found, order, "of those I have written up")
        text = f"The newest of the {line.called} on record is of {last.on.spoken()}: {last.note}. {newest.text}"
        return replace(newest, text=text, sources=(last.source, *newest.sources), topic=line.id)

    def _ranked(self, found: tuple[Found, ...], order: Order, heading: str, place: int = 1) -> Reply:
        """The first of some in their order, or the one at another place of it: "the third oldest"."""
        if not found:
            return Reply("I have no dates to answer that with.", missed=True)
        if not 0 < place <= len(found):
            return Reply(f"{capital(heading)}, I have dates for {len(found)} only.", missed=True)
        sayer, best = Sayer(self.pack), found[place - 1].topic
        event = best.main_event()
        assert event is not None
        dates = sayer.dates(best)
        others = ", ".join(sayer.year(item.topic) for item in found[place : place + 3])
        then = f" Next: {others}." if others else ""
        return Reply(
            f"{capital(heading)}, the {_said(place)}{order} is {sayer.the(best.id)}: {event.on.spoken()}. "
            f"{dates.text}{then}",
            sources=dates.sources,
            buttons=topic_buttons(self.pack, best.id),
            answers=(f"{best.id}.dates",),
            topic=best.id,
            compared=tuple(item.topic.id for item in found[:2]) if place == 1 < len(found) else (),
            listed=tuple(item.topic.id for item in found) if place > 1 else (),  # "And the third oldest?"
        )

    def _pair(self, one: Topic, other: Topic, order: Order, reading: Reading) -> Reply:
        sayer, one, other = Sayer(self.pack), standing_for(one, self.pack), standing_for(other, self.pack)
        first, mine, theirs = earlier(one, other)
        dates = [sayer.dates(topic) for topic in (one, other)]
        sources = tuple(s for d in dates for s in d.sources)
        if mine is None or theirs is None:
            lacking = one if mine is None else other
            text = f"I have no date for {sayer.the(lacking.id)}, so I can't tell."
            return Reply(text, missed=True, topic=one.id, compared=(one.id, other.id))
        if first is None:
            winner, lead = one, f"My dates do not settle which came first: {sayer.year(one)}, {sayer.year(other)}."
        else:
            winner = first if order == "oldest" else (other if first is one else one)
            loser = other if winner is one else one
            word = "older" if order == "oldest" else "newer"
            lead = f"{capital(sayer.the(winner.id))} is {word} than {sayer.the(loser.id)}."
            if asked := SAME.search(reading.text):
                lead = _same(mine, theirs, lead, asked[1])
            elif (so := came_so(reading.text, first is one)) is not None:
                lead = f"{'Yes' if so else 'No'}: {lead}"
            elif reading.text.startswith(("is ", "are ", "was ", "were ")) and len(reading.of_type("order")) < 2:
                lead = f"{'Yes' if winner is one else 'No'}: {lead}"
        text = f"{lead} {' '.join(d.text for d in dates)}"
        return Reply(
            text,
            sources=sources,
            buttons=topic_buttons(self.pack, one.id),
            answers=(f"{one.id}.dates", f"{other.id}.dates"),
            topic=winner.id,
            compared=(one.id, other.id),
            listed=(one.id, other.id),
        )


def _same(one: PartialDate, other: PartialDate, lead: str, asked: str) -> str:
    """Whether two dates are of the same year or decade, or the very same, and else which came first."""
    if asked == "decade":
        mine, theirs = (f"the {on.year // 10}0s" for on in (one, other))
    elif asked == "date":
        mine, theirs = one.spoken(), other.spoken()
    else:
        mine, theirs = str(one.year), str(other.year)
    return f"Yes: both are of {mine}." if mine == theirs else f"No: {lead}"


def _within(topic: Topic, where: Iterable[Constraint]) -> bool:
    """Whether what dates a topic lies in the years asked for: not a later version, by which it would be no oldest."""
    main = topic.main_event()
    spans = (stretches(c.value) for c in where if c.group == "date" and c.operator == "is")
    return main is None or all(any(part.holds(main.on.year, main.on.year) for part in span) for span in spans)


def _place(reading: Reading) -> int:
    """Which place of the order is asked for: 3 for "the third oldest"."""
    found = _PLACE.search(reading.text)
    if found is None:
        return 1
    return int(found["number"]) if found["number"] else _ORDINALS.index(found["word"]) + 1


def _said(place: int) -> str:
    """A place as a sentence says it, with a blank behind it; nothing for the first."""
    if place == 1:
        return ""
    if place <= len(_ORDINALS):
        return f"{_ORDINALS[place - 1]} "
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending} "
