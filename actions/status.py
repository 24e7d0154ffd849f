"""What became of a product: "is Sora still available?", "what happened to Bard?"."""

from __future__ import annotations

import re

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Said, Sayer, definition
from actions.select import ActionSelect
from knowledge.topic import Topic

FEW = 4
"""Things up to which the state of each is told, where one asks which are of one."""
_SAID = {
    "available": "{name} is available",
    "research_only": "{name} is research only, without a public product",
    "renamed": "{name} was renamed",
    "retired": "{name} has been retired",
    "historical": "{name} is history",
    "unknown": "I don't know what became of {name}",
}
_ASKING = tuple(f"{word} " for word in "is are was were has have does do did can could may might should shall".split())
_GONE = ("retired", "discontinu", "dead", "shut", "closed", "gone", "withdrawn", "ended", "no longer", "not available")
_EITHER = re.compile(r"\bor (?:still|already|is it|has it|gone|not|retired|available|dead|alive|closed|open)\b")
_OLD = ("outdated", "obsolete", "out of date", "superseded")
_REPLACED = re.compile(r"\b(?:replac|success|after|follow|place of)")
_SEVERAL = re.compile(r"\b(?:both|and|or|all|two|they|them)\b|,")
_STILL_NAMED = re.compile(
    r"\bstill (?:called|named|known as|goe?s? (?:by|under))\b|"
    r"\bstill (?:(?:have|has|bears?) )?(?:its|the|that|this) (?:\w+ )?name\b|\bsame name\b"
)
_RENAMED = ("renam", "another name", "other name", "called now")


class ActionStatus(PackAction):
    """The status on record, with the day it was looked up."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_status"

    def reply(self, reading: Reading) -> Reply:
        """The state, its note and its successor."""
        named = [self.pack.topics[t] for t in reading.topics if t in self.pack.topics]
        topic = next(iter(named), None)
        shown = [self.pack.topics[t] for t in reading.listed if t in self.pack.topics]
        several = len(named) > 1 and _SEVERAL.search(reading.message.lower()) is not None
        if len(shown) > FEW and reading.of_type("state"):
            return ActionSelect(self.pack).reply(reading)  # "Which are dead by now?" asks for those alone.
        if several or (shown and (topic is None or topic.id not in reading.named)):
            return self._each(named if several else shown, reading)
        if topic is None:
            return Sayer(self.pack).mentioned(reading.first("topic"))
        status = topic.status
        if status is None:
            return self._unkept(topic, reading)
        if _STILL_NAMED.search(reading.text) and status.state != "renamed":
            return self._named(topic, reading.text)
        known = _SAID[status.state].format(name=topic.called)
        note = status.note or f"{known}."
        told = note if note.startswith(known) or not status.note else f"{known}. {note}"
        if note.startswith(known.partition(",")[0]) and "product" in note:
            told = note  # "VALL-E is research only; Microsoft published … not a product."
        successor = f" Its successor is {self.pack.called(status.successor)}." if status.successor else ""
        renamed = next((event for event in topic.dates if event.event == "renamed"), None)
        new_name = f" {Sayer(self.pack).happened(topic, renamed)}" if renamed and "renamed" not in told else ""
        checked = f"(Checked {status.checked.spoken()}.)"
        return Reply(
            f"{_verdict(topic, status.state, reading.text)}{told}{new_name}{successor} {checked}",
            sources=(status.source, *((renamed.source,) if renamed and new_name else ())),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.status",),
            topic=topic.id,
        )

    def _unkept(self, topic: Topic, reading: Reading) -> Reply:
        """Of what has no state: that of the tools just recommended, what came after it, what it is used for."""
        if topic.id not in reading.named and (tools := self._advised(reading)):
            return self._each(tools, reading)  # "Can I use it today?"
        if _REPLACED.search(reading.text) and (next_ones := self._after(topic)) is not None:
            return next_ones
        if "used" in reading.text and "uses" in topic.facets:
            uses = topic.facets["uses"]
            buttons = topic_buttons(self.pack, topic.id, "uses")
            return Reply(uses.text, sources=uses.sources, buttons=buttons, topic=topic.id)
        prose = topic.facets.get("history")
        said = Said(prose.text, prose.sources) if prose else definition(self.pack, topic)
        text = f"I don't keep a status for {Sayer(self.pack).the(topic.id)}. {said.text}"
        return Reply(text, sources=said.sources, topic=topic.id, missed=True)

    def _advised(self, reading: Reading) -> list[Topic]:
        """The tools of the advice that was given last, as far as their state is known."""
        tools = self.pack.recommended(reading.answered)
        return [self.pack.topics[tool] for tool in tools if self.pack.topics[tool].status]

    def _named(self, topic: Topic, asked: str) -> Reply:
        """Whether it still has its name: with what it was renamed from, or what was renamed to it."""
        sayer, renamed = Sayer(self.pack), [event for event in topic.dates if event.event == "renamed"]
        earlier = [t for t in self.pack.topics.values() if t.status and t.status.successor == topic.id]
        told = [sayer.happened(topic, event) for event in renamed] + [t.status.note for t in earlier if t.status]
        sources = [event.source for event in renamed] + [t.status.source for t in earlier if t.status]
        sources += [topic.status.source] if topic.status else []
        if renamed and topic.called.lower() not in asked:
            text = f"Its name now is {topic.called}. {told[0]}"
        else:
            text = " ".join((f"Yes: {sayer.the(topic.id)} still has that name, as far as I know.", *told[:1]))
        return Reply(
            text,
            sources=tuple(dict.fromkeys(sources)),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.status",),
            topic=topic.id,
        )

    def _each(self, topics: list[Topic], reading: Reading) -> Reply:
        """Which of some can be used, those first: "which of the two can I still use?"."""
        known = [topic for topic in topics if topic.status is not None]
        if not known:
            return Reply(response="utter_ask_topic", expecting=True)
        ordered = sorted(known, key=lambda topic: topic.status is None or topic.status.state != "available")
        stated = [topic for topic in ordered if topic.status]
        said = [_SAID[topic.status.state].format(name=topic.called) for topic in stated if topic.status]
        checked = max(topic.status.checked for topic in stated if topic.status)
        return Reply(
            f"{'; '.join(said)}. (Checked {checked.spoken()}.)",
            sources=tuple(topic.status.source for topic in stated if topic.status),
            buttons=topic_buttons(self.pack, ordered[0].id),
            answers=tuple(f"{topic.id}.status" for topic in ordered),
            topic=ordered[0].id,
        )

    def _after(self, topic: Topic) -> Reply | None:
        """What came after it by the facts: "what replaced RNNs?"."""
        found = [
            (later, fact)
            for later in self.pack.topics.values()
            for fact in self.pack.facts(later.id, "preceded_by")
            if fact.target == topic.id
        ]
        if not found:
            return None
        sayer = Sayer(self.pack)
        said = " ".join(sayer.relation(later, "preceded_by", (fact,)).text for later, fact in found[:3])
        prose = topic.facets.get("history")
        return Reply(
            f"{said} {prose.text}" if prose else said,
            sources=tuple(dict.fromkeys((*(fact.source for _, fact in found[:3]), *(prose.sources if prose else ())))),
            buttons=topic_buttons(self.pack, found[0][0].id),
            answers=(f"{topic.id}.history",),
            topic=topic.id,
        )


def _verdict(topic: Topic, state: str, asked: str) -> str:
    """Yes or No to what was asked: whether it is there, whether it is gone, whether it has another name."""
    if not asked.startswith(_ASKING) or state == "unknown" or _EITHER.search(asked):
        return ""
    renamed = state == "renamed" or any(event.event == "renamed" for event in topic.dates)
    if "still called" in asked:
        return "No: " if renamed else "Yes: "
    if any(stem in asked for stem in _RENAMED):
        return "Yes: " if renamed else "No: "
    if any(stem in asked for stem in _OLD):
        return "Yes: " if state in ("retired", "historical") else ""
    if any(stem in asked for stem in _GONE):
        return "Yes: " if state == "retired" else "No: "
    return {"available": "Yes: ", "historical": ""}.get(state, "No: ")
