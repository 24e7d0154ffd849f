"""What two topics have to do with each other: "what role does the decoder play in a VAE?"."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Said, Sayer, definition


class ActionRelate(PackAction):
    """The facts that link two topics, then what the first does."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_relate"

    def reply(self, reading: Reading) -> Reply:
        """Facts in both directions; a curated comparison where there are none."""
        ids = [t for t in reading.topics if t in self.pack.topics]
        if len(ids) < 2:
            known = ids or [t for t in reading.topics]
            return (
                Sayer(self.pack).mentioned(known[0])
                if known and known[0] not in self.pack.topics
                else self._single(known)
            )
        first, second = ids[:2]
        linked = self._links(first, second) + self._links(second, first)
        prose = self.pack.topics[first].facets.get("define") or self.pack.topics[first].facets.get("how")
        uses = self.pack.topics[second].facets.get("uses")
        if not linked:
            curated = self.pack.comparison_of.get(frozenset(ids[:2]))
            if curated is not None:
                linked = [Said(curated.short, curated.sources)]
            elif prose is None:
                linked = [definition(self.pack, self.pack.topics[second])]
        parts = [
            *linked,
            *([Said(prose.text, prose.sources)] if prose else []),
            *([Said(uses.first_sentence, uses.sources)] if uses and not linked else []),
        ]
        return Reply(
            " ".join(p.text for p in parts),
            sources=tuple(dict.fromkeys(s for p in parts for s in p.sources)),
            buttons=tuple(facet_button(self.pack, topic, "define") for topic in ids[:2]),
            answers=(f"{first}.how",),
            topic=first,
            compared=(first, second),
        )

    def _single(self, ids: list[str]) -> Reply:
        return Reply(response="utter_ask_second_topic", expecting=True, topic=ids[0] if ids else None)

    def _links(self, subject: str, target: str) -> list[Said]:
        topic, sayer = self.pack.topics[subject], Sayer(self.pack)
        return [
            sayer.relation(topic, relation, hits)
            for relation, facts in topic.facts.items()
            if (hits := tuple(f for f in facts if f.target == target))
        ]
