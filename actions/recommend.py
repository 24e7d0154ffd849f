"""Recommendations by task, medium or criterion: "should I use an LLM for music?", "which AI for subtitles?"."""

from __future__ import annotations

import re

from actions.advising import AdvisingAction
from actions.asking import facet_button
from actions.listing import enumerated
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer, definition
from knowledge.answers import Advice
from knowledge.query import Constraint, Query, run

_MADE = re.compile(r"\b(from|out of|to|into)\b.*\b(?:not|no|without|except|but)\b")
"""What it is to be made of or into, where something is left out."""


class ActionRecommend(AdvisingAction):
    """What to use for a task, a kind of content or a criterion."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_recommend"

    def reply(self, reading: Reading) -> Reply:
        """The curated advice for it; else what the facts say is good for it."""
        tasks, media = (*reading.of_type("task"), *reading.of_type("criterion")), reading.of_type("medium")
        if len(media) > 1 and not tasks and (made := _MADE.search(reading.text)):
            media = media[1:] if made[1] in ("to", "into") else media[:1]  # "3D from photos": what is to be made.
        if len(set(media)) > 1 and not tasks and (several := self.pack.several):
            return self.advised(several, reading)
        for subject in (*tasks, *media):
            advice = self._advice(subject)
            if advice is not None:
                return self.advised(advice, reading)
        for task in tasks:
            return self._from_facts(task, reading)
        if media:
            return self._for_medium(media[0])
        return Reply(response="utter_ask_task", expecting=True)

    def _advice(self, subject: str) -> Advice | None:
        direct = self.pack.advice_for.get(subject)
        if direct:
            return direct[0]
        medium = self.pack.card.media.get(subject)
        return self.pack.advice.get(medium.advice) if medium is not None and medium.advice else None

    def _from_facts(self, task: str, reading: Reading) -> Reply:
        sayer = Sayer(self.pack)
        found = [f for f in run(Query(where=(Constraint("task", "is", task),)), self.pack) if _usable(f.topic.status)]
        if found:
            text = f"For {self.pack.name(task)} my facts name {enumerated(found[:6], self.pack)}."
            reasons = [
                f"{capital(sayer.the(i.topic.id))}: {e.fact.because}."
                for i in found[:2]
                for e in i.evidence
                if e.fact and e.fact.because
            ]
            sources = tuple(e.source for item in found[:6] for e in item.evidence)
            buttons = tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3])
            return Reply(
                " ".join([text, *reasons]),
                sources=sources,
                buttons=buttons,
                answers=(f"{task}.advice",),
                topic=task,
                listed=tuple(i.topic.id for i in found),
            )
        topic = self.pack.topics.get(task)
        if topic is None:
            return Reply(response="utter_fallback_unknown", values={"unknown": self.pack.name(task)}, missed=True)
        said = definition(self.pack, topic)
        return Reply(said.text, sources=said.sources, answers=(f"{task}.define",), topic=task)

    def _for_medium(self, medium: str) -> Reply:
        found = [
            f
            for f in run(
                Query(kind=self.pack.player("tool"), where=(Constraint("makes_medium", "is", medium),)), self.pack
            )
            if _usable(f.topic.status)
        ]
        if not found:
            return Reply(f"I have no tool on record that makes {self.pack.name(medium)}.", missed=True)
        text = (
            f"For {self.pack.name(medium)}, use what is made for it; in use, of those I know: "
            f"{enumerated(found, self.pack)}."
        )
        sources = tuple(e.source for item in found for e in item.evidence)
        return Reply(text, sources=sources, answers=("list",), listed=tuple(i.topic.id for i in found))


def _usable(status: object) -> bool:
    return status is None or getattr(status, "state", "") in ("available", "unknown")
