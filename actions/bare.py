"""A bare name: "midjourney" is defined; "google" or "music" could mean many things, so the bot asks."""

from __future__ import annotations

from dataclasses import replace

from actions.advising import AdvisingAction
from actions.asking import Buttons, facet_button, payload, topic_buttons
from actions.listing import enumerated
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer
from actions.select import ActionSelect
from actions.simple import ActionSimple
from knowledge.answers import Advice
from knowledge.query import Constraint, Found, Query, run
from knowledge.topic import Topic

MANY = 20
"""Members of a kind from which visitors are asked which sort of them they mean."""
SORTS = 5
"""Sorts that are offered."""


class ActionBare(AdvisingAction):
    """A definition or a question back, as the kind of the topic decides."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_bare"

    def reply(self, reading: Reading) -> Reply:
        """Topics first, then media and kinds."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is not None:
            kind = self.pack.card.kinds.get(topic.kind)
            bare = topic.bare or (kind.bare if kind else "define")
            if reading.simple:
                return ActionSimple(self.pack).reply(reading)
            if topic.id in self.pack.advice_for and self._offered(reading):
                return self.advised(self.pack.advice_for[topic.id][0], reading)
            if bare == "define" or reading.sentences:
                return self._define(topic)
            if self._asked(reading) and reading.named and reading.slots.get("topic") == topic.id:
                told = self._define(topic)
                return replace(told, text=f"I take it that you ask what {topic.called} is. {told.text}")
            return self._ask(topic)
        named = reading.first("topic", "task", "organisation", "person", "criterion")
        if named:
            advice = self.pack.advice_for.get(named)
            return self.advised(advice[0], reading) if advice else Sayer(self.pack).mentioned(named)
        year = reading.first("year")
        if year:
            found = run(Query(kind=self.pack.player("work"), where=(Constraint("date", "is", year),)), self.pack)
            return self._offer(year, found, payload("select", year=year))
        medium, kind_id = reading.first("medium"), reading.first("kind")
        if medium and self._asked(reading):
            return ActionSelect(self.pack).reply(reading)
        if wanted := self._wanted(medium, reading):
            return self.advised(wanted, reading)
        if medium:
            found = run(Query(kind=self.pack.player("tool"), where=(Constraint("medium", "is", medium),)), self.pack)
            return self._offer(self.pack.name(medium), found, payload("recommend", medium=medium))
        if kind_id and any(reading.surface(e).endswith("s") for e in reading.entities if e.entity == "kind"):
            # "Model families?" asks which there are; "models?" are too many, unless it is said again.
            return (None if self._asked(reading) else self._sorts(kind_id)) or ActionSelect(self.pack).reply(reading)
        found = run(Query(kind=kind_id), self.pack) if kind_id else ()
        name = self.pack.name(kind_id or reading.first("aspect"))
        return self._offer(name, found, payload("select", kind=kind_id))

    def _wanted(self, medium: str | None, reading: Reading) -> Advice | None:
        """The advice for a medium that is told because we asked."""
        named = self.pack.card.media.get(medium or "")
        return self.pack.advice.get(named.advice or "") if named and self._offered(reading) else None

    def _offered(self, reading: Reading) -> bool:
        """Whether the last answer asked what advice is wanted on: "What do you want to make?" "Images."."""
        last = "".join(reading.slot_ids("answered")[-1:]).removeprefix("faq/")
        entry = self.pack.entries.get(last)
        offered = entry.ask_next if entry else ()
        return bool(offered) and all(reference.startswith("advice/") for reference in offered)

    def _asked(self, reading: Reading) -> bool:
        """Whether the last answer asked back already: nobody is asked twice in a row."""
        return reading.slot_ids("answered")[-1:] == ("asked",)

    def _sorts(self, kind: str) -> Reply | None:
        """Which sort of a kind is meant, by what its members are for; None where they are few enough to be listed."""
        found = run(Query(kind=kind), self.pack)
        if len(found) <= MANY:
            return None
        named = self.pack.card.kinds[kind].plural or self.pack.name(kind)
        counts = {
            medium: len(run(Query(kind=kind, where=(Constraint("medium", "is", medium),)), self.pack))
            for medium in self.pack.card.media
        }
        media = [m for m in sorted(counts, key=lambda m: -counts[m]) if counts[m] > 1][:SORTS]
        buttons = [(capital(self.pack.name(m)), payload("select", kind=kind, medium=m)) for m in media]
        text = f"Which {named} do you mean? I know {len(found)}: say what they are to be for."
        return Reply(text, buttons=tuple(buttons), answers=("asked",), expecting=True)

    def _define(self, topic: Topic) -> Reply:
        prose = topic.facets.get("define")
        if prose is None:
            return self._ask(topic)
        return Reply(
            prose.text,
            sources=prose.sources,
            buttons=topic_buttons(self.pack, topic.id, "define"),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _ask(self, topic: Topic) -> Reply:
        found = run(Query(where=(Constraint("maker", "is", topic.id),)), self.pack)
        found = found or run(
            Query(kind=self.pack.player("tool"), where=(Constraint("task", "is", topic.id),)), self.pack
        )
        buttons: Buttons = (facet_button(self.pack, topic.id, "define"),)
        if topic.kind == "organisation":
            buttons += ((f"What does {topic.called} make?", payload("makes", organisation=topic.id)),)
        elif topic.kind == "task":
            buttons += ((f"What should I use for {topic.called}?", payload("recommend", task=topic.id)),)
        buttons += topic_buttons(self.pack, topic.id, "define")
        reply = self._offer(topic.called, found, "")
        return Reply(
            reply.text,
            buttons=tuple(dict.fromkeys(buttons))[:4],
            answers=("asked",),
            topic=topic.id,
            expecting=True,
            listed=reply.listed,
        )

    def _offer(self, name: str, found: tuple[Found, ...], all_of_them: str) -> Reply:
        known = f" Among what I know there: {enumerated(found[:5], self.pack)}." if found else ""
        buttons = tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3])
        if all_of_them:
            buttons = ((f"What is there for {name}?", all_of_them), *buttons)
        return Reply(
            f"What would you like to know about {name}?{known} Which of these is it?"
            if found
            else f"What would you like to know about {name}?",
            buttons=buttons[:4],
            answers=("asked",),
            expecting=True,
            listed=tuple(item.topic.id for item in found),
        )
