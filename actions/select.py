"""Lists by conditions: "which tools are for audio?", "model families from 2014", "without GANs"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.action import PackAction
from actions.apiece import above_all, one_each, usable
from actions.asking import facet_button
from actions.is_it import ActionIsIt
from actions.listing import conditions, constraints, enumerated, listing_block
from actions.reading import Reading, side_by_side
from actions.recommend import ActionRecommend
from actions.reply import Reply, capital, joined
from actions.saying import Sayer, definition
from actions.verifying import together as verdicts
from actions.whole import having
from knowledge.query import Constraint, Found, Query, holds, run

FEW = 4
"""Things up to which each is told to be none of a class."""
MOST = 14
"""Names in one answer; more are counted and left to the block."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SO_MANY = re.compile(
    rf"\b(?:give|name|list|show|tell|suggest|pick|top)(?: me| us)?(?: just| only| exactly| the)?(?: top| best)? "
    rf"({'|'.join(_NUMBERS)}|[1-9]|10)\b"
)
_WHO = re.compile(r"(?:and |so |but )?who (?:else|other|apart|besides)\b")
_WHICH_IS = re.compile(
    r"\b(?:which|what)\b.* (?:is|are|was|were|counts? as|would be) (?:really |strictly )?(?:an?|the)? ?\w"
)
_LISTING = re.compile(r"(?:name|list|give|show|tell|enumerate|top|some|all|two|three|four|five|[2-9]|.* first to)\b")
"""How a message begins that asks for members of a class and not for what has it: "name three chatbots"."""


class ActionSelect(PackAction):
    """The topics of a kind that meet every condition named."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_select"

    def reply(self, reading: Reading) -> Reply:
        """One for each of several where that is asked; else the list, saying that it ranges over what is known."""
        return one_each(reading, self.pack) or self._settled(reading) or self._list(reading)

    def _settled(self, reading: Reading) -> Reply | None:
        """The advice just given, where it names no tools and is asked which to take: "which model then?"."""
        advice = self.pack.advice.get(reading.answered.removeprefix("advice/"))
        bare = {entity.entity for entity in reading.entities} == {"kind"} and not _LISTING.match(reading.text)
        if advice is None or advice.tools or not bare or not self._offered(reading.first("kind")):
            return None
        return ActionRecommend(self.pack).advised(advice, reading)

    def _offered(self, kind: str) -> bool:
        """Whether a kind is that of what can be taken."""
        return bool(kind) and kind in (self.pack.player("tool"), self.pack.player("work"))

    def _list(self, reading: Reading) -> Reply:
        """What meets every condition."""
        kind, where = reading.first("kind"), tuple(constraints(reading, self.pack))
        if not kind and _WHO.match(reading.text) and "organisation" in self.pack.card.kinds:
            kind = "organisation"  # "Who else is there besides OpenAI?"
        chosen = self._chosen(where, max(side_by_side(reading), key=len, default=()))
        among = reading.listed or chosen or self._advised(kind, where, reading)
        where = tuple(c for c in where if not (among and self._one_of(c, among, reading)))
        kind, where = self._family(kind, where, listing=_LISTING.match(reading.text) is not None)
        where = tuple(self._being(c, among) for c in where)
        left, conditioned = self._crossed_out(among, where)
        if among and (had := self._had(among, where, classes=False) or self._alike(among, where, reading)) is not None:
            return had
        every = found = (*self._itself(left, conditioned), *self._run(kind, left, conditioned))
        if among and not found and (had := self._had(among, where)) is not None:
            return had
        wanted = _wanted(reading.message.lower())
        found, more = _some(found, wanted), max(0, len(found) - (wanted or len(found)))
        heading = self._heading(kind, where, among)
        spared = not among and any(c.group == "maker" and c.operator == "not" for c in where)
        if (spared or not found) and (makers := self._makers(kind, where, heading)):
            return makers
        if not found and kind and where and not among and (wider := self._run("", (), where)):
            return self._wider(heading, where, wider)
        if not found and any(c.value in self.pack.wide for c in where) and reading.of_type("task"):
            return ActionRecommend(self.pack).reply(reading)  # "Which AI translates contracts?"
        if not found:
            beyond = self._run(kind, (), where) if reading.listed and where else ()
            return self._none(heading, where, beyond)
        told = self._told(heading, found, more, chosen=bool(among) and not reading.listed)
        return Reply(
            self._strictly(told, where, reading) if among else told,
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            blocks=(listing_block(capital(heading), found),),
            buttons=tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3]),
            answers=("list",),
            topic=found[0].topic.id if len(found) == 1 else None,
            listed=among if among and len(found) == 1 else tuple(item.topic.id for item in found),
            base=among or tuple(item.topic.id for item in every),
        )

    def _strictly(self, told: str, where: tuple[Constraint, ...], reading: Reading) -> str:
        """With the word that what only has something of a class is none of it, where it was asked which is one."""
        having = any(c.group == "element" and c.operator == "is" and self._is_class(c.value) for c in where)
        if not having or not _WHICH_IS.search(reading.text):
            return told
        return told.replace(", with ", " none is one itself, by my facts; with ", 1)

    def _crossed_out(
        self, among: tuple[str, ...], where: tuple[Constraint, ...]
    ) -> tuple[tuple[str, ...], tuple[Constraint, ...]]:
        """A list without what is named to be left out, and what is a kind of that; and the conditions left."""
        out = {c.value for c in where if c.operator == "not" and c.value in among}
        left = tuple(t for t in among if t not in out and out.isdisjoint(self.pack.ancestors.get(t, ())))
        return left, tuple(c for c in where if c.value not in out or c.operator != "not")

    def _told(self, heading: str, found: tuple[Found, ...], more: int, *, chosen: bool) -> str:
        """The list as a sentence that holds for one and for many; the only one left of some is introduced."""
        more += max(0, len(found) - MOST)
        rest = f" … and {more} more" if more else ""
        named = f"{enumerated(found[:MOST], self.pack)}{rest}"
        if heading.startswith("of that list"):
            told = f" {definition(self.pack, found[0].topic).text}" if len(found) == 1 else ""
            meant = heading.removeprefix("of that list,").strip()
            lead = f"Of {'these' if chosen else 'that list'}{', ' if meant else ''}{meant}"
            return f"{lead}: {named}.{told}"
        if heading.startswith("those"):
            return f"Of what I know {heading.removeprefix('those').strip()}: {named}."
        return f"{capital(heading)}, of those I know: {named}."

    def _chosen(self, where: tuple[Constraint, ...], listed: tuple[str, ...]) -> tuple[str, ...]:
        """What is listed to choose among: "Midjourney, Lyria and DALL-E, which is not for pictures?"."""
        named = {c.value for c in where if c.group == "element" and c.operator == "is" and not self._is_class(c.value)}
        return listed if 1 < len(listed) < len(where) and named == set(listed) else ()

    def _advised(self, kind: str, where: tuple[Constraint, ...], reading: Reading) -> tuple[str, ...]:
        """The tools that were just recommended, where nothing is said of which are wanted: "name the tools"."""
        asked = self._offered(kind) and not where and " all " not in f" {reading.text} "
        return reading.slot_ids("listed") if asked and reading.answered.startswith("advice/") else ()

    def _wider(self, heading: str, where: tuple[Constraint, ...], found: tuple[Found, ...]) -> Reply:
        """What meets the conditions and is of another kind: no tool for 3D, but a NeRF."""
        return Reply(
            f"I have no {heading} on record; what I know {conditions(where, self.pack)}: "
            f"{enumerated(found[:MOST], self.pack)}.",
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            buttons=tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3]),
            answers=("list",),
            listed=tuple(item.topic.id for item in found),
        )

    def _makers(self, kind: str, where: tuple[Constraint, ...], heading: str) -> Reply | None:
        """ "Which companies make video?": who made what meets the conditions."""
        classes = [Constraint("kind", c.operator, c.value) if self._is_class(c.value) else c for c in where]
        # Of a class anything that somebody made counts.
        made_of = "" if classes != list(where) else self.pack.player("tool")
        found = run(Query(kind=made_of, where=tuple(classes)), self.pack) if kind and where else ()
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
            f"{capital(self._of_makers(heading, where))}, of those I know: {joined(names)}.",
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            buttons=tuple(facet_button(self.pack, maker, "define") for maker in made if maker in self.pack.topics)[:3],
            answers=("list",),
            listed=tuple(made),
        )

    def _of_makers(self, heading: str, where: tuple[Constraint, ...]) -> str:
        """A heading of makers: "companies other than Google behind chatbots", not "not by Google with chatbot"."""
        for c in where:
            if c.group == "maker" and c.operator == "not":
                heading = heading.replace(
                    f"not by {self.pack.called(c.value)}", f"other than {self.pack.called(c.value)}"
                )
            if self._is_class(c.value) and (topic := self.pack.topics.get(c.value)):
                heading = heading.replace(f"with {topic.called}", f"behind {topic.plural or topic.name}")
        return heading

    def _family(self, kind: str, where: tuple[Constraint, ...], *, listing: bool) -> tuple[str, tuple[Constraint, ...]]:
        """A class named as a topic ("which chatbots …", "generative models") ranges like a kind."""
        if kind:
            return kind, where
        classes = [c for c in where if c.group == "element" and c.operator == "is" and self._is_class(c.value)]
        rest = tuple(c for c in where if c not in classes)
        if len(classes) == 1 and classes[0].value in self.pack.card.kinds:
            return classes[0].value, rest  # "Three language models": a topic, and a kind of topics.
        if len(classes) == 1 and (len(where) > 1 or listing):
            return "", (Constraint("kind", "is", classes[0].value), *rest)
        return kind, where

    def _is_class(self, topic: str) -> bool:
        return topic in self.pack.classes

    def _run(self, kind: str, among: tuple[str, ...], where: tuple[Constraint, ...]) -> tuple[Found, ...]:
        if among or kind:
            found = run(Query(kind="" if among else kind, among=among, where=where), self.pack)
            return tuple(sorted(found, key=_age)) if not among else found
        found = tuple(item for name in self.pack.card.listed for item in run(Query(kind=name, where=where), self.pack))
        found = found or run(Query(where=where), self.pack)
        return tuple(sorted({item.topic.id: item for item in found}.values(), key=_age))

    def _one_of(self, c: Constraint, among: tuple[str, ...], reading: Reading) -> bool:
        """Whether a name is of the list itself and no condition: but "which of them are GANs?" means a class by it."""
        asked = bool(reading.listed) and self._is_class(c.value)
        return c.operator != "not" and c.group == "element" and c.value in among and not asked

    def _being(self, c: Constraint, among: tuple[str, ...]) -> Constraint:
        """A class as what some of a list are, where some are: "which of them are LLMs?"."""
        kind = Constraint("kind", "is", c.value)
        asked = among and c.group == "element" and c.operator == "is" and self._is_class(c.value)
        return kind if asked and run(Query(among=among, where=(kind,)), self.pack) else c

    def _itself(self, among: tuple[str, ...], where: tuple[Constraint, ...]) -> tuple[Found, ...]:
        """A class that stands in a list of which its members are asked for."""
        asked = len(where) == 1 and where[0].operator == "is" and where[0].value in among
        return (Found(self.pack.topics[where[0].value]),) if asked and self._is_class(where[0].value) else ()

    def _had(self, among: tuple[str, ...], where: tuple[Constraint, ...], *, classes: bool = True) -> Reply | None:
        """What of a list belongs to what alone is named: "which of them does GPT use?"; to a class if `classes`."""
        alone = len(where) == 1 and where[0].group == "element" and where[0].operator == "is"
        whole = self.pack.topics.get(where[0].value) if alone else None
        return having(self.pack, whole, among) if whole and (classes or not self._is_class(whole.id)) else None

    def _alike(self, among: tuple[str, ...], where: tuple[Constraint, ...], reading: Reading) -> Reply | None:
        """That none of a few is of a class, or all are, where it was asked which is: ChatGPT only runs on an LLM."""
        alone = len(where) == 1 and where[0].group in ("element", "kind") and where[0].operator in ("is", "not")
        if not alone or len(among) > FEW or not self._is_class(where[0].value) or not _WHICH_IS.search(reading.text):
            return None
        known = [self.pack.topics[t] for t in among if t in self.pack.topics]
        each = [ActionIsIt(self.pack).by_facts(topic, where[0].value) for topic in known]
        lead = "No" if where[0].operator == "is" else ("Yes", "In a sense")
        told = [reply for reply in each if reply is not None and reply.text.startswith(lead)]
        if not told or len(told) < len(among):
            return None
        whole = verdicts(told)
        text = whole.text if lead == "No" else whole.text.replace("Both: ", "Each of them is: ", 1)
        return replace(whole, text=text, topic=None, compared=among if len(among) == 2 else (), listed=among)

    def _heading(self, kind: str, where: tuple[Constraint, ...], among: tuple[str, ...]) -> str:
        named = self.pack.card.kinds.get(kind)
        what = (named.plural or named.name) if named else "those"
        if not named and not among and where and where[0].group == "kind":
            topic = self.pack.topics.get(where[0].value)
            what, wider = (topic.plural or topic.name if topic else what), where[0].value
            within = [c for c in where[1:] if wider in self.pack.ancestors.get(c.value, ()) and c.operator == "not"]
            what = " ".join([what, *(f"other than {self.pack.called(c.value)}" for c in within)])
            where = tuple(c for c in where[1:] if c not in within)
        start = "of that list," if among else f"{what}" if named or what != "those" else "those"
        spared = [c for c in where if self._of_them(c, where)]
        told = conditions(tuple(c for c in where if c not in spared), self.pack, among)
        return " ".join([f"{start} {told}".strip(), *(f"other than {self.pack.called(c.value)}" for c in spared)])

    def _of_them(self, out: Constraint, where: tuple[Constraint, ...]) -> bool:
        """Whether what is left out would be one of those asked for: "image generators other than DALL-E"."""
        topic, others = self.pack.topics.get(out.value), [c for c in where if c is not out and c.operator != "not"]
        if out.operator != "not" or out.group != "element" or topic is None or not others:
            return False
        return all(holds(topic, other, self.pack)[0] == "yes" for other in others)

    def _none(self, heading: str, where: tuple[Constraint, ...], beyond: tuple[Found, ...] = ()) -> Reply:
        """That nothing is on record; of a list shown before, what there is beyond it."""
        of_those = heading.startswith("of that list")
        text = f'Of those I know, none is on record for "{heading}". I can only list what my facts say.'
        if of_those:
            meant = heading.removeprefix("of that list,").strip()
            text = f"Of that list none is on record{f' {meant}' if meant else ''}, as far as my facts say."
            text += f" Beyond it I know {enumerated(beyond[:MOST], self.pack)}." if beyond else ""
        topics = [c.value for c in where if c.value in self.pack.topics]
        buttons = tuple(facet_button(self.pack, topic, "define") for topic in topics)[:3]
        sources = tuple(dict.fromkeys(e.source for item in beyond for e in item.evidence))
        listed = tuple(item.topic.id for item in beyond)
        return Reply(text, sources=sources, buttons=buttons, missed=not beyond, listed=listed)


def _wanted(text: str) -> int:
    """How many are asked for: "name two tools", "top 3"; 0 for any number."""
    found = _SO_MANY.search(text)
    return (_NUMBERS.index(found[1]) + 1 if found[1] in _NUMBERS else int(found[1])) if found else 0


def _some(found: tuple[Found, ...], wanted: int) -> tuple[Found, ...]:
    """So many of them: those that can be used first, and of them those that do it before all else."""
    if not wanted or len(found) <= wanted:
        return found
    return tuple(sorted(found, key=lambda item: (not usable(item), not above_all(item)))[:wanted])


def _age(item: Found) -> tuple[bool, str, str]:
    main = item.topic.main_event()
    return (main is None, str(main.on) if main else "", item.topic.id if main else "")
