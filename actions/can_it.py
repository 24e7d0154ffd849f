"""Abilities, yes or no: "can LLMs make images?", "is Sora for music?"."""

from __future__ import annotations

from actions.reading import Reading
from actions.reply import Reply
from actions.verifying import VerifyingAction
from knowledge.query import Evidence, related
from knowledge.topic import Topic


class ActionCanIt(VerifyingAction):
    """Whether a topic is made for a task or deals with a medium."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_can_it"

    def reply(self, reading: Reading) -> Reply:
        """By the facts on tasks first, then on media; advice where only that speaks of it."""
        topic = next(
            (self.pack.topics[t] for t in reading.of_type("topic", "organisation") if t in self.pack.topics), None
        )
        if topic is None:
            topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        tasks = [t for t in reading.of_type("task") if topic is None or t != topic.id]
        media = reading.of_type("medium")
        if topic is None or not (tasks or media):
            return Reply(response="utter_ask_task", expecting=True)
        for task in tasks:
            if (found := self.able(topic, task)) is not None:
                return found
        for medium in media:
            if (found := self._medium(topic, medium)) is not None:
                return found
        asked = self.pack.name((*tasks, *media)[0])
        return self.unknown(topic, f"{self.sayer().the(topic.id)} does or does not do {asked}")

    def _medium(self, topic: Topic, medium: str) -> Reply | None:
        facts = (*self.pack.facts(topic.id, "takes"), *self.pack.facts(topic.id, "produces"))
        truth, evidence = related(topic, "medium", medium, self.pack)
        said = " ".join(
            self.sayer().relation(topic, relation, found).text
            for relation in ("takes", "produces")
            if (found := self.pack.facts(topic.id, relation))
        )
        if truth == "yes":
            return self.verdict("yes", topic, said, evidence, self.noted(evidence))
        tasks = [
            t
            for t in self.pack.topics.values()
            if t.kind == "task" and any(f.target == medium for f in t.facts.get("produces", ()))
        ]
        for task in tasks:
            if (able := self.able(topic, task.id)) is not None:
                return able
        complete = {"produces", "takes"} & set(topic.complete)
        if truth == "no" or (complete and facts):
            sources = tuple(Evidence(f.source, fact=f) for f in facts)
            return self.verdict("no", topic, said, sources)
        return None
