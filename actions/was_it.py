"""Dates, yes or no: "did GANs come out in 2014?", "was BERT there before 2017?"."""

from __future__ import annotations

from actions.reading import Reading
from actions.reply import Reply
from actions.verifying import VerifyingAction
from knowledge.query import Constraint, holds


class ActionWasIt(VerifyingAction):
    """Whether a topic's dates fit a year."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_was_it"

    def reply(self, reading: Reading) -> Reply:
        """Yes or No with the dates."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        year = next((e for e in reading.entities if e.entity == "year"), None)
        if topic is None or year is None:
            return Reply(response="utter_ask_topic", expecting=True)
        operator = year.role if year.role in ("before", "after") else "is"
        truth, evidence = holds(topic, Constraint("date", operator, year.value), self.pack)  # type: ignore[arg-type]
        dates = self.sayer().dates(topic)
        if truth == "unknown":
            return self.unknown(topic, f"when {self.sayer().the(topic.id)} appeared")
        return self.verdict(truth, topic, dates.text, evidence)
