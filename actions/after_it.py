"""Successors: "was there a sequel to that?", "what has replaced it?"."""

from __future__ import annotations

from actions.asking import topic_buttons
from actions.before_it import ActionBeforeIt
from actions.reply import Reply
from actions.saying import Sayer
from knowledge.topic import Fact, Topic


class ActionAfterIt(ActionBeforeIt):
    """What came after a topic: a second one, a successor; else what became of it, else what is dated after it."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_after_it"

    def followed(self, topic: Topic) -> Reply | None:
        """What the facts of others name as having come after it; else its status, else its history."""
        return self._later(topic) or self._status(topic) or self._history(topic)

    def _later(self, topic: Topic) -> Reply | None:
        """What came after it, those of its own kind first, with the date of the first."""
        found = [(one, facts) for one in self.pack.topics.values() if (facts := _of(one, topic))]
        if not found:
            return None
        sayer, later = Sayer(self.pack), sorted(found, key=lambda pair: pair[0].kind != topic.kind)[:3]
        said = [sayer.relation(one, "preceded_by", facts) for one, facts in later]
        told = [part for part in (said[0], sayer.dates(later[0][0]), *said[1:]) if part.text]
        return Reply(
            " ".join(part.text for part in told),
            sources=tuple(dict.fromkeys(source for part in told for source in part.sources)),
            buttons=topic_buttons(self.pack, later[0][0].id),
            answers=(f"{topic.id}.after",),
            topic=topic.id,
            listed=tuple(one.id for one, _ in later),
        )

    def _status(self, topic: Topic) -> Reply | None:
        if topic.status is None or not topic.status.note:
            return None
        return Reply(
            topic.status.note,
            sources=(topic.status.source,),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.status",),
            topic=topic.id,
        )

    def _history(self, topic: Topic) -> Reply | None:
        history = topic.facets.get("history")
        if history is None:
            return None
        return Reply(
            history.text,
            sources=history.sources,
            buttons=topic_buttons(self.pack, topic.id, "history"),
            answers=(f"{topic.id}.history",),
            topic=topic.id,
        )


def _of(later: Topic, topic: Topic) -> tuple[Fact, ...]:
    return tuple(fact for fact in later.facts.get("preceded_by", ()) if fact.target == topic.id)
