"""Premises: "when did Google release DALL-E?" says in passing that Google made it."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer
from knowledge.pack import Pack
from knowledge.query import related
from knowledge.topic import Topic

_MAKING = re.compile(
    r"\b(?:did|has|had|do|does|since|what made)\b.*"
    r"\b(?:made?|make|buil[dt]|created?|invent(?:ed)?|develop(?:ed)?|released?|launch(?:ed)?|publish(?:ed)?|introduced?|announced?|train(?:ed)?|unveil(?:ed)?|present(?:ed)?|open(?:ed)?)\b"
)


def with_premise(reply: Reply, reading: Reading, topic: Topic, pack: Pack) -> Reply:
    """The reply, with the makers before it where the question names another maker in passing."""
    makers = [e.value for e in reading.entities if e.entity in ("organisation", "person") and e.value != topic.id]
    facts = pack.facts(topic.id, "made_by")
    a_class = topic.id in pack.classes
    if len(makers) != 1 or not facts or a_class or not _MAKING.search(reading.text):
        return reply
    truth, _ = related(topic, "maker", makers[0], pack)
    if truth == "yes":
        return reply
    sayer = Sayer(pack)
    made = sayer.relation(topic, "made_by", facts)
    lead = f"Not by {sayer.the(makers[0])}{'' if truth == 'no' else ', as far as I know'}: {made.text}"
    return replace(reply, text=f"{lead}\n{reply.text}", sources=tuple(dict.fromkeys((*made.sources, *reply.sources))))
