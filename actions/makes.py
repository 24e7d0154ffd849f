"""What a company or a person made: "everything by OpenAI", "what has Microsoft?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button
from actions.listing import constraints, listing_block
from actions.reading import Reading
from actions.reply import Reply, joined
from actions.saying import Sayer
from actions.select import ActionSelect
from knowledge.query import Constraint, Found, Query, run


class ActionMakes(PackAction):
    """The topics that an organisation or a person made or owns."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_makes"

    def reply(self, reading: Reading) -> Reply:
        """One organisation or person, narrowed by kind and medium where they are named."""
        if any(e.role == "not" for e in reading.entities if e.entity in ("organisation", "person")):
            return ActionSelect(self.pack).reply(reading)  # "All tools not made by Adobe" asks for the others.
        maker = reading.first("organisation", "person")
        kind = reading.first("kind")
        where = [Constraint("maker", "is", maker)]
        where += [c for c in constraints(reading, self.pack) if c.group in ("date", "task", "makes_medium")]
        where += [Constraint("kind", "is", t) for t in reading.of_type("topic") if t in self.pack.classes]
        where += [Constraint("main_medium", "is", medium) for medium in self._like(reading)]
        found = self._found(kind, where)
        name = self.pack.called(maker)
        own = self.pack.topics.get(maker)
        if (
            not found
            and not kind
            and not self._like(reading)
            and own is not None
            and (sold := own.facets.get("uses")) is not None
        ):
            return Reply(sold.text, sources=sold.sources, topic=maker, buttons=self._buttons(maker))
        if not found:
            text = f"I have nothing made by {name} that fits."
            return Reply(text, missed=True, topic=maker, buttons=self._buttons(maker))
        sayer = Sayer(self.pack)
        text = f"By {name} I know {joined([sayer.year(item.topic) for item in found])}."
        notes = [
            t.status.note
            for item in found
            if (t := item.topic).status and t.status.state != "available" and t.status.note
        ]
        return Reply(
            " ".join([text, *notes[:2]]),
            sources=tuple(e.source for item in found for e in item.evidence),
            blocks=(listing_block(f"By {name}", found),),
            buttons=self._buttons(maker, *[item.topic.id for item in found]),
            answers=(f"{maker}.makes",),
            topic=found[0].topic.id if len(found) == 1 else maker,  # "What has Adobe?", "since when does it exist?"
            listed=tuple(item.topic.id for item in found),
        )

    def _like(self, reading: Reading) -> list[str]:
        """What a thing makes that is named beside the maker: "does OpenAI have something like Suno?"."""
        named = [topic for topic in reading.of_type("topic") if topic not in self.pack.classes]
        return [fact.target for topic in named[:1] for fact in self.pack.facts(topic, "produces")[:1]]

    def _found(self, kind: str, where: list[Constraint]) -> tuple[Found, ...]:
        if kind == "organisation":
            kind = ""
        found = run(Query(kind=kind, where=tuple(where), order="oldest"), self.pack)
        dated = {item.topic.id for item in found}
        undated = run(Query(kind=kind, where=tuple(where)), self.pack)
        return (*found, *(item for item in undated if item.topic.id not in dated))

    def _buttons(self, *topics: str) -> tuple[tuple[str, str], ...]:
        known = [topic for topic in topics if topic in self.pack.topics]
        return tuple(facet_button(self.pack, topic, "define") for topic in known)[:3]
