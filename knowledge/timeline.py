"""The timeline: dated events over all topics of a pack, in order."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.dates import PartialDate
from knowledge.pack import Pack
from knowledge.topic import Event, Topic
from knowledge.years import Stretch


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a topic."""

    topic: Topic
    event: Event


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; an open end is None. Years count whole, both ends included."""

    first: int | None = None
    last: int | None = None
    after: PartialDate | None = None
    before: PartialDate | None = None
    """Exact bounds, excluded: what came after or before a date."""
    among: tuple[Stretch, ...] = ()
    """The years that alone are meant of those between the first and the last, where they are several."""

    @property
    def brief(self) -> bool:
        """Whether it is one year: then everything that happened is of interest."""
        return self.first is not None and self.first == self.last

    def holds(self, event: Event) -> bool:
        """Whether an event lies in it; one that lasts does where it overlaps."""
        last = event.until.year if event.until is not None else event.on.year
        if (self.first is not None and last < self.first) or (self.last is not None and event.on.year > self.last):
            return False
        if self.among and not any(part.holds(event.on.year, last) for part in self.among):
            return False
        if self.after is not None and not (self.after < event.on and event.on.comparable(self.after)):
            return False
        return self.before is None or (event.on < self.before and event.on.comparable(self.before))


def moments(pack: Pack, span: Span) -> tuple[Moment, ...]:
    """What happened in a span: in one year every event, in a longer one each topic's main event; in order."""
    found = []
    for topic in pack.topics.values():
        main = topic.main_event()
        events = topic.dates if span.brief else (main,) if main is not None else ()
        found += [Moment(topic, event) for event in events if span.holds(event)]
    return _once(found)


def milestones(pack: Pack, span: Span) -> tuple[Moment, ...]:
    """The main events of the topics that the pack counts as milestones, where they lie in a span; in order."""
    kept = set(pack.card.milestones)
    return tuple(moment for moment in moments(pack, span) if moment.topic.id in kept)


def _once(found: list[Moment]) -> tuple[Moment, ...]:
    """In order, and of what several sources tell of one topic in one year, the most exact."""
    best: dict[tuple[str, int, str], Moment] = {}
    for moment in found:
        key = (moment.topic.id, moment.event.on.year, _sort(moment.event))
        known = best.get(key)
        if known is None or (known.event.on.month is None and moment.event.on.month is not None):
            best[key] = moment
    return tuple(sorted(best.values(), key=lambda m: (m.event.on, m.topic.id)))


def _sort(event: Event) -> str:
    """Events that tell the same: that something appeared, that it went."""
    return "gone" if event.event in ("retired", "ended", "died", "renamed") else "there"
