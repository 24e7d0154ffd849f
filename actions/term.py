"""Names for what is described: "what is it called when a model makes things up?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button, topic_buttons
from actions.reading import Reading
from actions.reply import Reply, joined
from actions.saying import definition
from knowledge.topic import Topic


class ActionTerm(PackAction):
    """The name of what was described, with its definition; or the two or three it may be."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_term"

    def reply(self, reading: Reading) -> Reply:
        """One name where one was found, else each with what it means."""
        found = [self.pack.topics[topic] for topic in reading.of_type("term") if topic in self.pack.topics]
        if not found:
            return Reply(response="utter_ask_term", expecting=True)
        guess = any(e.entity == "term" and e.role == "guess" for e in reading.entities)
        return self._called(found[0], guess=guess) if len(found) == 1 else self._among(found)

    def _called(self, topic: Topic, *, guess: bool) -> Reply:
        prose = topic.facets.get("define")
        said = definition(self.pack, topic)
        kind = self.pack.card.kinds.get(topic.kind)
        lead = f"The word for it is {topic.called}." if kind and kind.article else f"That is {topic.called}."
        lead = f"I am not certain, but you may mean {topic.called}." if guess else lead
        return Reply(
            f"{lead} {prose.text if prose else said.text}".strip(),
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id, "define"),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _among(self, topics: list[Topic]) -> Reply:
        said = [(topic, definition(self.pack, topic)) for topic in topics]
        names = joined([topic.called for topic in topics], "or")
        return Reply(
            "\n".join([f"It may be {names}; which of them I cannot tell for sure.", *(each.text for _, each in said)]),
            sources=tuple(dict.fromkeys(source for _, each in said for source in each.sources)),
            buttons=tuple(facet_button(self.pack, topic.id, "define") for topic in topics),
            answers=tuple(f"{topic.id}.define" for topic in topics),
            topic=topics[0].id,
            expecting=True,
            listed=tuple(topic.id for topic in topics),
        )
