"""What two topics have to do with each other: "what role does the decoder play in a VAE?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button, topic_buttons
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Said, Sayer, definition
from actions.together import ASKED, together

_DENYING = ("not_a", "lacks", "poor_for")
"""Relations that say how two things do not hang together."""


_MIRRORED = {"part_of": "has_part", "has_part": "part_of"}


class ActionRelate(PackAction):
    """The facts that link two topics, then what the first does."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_relate"

    def reply(self, reading: Reading) -> Reply:
        """Facts in both directions; a curated comparison where there are none."""
        ids = [t for t in reading.topics if t in self.pack.topics]
        if len(ids) < 2:
            return self._single(ids, [t for t in reading.topics if t not in self.pack.topics])
        first, second = ids[:2]
        if ASKED.search(reading.text):
            return together(self.pack, self.pack.topics[first], self.pack.topics[second])
        linked = self._both_ways(first, second)
        prose = self.pack.topics[first].facets.get("define") or self.pack.topics[first].facets.get("how")
        if not linked:
            curated = self.pack.comparison_of.get(frozenset(ids[:2]))
            if curated is not None:
                linked = [Said(curated.short, curated.sources)]
            elif prose is None:
                linked = [definition(self.pack, self.pack.topics[second])]
        parts = [*linked, *([Said(prose.text, prose.sources)] if prose else [])]
        return Reply(
            " ".join(p.text for p in parts),
            sources=tuple(dict.fromkeys(s for p in parts for s in p.sources)),
            buttons=(*topic_buttons(self.pack, first, "define")[:2], facet_button(self.pack, second, "define")),
            answers=(f"{first}.how",),
            topic=first,
            compared=(first, second),
        )

    def _single(self, ids: list[str], mentioned: list[str]) -> Reply:
        """With one topic: what links it to a name nobody has written up, else what it is and what it is for."""
        if not ids:
            return Sayer(self.pack).mentioned(mentioned[0]) if mentioned else Reply(response="utter_ask_second_topic")
        topic = self.pack.topics[ids[0]]
        linked = self._links(topic.id, mentioned[0]) if mentioned else []
        prose = [topic.facets[f] for f in ("define", "uses") if f in topic.facets]
        said = [*linked, *(Said(p.first_sentence if linked else p.text, p.sources) for p in prose[:1])]
        said += [Said(p.first_sentence, p.sources) for p in prose[1:] if not mentioned]
        return Reply(
            " ".join(s.text for s in said),
            sources=tuple(dict.fromkeys(source for s in said for source in s.sources)),
            buttons=tuple(facet_button(self.pack, topic.id, f) for f in ("define", "uses", "how") if f in topic.facets),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _both_ways(self, first: str, second: str) -> list[Said]:
        """The facts of each that name the other; what the one says of its part, the part need not say again."""
        told = {relation for relation, _ in self._between(first, second)}
        back = [(r, said) for r, said in self._between(second, first) if _MIRRORED.get(r) not in told]
        return [said for _, said in (*self._between(first, second), *back)]

    def _links(self, subject: str, target: str) -> list[Said]:
        return [said for _, said in self._between(subject, target)]

    def _between(self, subject: str, target: str) -> list[tuple[str, Said]]:
        topic, sayer = self.pack.topics[subject], Sayer(self.pack)
        return [
            (relation, sayer.relation(topic, relation, hits))
            for relation, facts in topic.facts.items()
            if relation not in _DENYING and (hits := tuple(f for f in facts if f.target == target))
        ]
