"""Makers, yes or no: "was ChatGPT made by Google?"."""

from __future__ import annotations

import re

from actions.dated import dated
from actions.define import ActionDefine
from actions.reading import Reading
from actions.reply import Reply
from actions.verifying import VerifyingAction
from knowledge.query import Evidence, holds, names_everybody, related
from knowledge.topic import Topic

_PASSIVE = re.compile(r"\b(?:belongs?|by|from)\b")


class ActionMadeIt(VerifyingAction):
    """Whether an organisation or a person made or owns a topic."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_made_it"

    def reply(self, reading: Reading) -> Reply:
        """No only where the makers are listed in full."""
        if (each := self.of_each(reading)) is not None:
            return each
        makers = reading.of_type("organisation", "person")
        # "Is GitHub owned by Microsoft?" names the maker last, "does Microsoft own GitHub?" first.
        maker = next(iter(makers[::-1] if _PASSIVE.search(reading.text) else makers), "")
        focus = str(reading.slots.get("topic") or "")  # "I read it was Hinton": what was spoken of last.
        named = (t for t in (*reading.topics, focus) if t != maker and t in self.pack.topics)
        topic = next((self.pack.topics[t] for t in named), None)
        if topic is None:
            return Reply(response="utter_ask_organisation", expecting=True)
        facts = (*self.pack.facts(topic.id, "made_by"), *self.pack.facts(topic.id, "owned_by"))
        evidence = tuple(Evidence(f.source, fact=f, relation="made_by") for f in facts)
        said = " ".join(
            self.sayer().relation(topic, relation, found).text
            for relation in ("made_by", "owned_by")
            if (found := self.pack.facts(topic.id, relation))
        )
        dates = self.sayer().dates(topic).text if reading.first("year") else ""
        truth, why = related(topic, "maker", maker, self.pack) if maker else ("no" if facts else "unknown", ())
        if truth == "yes":
            wrong = any(holds(topic, when, self.pack)[0] == "no" for when in dated(reading.entities))
            return self.verdict("no" if wrong else "yes", topic, said, why, dates)
        if facts and (truth == "no" or ("made_by" in topic.complete and self._excluded(topic, maker))):
            return self.verdict("no", topic, said, evidence, dates)
        if facts:
            text = f"Not that I know: {said} {dates}".strip()
            return Reply(
                text, sources=tuple(e.source for e in evidence), answers=(f"{topic.id}.makers",), topic=topic.id
            )
        if not maker:
            return ActionDefine(self.pack).of(topic)  # It named none: "open model for my company".
        return self.unknown(topic, f"{self.pack.called(maker)} made {self.sayer().the(topic.id)}")

    def _excluded(self, topic: Topic, maker: str) -> bool:
        """Whether a maker is excluded by a complete list without it."""
        return self.pack.kind_of(maker) != "person" or names_everybody(topic, self.pack)
