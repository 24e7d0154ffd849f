"""Makers: "who made ChatGPT?", "which company is behind Lyria?"."""

from __future__ import annotations

import re

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.listing import constraints
from actions.made_it import ActionMadeIt, between_makers
from actions.reading import Reading
from actions.reply import Reply, joined
from actions.saying import Said, Sayer, definition
from actions.select import ActionSelect
from knowledge.query import Constraint, Query, holds, run
from knowledge.topic import Fact, Topic

MANY = 5
"""Topics up to which the makers of each are told in a sentence of its own."""
MOST = 4
"""Topics of a list whose makers are told, where the list itself was not asked about."""


_OFFERING = re.compile(r"\b(?:makes?|sells?|offers?|provides?|runs?|has|does|supplies)\b")


class ActionWho(PackAction):
    """Who made a topic, and who owns it."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_who"

    def reply(self, reading: Reading) -> Reply:
        """Each topic named; a person or an organisation asked for by name is introduced instead."""
        if between_makers(reading, self.pack):
            return ActionMadeIt(self.pack).said(reading)
        topics = [self.pack.topics[t] for t in (reading.listed or reading.topics) if t in self.pack.topics]
        if not topics:
            return Sayer(self.pack).mentioned(reading.first("topic", "person", "organisation"))
        if reading.first("kind") == "organisation" and len(topics) == 1 and self._wide(topics[0]):
            made = ActionSelect(self.pack).reply(reading)  # "Which companies made image generators?"
            shown = [topic for topic in self._shown(reading) if self._new(topic, "made_by")][:MOST]
            if not made.missed and (reading.named or not shown):
                return made
            topics = shown or topics
        elif len(topics) == 1 and topics[0].kind == "task" and not reading.named:
            shown = self._offered(topics[0], reading) or self._shown(reading)
            topics = [topic for topic in shown if self._new(topic, "made_by")][:MOST] or topics
        founders = any(stem in reading.text for stem in ("found", "start", "set up"))
        if reading.first("kind") == "person" and len(topics) == 1:
            founders |= not any(f.person for f in self.pack.facts(topics[0].id, "made_by"))
        if len(topics) > 1 and all(topic.kind == "organisation" for topic in topics):
            return self._works(topics)  # "Which belongs to whom?", of companies.
        if len(topics) > MANY:
            return self._each(topics)
        said = [self._founders(topic) if founders else self._makers(topic) for topic in topics]
        return Reply(
            "\n".join(s.text for s in said),
            sources=tuple(source for s in said for source in s.sources),
            buttons=topic_buttons(self.pack, topics[0].id),
            answers=tuple(f"{topic.id}.makers" for topic in topics),
            topic=topics[0].id,
            missed=not any(s.sources for s in said),
        )

    def _shown(self, reading: Reading) -> list[Topic]:
        """What was listed last of the task or class that is asked about: "which company makes that?"."""
        asked = reading.first("kind") == "organisation" and not reading.named
        if asked and (tools := self.pack.recommended(reading.answered)):
            return [self.pack.topics[tool] for tool in tools]  # "Which firm is that from?", of what was recommended.
        about = tuple(constraints(reading, self.pack))
        shown = (self.pack.topics[t] for t in reading.slot_ids("listed") if t in self.pack.topics)
        return [topic for topic in shown if all(holds(topic, each, self.pack)[0] == "yes" for each in about)]

    def _offered(self, task: Topic, reading: Reading) -> list[Topic]:
        """The products for a task, of those shown if any, where it is asked who has them: "who sells that?"."""
        if not _OFFERING.search(reading.text):
            return []
        where = (Constraint("task", "is", task.id), Constraint("status", "is", "available"))
        found = [item.topic for item in run(Query(kind=self.pack.player("tool"), where=where), self.pack)]
        return [topic for topic in self._shown(reading) if topic in found] or found

    def _works(self, makers: list[Topic]) -> Reply:
        """What is known of each of some companies, a few of its products."""
        products = [item.topic for item in run(Query(kind=self.pack.player("tool")), self.pack)]
        lines, sources = [], []
        for maker in makers:
            facts = [(t, f) for t in products for f in t.facts.get("made_by", ()) if f.target == maker.id][:MOST]
            lines += [f"{maker.called}: {joined([topic.called for topic, _ in facts])}"] if facts else []
            sources += [fact.source for _, fact in facts]
        text = "\n".join(("By maker:", *lines)) if lines else "I have no products on record for those."
        return Reply(text, sources=tuple(dict.fromkeys(sources)), answers=("makers",), missed=not lines)

    def _each(self, topics: list[Topic]) -> Reply:
        """The makers of a long list, each with what of it is theirs: organisations where there are any."""
        made: dict[str, list[str]] = {}
        sources: list[str] = []
        for topic in topics:
            facts = self.pack.facts(topic.id, "made_by")
            for fact in [f for f in facts if f.organisation] or facts:
                made.setdefault(fact.target, []).append(topic.called)
                sources.append(fact.source)
        most = sorted(made.items(), key=lambda each: -len(each[1]))
        lines = [f"{self.pack.called(maker)}: {joined(names)}" for maker, names in most]
        return Reply(
            "\n".join(("By maker:", *lines)) if lines else "I have no makers on record for those.",
            sources=tuple(dict.fromkeys(sources)),
            answers=("makers",),
            missed=not lines,
        )

    def _wide(self, topic: Topic) -> bool:
        """Whether it is a task or a class, of which many companies made something."""
        return topic.kind == "task" or topic.id in self.pack.classes

    def _new(self, topic: Topic, relation: str) -> tuple[Fact, ...]:
        """The facts of a relation; owners only where they are not the makers."""
        makers = {f.target for f in self.pack.facts(topic.id, "made_by")} if relation == "owned_by" else set()
        return tuple(f for f in self.pack.facts(topic.id, relation) if f.target not in makers)

    def _founders(self, topic: Topic) -> Said:
        """Who founded a company, or the company behind a product."""
        makers = (f.target for f in self.pack.facts(topic.id, "made_by") if f.organisation)
        for identifier in (topic.id, *makers):
            company = self.pack.topics.get(identifier)
            prose = company.facets.get("history") if company and company.kind == "organisation" else None
            if prose is not None:
                return Said(prose.text, prose.sources)
        return self._makers(topic)

    def _makers(self, topic: Topic) -> Said:
        sayer = Sayer(self.pack)
        parts = [
            sayer.relation(topic, relation, facts)
            for relation in ("made_by", "owned_by")
            if (facts := self._new(topic, relation))
        ]
        if parts:
            return Said(" ".join(p.text for p in parts), tuple(s for p in parts for s in p.sources))
        if topic.kind in ("person", "organisation"):
            return definition(self.pack, topic)
        if "history" in topic.facets:
            prose = topic.facets["history"]
            return Said(f"I have no single maker on record. {prose.text}", prose.sources)
        return Said(f"I don't have a maker on record for {sayer.the(topic.id)}.")
