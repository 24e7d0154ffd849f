"""What could be used instead: "alternatives to Midjourney", "what else is there like Suno?"."""

from __future__ import annotations

from dataclasses import replace

from actions.action import PackAction
from actions.asking import MOST, compare_button, facet_button
from actions.extracted import Named
from actions.listing import enumerated, listing_block
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer, definition
from actions.select import ActionSelect
from knowledge.query import Constraint, Found, Query, holds, run
from knowledge.topic import Topic


class ActionAlternatives(PackAction):
    """Topics of the same kind that make the same, in use where that is known of."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_alternatives"

    def reply(self, reading: Reading) -> Reply:
        """The successor first, then what is of the same kind."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is None:
            return Sayer(self.pack).mentioned(reading.first("topic", "organisation", "person"))
        if topic.kind == "organisation":
            return self._rivals(topic, reading)
        if (beside := self._beside(topic)) is not None:
            return beside
        found = self._of_that(self._alike(topic), reading)
        sayer = Sayer(self.pack)
        successor = topic.status.successor if topic.status else None
        lead = f"The successor of {sayer.the(topic.id)} is {sayer.the(successor)}." if successor else ""
        if not found and not lead:
            said = definition(self.pack, topic)
            text = f"I know nothing of the same kind as {sayer.the(topic.id)}. {said.text}"
            return Reply(text, sources=said.sources, topic=topic.id, missed=True)
        listed = f"Of the same kind I know {enumerated(found[:8], self.pack)}." if found else ""
        sources = tuple(e.source for item in found[:8] for e in item.evidence)
        return Reply(
            f"{lead} {listed}".strip(),
            sources=tuple(dict.fromkeys((*((topic.status.source,) if lead and topic.status else ()), *sources))),
            blocks=(listing_block(f"Instead of {capital(topic.called)}", found),) if found else (),
            buttons=tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3]),
            answers=(f"{topic.id}.alternatives",),
            topic=topic.id,
            listed=tuple(item.topic.id for item in found[:8]),
        )

    def _of_that(self, found: list[Found], reading: Reading) -> list[Found]:
        """Those that make what is asked about, where some do: "who competes with them in video?"."""
        where = [Constraint("makes_medium", "is", medium) for medium in reading.of_type("medium")]
        where += [Constraint("task", "is", task) for task in reading.of_type("task")]
        kept = [item for item in found if all(holds(item.topic, c, self.pack)[0] == "yes" for c in where)]
        return kept or found

    def _rivals(self, maker: Topic, reading: Reading) -> Reply:
        """Who else makes what is asked about: "who competes with Google in chatbots?"; of nothing, all other makers."""
        about = tuple(e for e in reading.entities if e.value != maker.id and e.entity in ("topic", "task", "medium"))
        others = (Named("kind", "organisation"), Named("organisation", maker.id, "not"), *about)
        return ActionSelect(self.pack).reply(replace(reading, entities=others, text=f"who else {reading.text}"))

    def _beside(self, topic: Topic) -> Reply | None:
        """Of what is no work, a technique: what it is compared with, and when that is the choice."""
        if self.pack.plays(topic.id, "work", "tool"):
            return None
        curated = [c for c in self.pack.comparisons.values() if topic.id in c.choose and len(c.sides) == 2]
        other = {side: c for c in curated for side in c.sides if side != topic.id and side in c.choose}
        if not other:
            return None
        said = [f"choose {Sayer(self.pack).the(side)} when {c.choose[side]}" for side, c in list(other.items())[:MOST]]
        return Reply(
            f"Instead of {Sayer(self.pack).the(topic.id)}: {'; '.join(said)}.",
            sources=tuple(dict.fromkeys(source for c in list(other.values())[:MOST] for source in c.sources)),
            buttons=tuple(compare_button(self.pack, (topic.id, side)) for side in list(other)[:MOST]),
            answers=(f"{topic.id}.alternatives",),
            topic=topic.id,
            listed=tuple(list(other)[:MOST]),
        )

    def _alike(self, topic: Topic) -> list[Found]:
        """By what it makes, else by what it is; what makes the same above all goes first, nothing retired."""
        media = [Constraint("makes_medium", "is", f.target) for f in self.pack.facts(topic.id, "produces")]
        kinds = [Constraint("kind", "is", f.target) for f in self.pack.facts(topic.id, "is_a")]
        shares: dict[str, list[Found]] = {}
        for constraint in (*media, *kinds):
            for item in run(Query(kind=topic.kind, where=(constraint,)), self.pack):
                shares.setdefault(item.topic.id, []).append(item)
        shares.pop(topic.id, None)
        first = _first(topic)
        ranked = sorted(
            shares.values(), key=lambda items: (_first(items[0].topic) != first, -len(items), items[0].topic.id)
        )
        most = max(map(len, ranked), default=0)
        return [items[0] for items in ranked if 2 * len(items) >= most and _in_use(items[0].topic)]


def _first(topic: Topic) -> str:
    """What it is there to make, before all else it can: the film of a film tool that adds sound."""
    return next((fact.target for fact in topic.facts.get("produces", ())), "")


def _in_use(topic: Topic) -> bool:
    return topic.status is None or topic.status.state in ("available", "unknown")
