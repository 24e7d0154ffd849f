"""What became of a product: "is Sora still available?", "what happened to Bard?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer, definition

_SAID = {
    "available": "Yes: {name} is available",
    "research_only": "No: {name} is research only, without a public product",
    "renamed": "Not under that name: {name} was renamed",
    "retired": "No: {name} has been retired",
    "historical": "{name} is history",
    "unknown": "I don't know what became of {name}",
}


class ActionStatus(PackAction):
    """The status on record, with the day it was looked up."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_status"

    def reply(self, reading: Reading) -> Reply:
        """The state, its note and its successor."""
        topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is None:
            return Sayer(self.pack).mentioned(reading.first("topic"))
        status = topic.status
        if status is None:
            said = definition(self.pack, topic)
            text = f"I don't keep a status for {Sayer(self.pack).the(topic.id)}. {said.text}"
            return Reply(text, sources=said.sources, topic=topic.id, missed=True)
        lead = _SAID[status.state].format(name=topic.called)
        successor = f" Its successor is {self.pack.called(status.successor)}." if status.successor else ""
        note = f" {status.note}" if status.note else ""
        return Reply(
            f"{lead} (checked {status.checked.spoken()}).{note}{successor}",
            sources=(status.source,),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.status",),
            topic=topic.id,
        )
