"""One of some things, by what is written of it: "which of the two has published how it works?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.compare import ActionCompare
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer
from knowledge.topic import Topic


class ActionPick(PackAction):
    """What a message describes, of those it chooses among, with the sentence that says so."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_pick"

    def reply(self, reading: Reading) -> Reply:
        """Which it is, or which it is not, in the words of its page."""
        said = [tuple(value.split(".")) for value in reading.of_type("said")]
        if said and (comparison := self.pack.comparisons.get(said[0][0])):
            return ActionCompare(self.pack).part(comparison, said[0][1], int(said[0][2]))
        told = [(topic, facet, int(place)) for topic, facet, place in said if int(place) < self._long(topic, facet)]
        if not told:
            return Reply(response="utter_ask_topic", expecting=True)
        if asked := self.pack.topics.get(reading.first("whether")):
            return self._whether(asked, *told[0], denied=any(e.role == "not" for e in reading.entities))
        denied = any(e.role == "not" for e in reading.entities if e.entity == "topic")
        rest = tuple(t for t in reading.listed if t in self.pack.topics and t not in {topic for topic, *_ in told})
        sayer = Sayer(self.pack)
        names = sayer.names([topic for topic, *_ in told])
        sentences = [self.pack.topics[t].facets[f].sentences[at] for t, f, at in told]  # type: ignore[index]
        lead = f"Not {names}" if denied else f"{'That is' if len(told) == 1 else 'Those are'} {names}"
        texts = [f"{lead}, as far as my pages say. {' '.join(sentences)}"]
        sources = [s for t, f, _ in told for s in self.pack.topics[t].facets[f].sources]  # type: ignore[index]
        if denied and len(rest) == 1:
            other = self.pack.topics[rest[0]]
            prose = other.facets.get(told[0][1]) or other.facets.get("define")  # type: ignore[call-overload]
            texts += [f"{capital(sayer.the(other.id))}: {prose.first_sentence}"] if prose else []
            sources += prose.sources if prose else ()
        chosen = rest[0] if denied and len(rest) == 1 else told[0][0]
        return Reply(
            "\n".join(texts),
            sources=tuple(dict.fromkeys(sources)),
            buttons=topic_buttons(self.pack, chosen),
            answers=(f"{told[0][0]}.{told[0][1]}",),
            topic=chosen if len(told) == 1 else None,
            listed=reading.listed,
        )

    def _whether(self, asked: Topic, topic: str, facet: str, place: int, *, denied: bool) -> Reply:
        """Whether something works as asked, in the words of its page; or what does, and how it works itself."""
        prose = self.pack.topics[topic].facets[facet]  # type: ignore[index]
        sentence, sayer = prose.sentences[place], Sayer(self.pack)
        own = asked.facets.get("how") or asked.facets.get("define")
        if topic == asked.id:
            text, sources = f"{'No' if denied else 'Yes'}, by my pages: {sentence}", prose.sources
        else:
            told = f" {own.first_sentence}" if own else ""
            text = f"My pages do not say that of {sayer.the(asked.id)}, but of {sayer.the(topic)}: {sentence}{told}"
            sources = (*prose.sources, *(own.sources if own else ()))
        return Reply(
            text,
            sources=tuple(dict.fromkeys(sources)),
            buttons=topic_buttons(self.pack, asked.id, "how"),
            answers=(f"{asked.id}.verdict",),
            topic=asked.id,
            compared=(asked.id, topic) if topic != asked.id else (),
        )

    def _long(self, topic: str, facet: str) -> int:
        """How many sentences a page has; 0 for one there is none of, or no longer."""
        known: Topic | None = self.pack.topics.get(topic)
        prose = known.facets.get(facet) if known else None  # type: ignore[call-overload]
        return len(prose.sentences) if prose else 0
