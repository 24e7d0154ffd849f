"""Misgivings about what was just said: "isn't that risky?", "what should I watch out for?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import next_questions
from actions.limits import ActionLimits
from actions.reading import Reading
from actions.reply import Reply
from knowledge.answers import Advice

RECENT = 2
"""Answers back to which the advice may lie that one has misgivings about."""


class ActionCaution(PackAction):
    """What to check before one follows the advice given, or the limits of what is spoken of."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_caution"

    def reply(self, reading: Reading) -> Reply:
        """Of the advice just given; else of the topic in focus."""
        last = [reference.partition("/") for reference in reversed(reading.slot_ids("answered")[-RECENT:])]
        known = self.pack.advice
        advice = next((known[given] for kind, _, given in last if kind == "advice" and given in known), None)
        if advice is not None and (said := self._of(advice)) is not None:
            return said
        topic = str(reading.slots.get("topic") or "")
        if topic in self.pack.topics:
            return ActionLimits(self.pack).of(self.pack.topics[topic])
        return Reply(response="utter_ask_topic", expecting=True)

    def _of(self, advice: Advice) -> Reply | None:
        """The limits of the task it is about, or its reason, and what it says to check."""
        about = next((self.pack.topics[a] for a in advice.about if a in self.pack.topics), None)
        limits = about.facets.get("limits") if about is not None else None
        told = limits.text if limits is not None else advice.reason
        if not advice.check_first:
            return None
        return Reply(
            f"It calls for care. {advice.check_first} {told}",
            sources=tuple(dict.fromkeys((*(limits.sources if limits is not None else ()), *advice.sources))),
            buttons=next_questions(self.pack, advice.ask_next),
            answers=(f"{advice.id}.caution",),
            topic=about.id if about is not None else None,
        )
