"""Yes and No: said only on the strength of a fact; without one the answer is that nothing is on record."""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Iterable
from dataclasses import replace

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.attributed import attributed
from actions.polarity import turned
from actions.reading import Reading, side_by_side
from actions.reply import Reply, capital
from actions.saying import Sayer, definition
from knowledge.query import Evidence, Truth
from knowledge.topic import Fact, Topic

_LEADS = ("Yes", "In a sense", "Not ", "No:", "")
_OF_TWO: dict[tuple[str, ...], str] = {("Yes:", "Yes:"): "Both: ", ("No:", "No:"): "Neither: "}
_VERDICT = re.compile(r"^(?:Yes|No|Not quite|Not as such|In a sense): ")
_OR = re.compile(r"\bor\b")


def in_order(told: Iterable[Reply]) -> list[Reply]:
    """Verdicts: what is, before what is not."""
    return sorted(told, key=lambda reply: next(at for at, lead in enumerate(_LEADS) if reply.text.startswith(lead)))


def together(each: Iterable[Reply], mixed: str = "") -> Reply:
    """Several verdicts as one: both, neither, or each for itself; `mixed` is said before a yes and a no."""
    told = in_order(each)
    lead = {**_OF_TWO, ("Yes:", "No:"): mixed}.get(tuple(reply.text.partition(" ")[0] for reply in told), "")
    said = dict.fromkeys(capital(_VERDICT.sub("", reply.text)) for reply in told)
    sources = tuple(dict.fromkeys(source for reply in told for source in reply.sources))
    return replace(told[0], text=lead + " ".join(said), sources=sources)


class VerifyingAction(PackAction, ABC):
    """An action that answers a yes-or-no question about a topic."""

    def said(self, reading: Reading) -> Reply:
        """The verdict with the Yes or No that was asked for."""
        reply = attributed(reading, self.pack, agreed=False) or self.reply(reading)
        return replace(reply, text=turned(reply, reading))

    def of_each(self, reading: Reading) -> Reply | None:
        """The verdicts on several topics named in one breath: "are Suno and Udio by Google?"; None for one."""
        groups = side_by_side(reading)
        several = [group for group in groups if len(group) > 1]
        beside = len(groups) > 1 or reading.first("kind", "medium")
        if len(several) != 1 or not beside or _OR.search(reading.text):
            return None
        each = [
            self.reply(
                replace(
                    reading, entities=tuple(e for e in reading.entities if e.value not in several[0] or e.value == one)
                )
            )
            for one in several[0]
        ]
        return replace(together(each, "Not both: "), topic=several[0][0], compared=several[0])

    def verdict(
        self, truth: Truth, topic: Topic, statement: str, evidence: tuple[Evidence, ...], more: str = ""
    ) -> Reply:
        """Yes or No with the statement and what more there is to say."""
        said = definition(self.pack, topic)
        sources = tuple(dict.fromkeys(e.source for e in evidence)) or said.sources
        if more.rstrip(".").lower() in statement.lower():
            more = ""  # The statement holds the note already.
        disputes = [d for d in topic.disputed if any(e.relation == d.field for e in evidence)]
        parts = (f"{'Yes' if truth == 'yes' else 'No'}: {statement}", more, *(d.sentence for d in disputes))
        return Reply(
            " ".join(part for part in parts if part),
            sources=tuple(dict.fromkeys((*sources, *(source for d in disputes for source in d.says)))),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.verdict",),
            topic=topic.id,
        )

    def unknown(self, topic: Topic, asked: str) -> Reply:
        """Nothing on record says so: not a No."""
        said = definition(self.pack, topic)
        return Reply(
            f"I don't have a fact on record that says {asked}, so I can say neither yes nor no. "
            f"What I know: {said.text}",
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.verdict",),
            topic=topic.id,
            missed=True,
        )

    def noted(self, evidence: tuple[Evidence, ...]) -> str:
        """The note or the reason of the first fact of the evidence, as a sentence."""
        for found in evidence:
            if found.fact is not None and (found.fact.note or found.fact.because):
                text = found.fact.note or found.fact.because
                return f"{text[:1].upper()}{text[1:].rstrip('.')}."
        return ""

    def sayer(self) -> Sayer:
        """The words for it."""
        return Sayer(self.pack)

    def two(self, reading: Reading) -> tuple[Topic | None, str]:
        """The topic asked about and the other name, in the order of the sentence."""
        ids = reading.topics
        first = self.pack.topics.get(ids[0]) if ids else None
        return first, ids[1] if len(ids) > 1 else reading.first("kind", "medium")

    def able(self, topic: Topic, task: str) -> Reply | None:
        """Whether a topic is good for a task, by its own facts, what it rests on, or what it is; None if unknown.

        What it makes itself goes before what it rests on or is: an image tool built on a transformer translates
        nothing, and a language model that draws is not held to what language models are poor at.
        """
        made = {f.target for f in self.pack.facts(topic.id, "produces")}
        wanted = {f.target for f in self.pack.facts(task, "produces")}
        for holder in (topic.id, *self.rests_on(topic), *sorted(self.pack.ancestors.get(topic.id, ()))):
            for relation, truth in (("good_for", "yes"), ("poor_for", "no")):
                fact = next((f for f in self.pack.facts(holder, relation) if f.target == task), None)
                if fact is None or (holder != topic.id and made and wanted and bool(made & wanted) != (truth == "yes")):
                    continue
                fit = self._fit(topic, task, fact, truth, relation)  # type: ignore[arg-type]
                # What makes pictures, if poor ones, is not said to make none.
                poorly = truth == "no" and holder == topic.id and bool(made & wanted)
                return replace(fit, text=fit.text.replace("No:", "Yes, but not well:", 1)) if poorly else fit
        return None

    def _fit(self, topic: Topic, task: str, fact: Fact, truth: Truth, relation: str) -> Reply:
        evidence = (Evidence(fact.source, fact=fact, relation=relation),)
        word = "is good for" if truth == "yes" else "is a poor choice for"
        word = word.replace("is ", "are ", 1) if self.sayer().plural(topic) else word
        statement = f"{capital(self.sayer().the(topic.id))} {word} {self.pack.name(task)}{self._reason(fact)}."
        return self.verdict(truth, topic, statement, evidence, self._better(fact))

    def rests_on(self, topic: Topic) -> tuple[str, ...]:
        """What a topic is based on."""
        return tuple(f.target for f in self.pack.facts(topic.id, "based_on"))

    def _reason(self, fact: Fact) -> str:
        because = f", because {fact.because.rstrip('.')}" if fact.because else ""
        return f"{because}{f' ({fact.note})' if fact.note else ''}"

    def _better(self, fact: Fact) -> str:
        return f"Better: {self.sayer().the(fact.instead)}." if fact.instead else ""
