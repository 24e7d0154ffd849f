"""Lists by conditions: "which tools are for audio?", "model families from 2014", "without GANs"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button
from actions.listing import constraints, enumerated, listing_block, said
from actions.reading import Reading, side_by_side
from actions.recommend import ActionRecommend
from actions.reply import Reply, capital, joined
from actions.saying import Sayer, definition
from knowledge.query import Constraint, Found, Query, run

_DEFAULT_KINDS = ("product", "model_family", "language_model")
MOST = 14
"""Names in one answer; more are counted and left to the block."""


class ActionSelect(PackAction):
    """The topics of a kind that meet every condition named."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_select"

    def reply(self, reading: Reading) -> Reply:
        """The list, saying that it ranges over what the pack knows."""
        kind, where = reading.first("kind"), tuple(constraints(reading, self.pack))
        chosen = self._chosen(where, max(side_by_side(reading), key=len, default=()))
        among = reading.listed or chosen or self._advised(kind, where, reading)
        where = tuple(
            c for c in where if not (among and c.operator != "not" and c.group == "element" and c.value in among)
        )
        kind, where = self._family(kind, where)
        found = self._run(kind, among, where)
        heading = self._heading(kind, where, among)
        if not found and (makers := self._makers(kind, where, heading)):
            return makers
        if not found and kind and where and not among and (wider := self._run("", (), where)):
            return self._wider(heading, where, wider)
        if not found and any(c.value in self.pack.wide for c in where) and reading.of_type("task"):
            return ActionRecommend(self.pack).reply(reading)  # "Which AI translates contracts?"
        if not found:
            return self._none(heading, where)
        return Reply(
            self._told(heading, found, chosen=bool(among) and not reading.listed),
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            blocks=(listing_block(capital(heading), found),),
            buttons=tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3]),
            answers=("list",),
            topic=found[0].topic.id if len(found) == 1 else None,
            listed=tuple(item.topic.id for item in found),
            base=among,
        )

    def _told(self, heading: str, found: tuple[Found, ...], *, chosen: bool) -> str:
        """The list as a sentence; of what was named to choose among, the only one is introduced."""
        rest = f" … and {len(found) - MOST} more" if len(found) > MOST else ""
        verb = "is" if len(found) == 1 else "are"
        named = f"{enumerated(found[:MOST], self.pack)}{rest}"
        if heading.startswith("of that list,") and chosen:
            told = f" {definition(self.pack, found[0].topic).text}" if len(found) == 1 else ""
            return f"{capital(heading.removeprefix('of that list, '))} {verb}, of these: {named}.{told}"
        if heading == "of that list,":
            return f"On that list {verb}: {named}."
        if heading.startswith("those"):
            return f"Of what I know {heading.removeprefix('those').strip()}: {named}."
        return f"{capital(heading)} {verb}, of those I know: {named}."

    def _chosen(self, where: tuple[Constraint, ...], listed: tuple[str, ...]) -> tuple[str, ...]:
        """What is listed to choose among: "Midjourney, Lyria and DALL-E, which is not for pictures?"."""
        named = {c.value for c in where if c.group == "element" and c.operator == "is" and not self._is_class(c.value)}
        return listed if 1 < len(listed) < len(where) and named == set(listed) else ()

    def _advised(self, kind: str, where: tuple[Constraint, ...], reading: Reading) -> tuple[str, ...]:
        """The tools that were just recommended, where nothing is said of which are wanted: "name the tools"."""
        last = next(iter(reversed(reading.slot_ids("answered"))), "")
        asked = kind == "product" and not where and " all " not in f" {reading.text} "
        return reading.slot_ids("listed") if asked and last.startswith("advice/") else ()

    def _wider(self, heading: str, where: tuple[Constraint, ...], found: tuple[Found, ...]) -> Reply:
        """What meets the conditions and is of another kind: no tool for 3D, but a NeRF."""
        conditions = " ".join(said(c, self.pack) for c in where)
        return Reply(
            f"I have no {heading} on record; what I know {conditions} is {enumerated(found[:MOST], self.pack)}.",
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            buttons=tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3]),
            answers=("list",),
            listed=tuple(item.topic.id for item in found),
        )

    def _makers(self, kind: str, where: tuple[Constraint, ...], heading: str) -> Reply | None:
        """ "Which companies make video?": who made what meets the conditions."""
        classes = [Constraint("kind", c.operator, c.value) if self._is_class(c.value) else c for c in where]
        found = run(Query(kind="product", where=tuple(classes)), self.pack) if kind and where else ()
        made: dict[str, list[str]] = {}
        for item in found:
            for fact in (*item.topic.facts.get("made_by", ()), *item.topic.facts.get("owned_by", ())):
                if self.pack.kind_of(fact.target) in self.pack.kinds_under(kind):
                    made.setdefault(fact.target, []).append(item.topic.id)
        if not made:
            return None
        sayer = Sayer(self.pack)
        names = [
            f"{self.pack.called(maker)} ({', '.join(sayer.year(self.pack.topics[t]) for t in dict.fromkeys(topics))})"
            for maker, topics in made.items()
        ]
        return Reply(
            f"{capital(heading)} are, of those I know: {joined(names)}.",
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            buttons=tuple(facet_button(self.pack, maker, "define") for maker in made if maker in self.pack.topics)[:3],
            answers=("list",),
            listed=tuple(made),
        )

    def _family(self, kind: str, where: tuple[Constraint, ...]) -> tuple[str, tuple[Constraint, ...]]:
        """A class named as a topic ("which chatbots …", "generative models") ranges like a kind."""
        if kind:
            return kind, where
        classes = [c for c in where if c.group == "element" and c.operator == "is" and self._is_class(c.value)]
        if len(classes) == 1 and len(where) > 1:
            rest = tuple(c for c in where if c is not classes[0])
            return "", (Constraint("kind", "is", classes[0].value), *rest)
        return kind, where

    def _is_class(self, topic: str) -> bool:
        return any(topic in above for above in self.pack.ancestors.values())

    def _run(self, kind: str, among: tuple[str, ...], where: tuple[Constraint, ...]) -> tuple[Found, ...]:
        if among or kind:
            found = run(Query(kind="" if among else kind, among=among, where=where), self.pack)
            return tuple(sorted(found, key=_age)) if not among else found
        found = tuple(
            item
            for name in _DEFAULT_KINDS
            if name in self.pack.card.kinds
            for item in run(Query(kind=name, where=where), self.pack)
        )
        found = found or run(Query(where=where), self.pack)
        return tuple(sorted({item.topic.id: item for item in found}.values(), key=_age))

    def _heading(self, kind: str, where: tuple[Constraint, ...], among: tuple[str, ...]) -> str:
        named = self.pack.card.kinds.get(kind)
        what = (named.plural or named.name) if named else "those"
        if not named and where and where[0].group == "kind":
            topic = self.pack.topics.get(where[0].value)
            what, where = (topic.plural or topic.name if topic else what), where[1:]
        start = "of that list," if among else f"{what}" if named or what != "those" else "those"
        return " ".join([start, *(said(c, self.pack, among) for c in where)]).strip()

    def _none(self, heading: str, where: tuple[Constraint, ...]) -> Reply:
        text = f'Of those I know, none is on record for "{heading}". I can only list what my facts say.'
        topics = [c.value for c in where if c.value in self.pack.topics]
        buttons = tuple(facet_button(self.pack, topic, "define") for topic in topics)[:3]
        return Reply(text, buttons=buttons, missed=True)


def _age(item: Found) -> tuple[bool, str, str]:
    main = item.topic.main_event()
    return (main is None, str(main.on) if main else "", item.topic.id)
