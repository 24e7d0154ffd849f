"""Reasons behind a verdict: "why?", "why not?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.action import PackAction
from actions.asking import starter_buttons
from actions.is_it import ActionIsIt
from actions.polarity import turned
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import definition
from knowledge.topic import Topic

_WHY = re.compile(r"\b(?:why|how come|reasons?|how so)\b")
_OUT = ("limits", "history", "why", "define")
"""Facets that tell why something cannot be used, the likeliest first."""


class ActionWhyNot(PackAction):
    """ "Why?", "why not?" """

    def name(self) -> str:
        """As the intent names it."""
        return "action_why_not"

    def reply(self, reading: Reading) -> Reply:
        """The reason behind the last answer: the comparison of what it was about, or the topic's own why."""
        if (two := self._unfit(reading) or self._kinds(reading)) is not None:
            return two
        sides = reading.slot_ids("compared")
        topic = self.pack.topics.get(str(reading.slots.get("topic") or ""))
        curated = self.pack.comparison_of.get(frozenset(sides)) if sides and topic and topic.id in sides else None
        if curated is not None:
            return Reply(
                curated.short,
                sources=curated.sources,
                answers=(f"compare/{curated.id}",),
                topic=topic.id if topic else None,
            )
        if topic is not None and (unlike := self._unlike(topic, reading)) is not None:
            return unlike
        if topic is None:
            values, buttons = {"title": self.pack.card.title}, starter_buttons(self.pack)
            return Reply(response="utter_nothing_yet", values=values, buttons=buttons, missed=True)
        facet = next(
            (
                f
                for f in (_OUT if reading.answered.endswith(".status") else ("why", "how", "limits", "define"))
                if f in topic.facets and reading.answered != f"{topic.id}.{f}"
            ),
            "",
        )
        if not facet:
            said = definition(self.pack, topic)
            return Reply(said.text, sources=said.sources, topic=topic.id)
        prose = topic.facets[facet]  # type: ignore[index]
        return Reply(prose.text, sources=prose.sources, answers=(f"{topic.id}.{facet}",), topic=topic.id)

    def _unlike(self, topic: Topic, reading: Reading) -> Reply | None:
        """ "Why isn't it an LLM?": what is on record on the two."""
        other = next((name for name in reading.named if name != topic.id), "")
        found = ActionIsIt(self.pack).by_facts(topic, other) if other else None
        return replace(found, text=turned(found, reading)) if found is not None else None

    def _unfit(self, reading: Reading) -> Reply | None:
        """ "Can BERT write essays?", "why not?": what stands against it, else the limits of the task."""
        named = [self.pack.topics[topic] for topic in reading.topics if topic in self.pack.topics]
        tasks = [topic for topic in named if topic.kind == "task"]
        thing = next((topic for topic in named if topic not in tasks), None)
        if thing is None or not tasks or not _WHY.search(reading.text):
            return None
        task, limits = tasks[0], tasks[0].facets.get("limits")
        facts = (f for relation in ("poor_for", "good_for") for f in self.pack.facts(thing.id, relation))
        fact = next((f for f in facts if f.target == task.id), None)
        if fact is not None and fact.because:
            text, sources = capital(f"because {fact.because.rstrip('.')}."), (fact.source,)
            return Reply(text, sources=sources, answers=(f"{thing.id}.verdict",), topic=thing.id)
        if limits is None:
            return None
        return Reply(limits.text, sources=limits.sources, answers=(f"{task.id}.limits",), topic=thing.id)

    def _kinds(self, reading: Reading) -> Reply | None:
        """ "Is Midjourney an LLM?", "why not?": what the one is, and what the other."""
        two = [self.pack.topics[topic] for topic in reading.topics if topic in self.pack.topics]
        said = [topic.facets["define"] for topic in two if "define" in topic.facets]
        if len(two) != 2 or len(said) != 2:
            return None
        disputes = [d for d in two[0].disputed if d.field == "is_a"]
        told = [*(each.first_sentence for each in said), *(d.sentence for d in disputes)]
        text = f"By what they are: {' '.join(told)}"
        sources = tuple(dict.fromkeys(s for each in said for s in each.sources))
        sources = tuple(dict.fromkeys((*sources, *(s for d in disputes for s in d.says))))
        return Reply(text, sources=sources, answers=(f"{two[0].id}.define",), topic=two[0].id)
