"""Misgivings about what was just said: "isn't that risky?", "what should I watch out for?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import next_questions
from actions.limits import ActionLimits
from actions.reading import Reading
from actions.reply import Reply
from knowledge.answers import Advice


class ActionCaution(PackAction):
    """What to check before one follows the advice given, or the limits of what is spoken of."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_caution"

    def reply(self, reading: Reading) -> Reply:
        """Of the last answer where it was advice; else of the topic in focus."""
        kind, _, given = reading.answered.partition("/")
        advice = self.pack.advice.get(given) if kind == "advice" else None
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
