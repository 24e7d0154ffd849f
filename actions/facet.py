"""Answering for one facet of a topic; what the prose lacks is taken from the facts, or honestly missing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.premise import with_premise
from actions.reading import Reading, side_by_side
from actions.reply import Reply, listed_in
from actions.saying import Sayer, definition
from knowledge.query import making
from knowledge.topic import Topic


class FacetAction(PackAction, ABC):
    """An action that gives one facet; a subclass names it."""

    @property
    @abstractmethod
    def facet(self) -> str:
        """The facet it gives."""

    task_first: bool = False
    """Whether a task named beside another topic is what the question is about: "how do LLMs summarise?"."""
    briefly: bool = False
    """Whether of several that were listed each is told in a sentence: "made for what?"."""
    instead: tuple[str, ...] = ()
    """Facets that answer nearly the same question, tried in order."""

    def name(self) -> str:
        """`action_<facet>`."""
        return f"action_{self.facet}"

    def reply(self, reading: Reading) -> Reply:
        """The facet's prose, or the nearest the pack has, said as such."""
        topics = reading.of_type("topic", "task", "organisation", "person", "criterion")
        shown = [self.pack.topics[t] for t in reading.listed if self.briefly and t in self.pack.topics and not topics]
        if len(shown) > 1 and (written := [one for one in shown if self.facet in one.facets][:3]):
            return self._briefly(written)  # "Made for what?", of what was listed.
        topics = topics or tuple(topic.id for topic in shown)
        narrow = [topic for topic in topics if topic not in self.pack.wide]
        things = [topic for topic in narrow if self.pack.kind_of(topic) not in ("organisation", "person")]
        narrow = things or narrow  # "Why did Google make BERT?" asks about BERT.
        named = (narrow or list(topics) or [""])[0]  # "The history of AI translation": translation is meant.
        if self.task_first and reading.first("task") in self.pack.topics and self._general(reading.first("topic")):
            named = reading.first("task")
        if self.task_first and not narrow and (made := self._made(reading)):
            named = made
        topic = self.pack.topics.get(named)
        if topic is None:
            return self._unwritten(reading)
        several = [self.pack.topics[t] for t in next(iter(side_by_side(reading)), ()) if t in self.pack.topics]
        if len(several) > 1 and all(self.facet in one.facets for one in several):
            return self._each(several[:3])
        return with_premise(self.of(topic), reading, topic, self.pack)

    def of(self, topic: Topic) -> Reply:
        """The facet of one topic, or what stands in for it."""
        written = next((facet for facet in (self.facet, *self.instead) if facet in topic.facets), "")
        return self._given(topic, written) if written else self._computed(topic)

    def _each(self, topics: list[Topic]) -> Reply:
        """The facet of each of several topics: "the limits of GANs and VAEs"."""
        given = [self._given(topic, self.facet) for topic in topics]
        return replace(
            given[0],
            text="\n".join(reply.text for reply in given),
            sources=tuple(dict.fromkeys(source for reply in given for source in reply.sources)),
            answers=tuple(answer for reply in given for answer in reply.answers),
            compared=tuple(topic.id for topic in topics),
        )

    def _briefly(self, topics: list[Topic]) -> Reply:
        """The first sentence of the facet of each of several topics."""
        proses = [topic.facets[self.facet] for topic in topics]  # type: ignore[index]
        return replace(self._each(topics), text="\n".join(prose.first_sentence for prose in proses), compared=())

    def _made(self, reading: Reading) -> str:
        """The task of making the medium that is named, where nothing else is: "how does AI make a movie?"."""
        asked = reading.first("medium") if self.facet == "how" else ""
        return next((task.id for task in making(asked, self.pack)), "") if asked else ""

    def _general(self, topic: str) -> bool:
        """Whether a topic stands for many: how Suno makes songs is told of Suno, how LLMs summarise of the task."""
        return not topic or topic in self.pack.classes

    def _given(self, topic: Topic, facet: str) -> Reply:
        prose = topic.facets[facet]  # type: ignore[index]
        return Reply(
            text=prose.text,
            sources=prose.sources,
            buttons=topic_buttons(self.pack, topic.id, facet),
            answers=(f"{topic.id}.{facet}",),
            topic=topic.id,
            listed=listed_in(self.pack, prose.text, topic.id) if facet == "examples" else (),
        )

    def _computed(self, topic: Topic) -> Reply:
        """What the facts give where the prose is missing; a subclass may know better."""
        said = definition(self.pack, topic)
        text = f"I have nothing written on that side of {Sayer(self.pack).the(topic.id)}. {said.text}".strip()
        return Reply(
            text=text,
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id, "define"),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _unwritten(self, reading: Reading) -> Reply:
        """A name the pack knows only from its facts."""
        identifier = reading.first("topic", "task", "organisation", "person")
        curated = next((c for c in self.pack.comparisons.values() if identifier in c.sides), None)
        if curated is not None:
            return Reply(
                curated.short, sources=curated.sources, answers=(f"compare/{curated.id}",), compared=curated.sides
            )
        return Sayer(self.pack).mentioned(identifier)
