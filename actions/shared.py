"""What some things have in common: "which two share a year?", "are any of them by the same maker?"."""

from __future__ import annotations

from collections.abc import Iterable

from actions.action import PackAction
from actions.asking import facet_button
from actions.reading import Reading
from actions.reply import Reply, joined
from actions.saying import Sayer
from knowledge.topic import Topic

_BY_PEOPLE = ("people", "person", "inventor", "inventors", "researchers", "authors", "man", "woman")
_WHO = ("organisation", "person")
_MAKING = ("maker", "makers", "company", "companies", "firm", "hands", "house", "vendor", "provider", "lab", "team")


class ActionShared(PackAction):
    """Those of a list, or of a kind, that have a year or a maker in common."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_shared"

    def reply(self, reading: Reading) -> Reply:
        """Each group of two or more, by year unless the maker is asked for."""
        by_people = not set(_BY_PEOPLE).isdisjoint(reading.text.split())
        by_maker = by_people or not set(_MAKING).isdisjoint(reading.text.split())
        groups: dict[str, list[Topic]] = {}
        topics = list(self._among(reading, by_maker=by_maker))
        for topic in topics:
            for value in self._makers(topic, people=by_people) if by_maker else self._year(topic):
                groups.setdefault(value, []).append(topic)
        sharing = {value: found for value, found in groups.items() if len(found) > 1}
        what = "maker" if by_maker else "year"
        if len(topics) < 2:
            return Reply(response="utter_ask_kind", expecting=True)
        if len(topics) == 2 and by_maker:
            return self._both(topics, [value for value, found in groups.items() if len(found) > 1])
        if len(topics) == 2:
            return self._when(topics, [*sharing])
        if not sharing:
            some = Sayer(self.pack).names([topic.id for topic in topics[:6]])
            return Reply(f"None of those share a {what}, as far as I know: {some}.", answers=("list",))
        told = [
            f"{joined([topic.called for topic in found])} ({self.pack.called(value)})"
            for value, found in sorted(sharing.items())
        ]
        listed = tuple(dict.fromkeys(topic.id for found in sharing.values() for topic in found))
        return Reply(
            f"{'By the same maker' if by_maker else 'From the same year'}: {'; '.join(told)}.",
            sources=tuple(dict.fromkeys(self._sources(sharing.values(), by_maker=by_maker))),
            buttons=tuple(facet_button(self.pack, topic, "define") for topic in listed[:3]),
            answers=("list",),
            topic=listed[0] if len(listed) == 2 else None,
        )

    def _both(self, topics: list[Topic], makers: list[str]) -> Reply:
        """Whether two are by the same, and by whom each is: "who made BERT? And GPT-1? The same people?"."""
        sayer = Sayer(self.pack)
        made = [sayer.relation(t, "made_by", facts) for t in topics if (facts := self.pack.facts(t.id, "made_by"))]
        both = joined([topic.called for topic in topics])
        lead = f"Yes: {both} are both by {sayer.names(makers)}." if makers else "No, not as far as I know."
        return Reply(
            " ".join([lead, *(said.text for said in made)]),
            sources=tuple(dict.fromkeys(source for said in made for source in said.sources)),
            buttons=tuple(facet_button(self.pack, topic.id, "define") for topic in topics),
            answers=tuple(f"{topic.id}.who" for topic in topics),
            topic=topics[-1].id,
            compared=(topics[0].id, topics[1].id),
        )

    def _when(self, topics: list[Topic], years: list[str]) -> Reply:
        """Whether two are of the same year, and of which each is: "when was Lyria? And Suno? The same year?"."""
        one, other = topics
        called = [self.pack.with_article(topic.id) for topic in topics]
        dated = [f"{name} ({year})" for name, topic in zip(called, topics, strict=True) for year in self._year(topic)]
        if years:
            text = f"Yes: {joined(called)} are both from {years[0]}."
        elif len(dated) == len(topics):
            text = f"No: {joined(dated)} are not from the same year."
        else:
            text = f"I have no year on record for {joined([t.called for t in topics if not self._year(t)])}."
        return Reply(
            text,
            sources=tuple(dict.fromkeys(self._sources([topics], by_maker=False))),
            buttons=tuple(facet_button(self.pack, topic.id, "define") for topic in topics),
            answers=tuple(f"{topic.id}.when" for topic in topics),
            topic=other.id,
            compared=(one.id, other.id),
            missed=len(dated) < len(topics),
        )

    def _among(self, reading: Reading, *, by_maker: bool) -> Iterable[Topic]:
        """What is named, or the parts of what is; else what was shown, else a whole kind."""
        named = [t for t in reading.of_type("topic") if t in self.pack.topics]
        if len(named) == 1 and not reading.listed:
            named = [f.target for f in self.pack.facts(named[0], "has_part") if f.target in self.pack.topics] or named
        kind = reading.first("kind")
        kind = "" if by_maker and kind and kind in _WHO else kind
        if len(named) > 1 or reading.listed or not kind:
            ids = named if len(named) > 1 else reading.listed or reading.slot_ids("listed")
            return [self.pack.topics[t] for t in ids if t in self.pack.topics]
        return self.pack.topics_under(kind)

    def _year(self, topic: Topic) -> tuple[str, ...]:
        main = topic.main_event()
        return (str(main.on.year),) if main is not None else ()

    def _makers(self, topic: Topic, *, people: bool) -> tuple[str, ...]:
        made = [fact.target for relation in ("made_by", "owned_by") for fact in self.pack.facts(topic.id, relation)]
        meant = [maker for maker in made if (self.pack.kind_of(maker) == "person") == people]
        return tuple(dict.fromkeys(meant or made))

    def _sources(self, groups: Iterable[list[Topic]], *, by_maker: bool) -> Iterable[str]:
        for topic in (topic for group in groups for topic in group):
            main = topic.main_event()
            if by_maker:
                yield from (fact.source for fact in topic.facts.get("made_by", ()))
            elif main is not None:
                yield main.source
