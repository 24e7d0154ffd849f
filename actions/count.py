"""Counts: "how many model families do you know?", "who has the most products?"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from itertools import permutations

from actions.action import PackAction
from actions.asking import facet_button, topic_buttons
from actions.linking import linking
from actions.listing import conditions, constraints, enumerated, listing_block, said
from actions.reading import Reading
from actions.reply import Reply, joined
from actions.saying import Sayer
from knowledge.query import Constraint, Query, run
from knowledge.topic import Topic

_LETTERS = re.compile(r"[a-z]+")
_COUNTED = re.compile(
    r"\b(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|thousands)"
    r"((?:[ -][a-z]+){1,4})"
)
"""The words behind a number: "117 million parameters", "three seconds of sound"."""
_SIZE = re.compile(r"\b(?:big|large|size)\b")
_THERE = re.compile(r"^(?:how many|how many (?:of (?:them|those) )?(?:were|are|is|was|have) (?:there|they|been)\b.*)$")
_COUNTING = frozenset(
    {"there", "which", "about", "would", "could", "shoul", "every", "large", "numbe", "exact", "total"}
)
"""First letters of words that say nothing of what is counted."""


_NUMERALS = frozenset({"billi", "milli", "trill", "thous", "hundr", "dozen"})


class ActionCount(PackAction):
    """How many topics meet the conditions, of those the pack knows."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_count"

    def reply(self, reading: Reading) -> Reply:
        """The number, with the names behind it."""
        if " most" in f" {reading.text}":
            return self._most()
        kind, where = self._kind(reading.first("kind"), tuple(constraints(reading, self.pack)))
        among = reading.listed
        if not (kind or where or among) and (of_it := self._of_it(reading)) is not None:
            return of_it
        if not (kind or where or among):
            return Reply(f"I have {len(self.pack.topics)} topics written up.", answers=("count",))
        if not kind and not among and (one := self._single(reading)) is not None:
            return self._in_focus(one, reading) or self._quantity(one, reading)
        if not kind and not among and (two := self._of_two(reading.topics)) is not None:
            return two
        found = run(Query(kind=kind, among=among, where=where), self.pack)
        if not found and not kind and not among and (named := reading.topics):
            return self._uncounted(named[-1])
        if not found and not kind and not among:
            text = f"Of what I know I can count nothing {' '.join(said(c, self.pack) for c in where)}."
            return Reply(text, missed=True)
        known = self.pack.card.kinds.get(kind)
        what = (known.plural or known.name) if known else "topics"
        heading = f"{what} {conditions(where, self.pack)}".strip()
        names = f": {enumerated(found[:12], self.pack)}{' …' if len(found) > 12 else ''}" if found else ""
        return Reply(
            f"Of those I know, {len(found)} {heading}{names}.",
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            blocks=(listing_block(heading, found),) if found else (),
            buttons=tuple(facet_button(self.pack, item.topic.id, "define") for item in found[:3]),
            answers=("count",),
            listed=tuple(item.topic.id for item in found),
        )

    def _kind(self, kind: str, where: tuple[Constraint, ...]) -> tuple[str, tuple[Constraint, ...]]:
        """A kind that is a topic as well counts what is of it: "how many language models came out by 2019?"."""
        named = next((c for c in where if c.operator == "is" and c.value in self.pack.card.kinds), None)
        alone = kind or named is None or len(where) == 1
        return (kind, where) if alone or named is None else (named.value, tuple(c for c in where if c is not named))

    def _of_it(self, reading: Reading) -> Reply | None:
        """The size or number of what is in focus, where nothing is named: "how big was it?", "how many were there?"."""
        topic = self.pack.topics.get(str(reading.slots.get("topic") or ""))
        if "how many" not in reading.text:
            return self._quantity(topic, reading) if topic else Reply(response="utter_ask_topic", expecting=True)
        if topic is None or not _THERE.search(reading.text):
            return None
        found = run(Query(where=(Constraint("kind", "is", topic.id),), order="oldest"), self.pack)
        if not found:
            return self._quantity(topic, reading)
        name = topic.plural or topic.called
        return Reply(
            f"Of the {name} I know {len(found)}: {enumerated(found[:12], self.pack)}.",
            sources=tuple(dict.fromkeys(e.source for item in found for e in item.evidence)),
            answers=("count",),
            topic=topic.id,
            listed=tuple(item.topic.id for item in found),
        )

    def _single(self, reading: Reading) -> Topic | None:
        """The one topic asked about, where it is no class whose members could be counted."""
        classes = self.pack.classes
        named = [self.pack.topics[t] for t in reading.of_type("topic") if t in self.pack.topics]
        alone = len(named) == 1 and not reading.of_type("year")
        return named[0] if alone and named[0].id not in classes else None

    def _quantity(self, topic: Topic, reading: Reading) -> Reply:
        """ "How many photos does a NeRF need?": the sentences of its page that tell a number of what is asked."""
        asked = {word[:5] for word in _LETTERS.findall(reading.text) if len(word) > 4} - _COUNTING
        if _SIZE.search(reading.text):
            asked |= self._size
        focus = self.pack.topics.get(str(reading.slots.get("topic") or ""))
        if not asked - {part[:5].lower() for part in topic.name.split()}:
            # "And how many has GPT-3?": of what was spoken of before, else its size.
            asked |= {part[:5].lower() for part in focus.called.split()} if focus and focus is not topic else set()
            given = _COUNTED.findall(str(reading.slots.get("answer_text") or "").lower())
            counted = {word[:5] for words in given for word in words.split() if len(word) > 4} - _COUNTING - _NUMERALS
            asked |= counted or self._size
        names = {part[:5].lower() for name in (topic.name, topic.called, *topic.aliases) for part in name.split()}
        return self._counted(topic, asked - names) or self._uncounted(topic.id)

    @property
    def _size(self) -> set[str]:
        """How the word begins by which sizes are told."""
        return {self.pack.card.sized_in[:5].lower()} - {""}

    def _uncounted(self, topic: str) -> Reply:
        name = Sayer(self.pack).the(topic)
        return Reply(f"I don't have such a number on record for {name}, and I don't guess.", topic=topic, missed=True)

    def _in_focus(self, counted: Topic, reading: Reading) -> Reply | None:
        """ "How many parameters?": of what was spoken of, where its page counts what is named."""
        focus = self.pack.topics.get(str(reading.slots.get("topic") or ""))
        if focus is None or focus is counted:
            return None
        return self._counted(focus, {part[:5].lower() for part in counted.called.split()})

    def _counted(self, topic: Topic, stems: Set[str]) -> Reply | None:
        """The sentences of a topic's page that tell a number of what begins so; None where none does."""
        told = {
            sentence: facet
            for facet in topic.facets
            for sentence in topic.facets[facet].sentences
            if any(stem in counted for counted in _COUNTED.findall(sentence.lower()) for stem in stems)
        }
        if not told:
            return None
        some = list(told)[:2]
        first = topic.facets[told[some[0]]].first_sentence
        lead = "" if first == some[0] or topic.called in some[0] else f"{first} "
        return Reply(
            lead + " ".join(some),
            sources=tuple(dict.fromkeys(s for sentence in some for s in topic.facets[told[sentence]].sources)),
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.{told[some[0]]}",),
            topic=topic.id,
        )

    def _of_two(self, named: tuple[str, ...]) -> Reply | None:
        """What is written of the one about the other, or how the two hang together: "a GAN is based on … (two)"."""
        if (told := self._told(named)) is not None:
            return told
        linked = linking(self.pack, named) if len(named) == 2 and set(named) <= set(self.pack.topics) else None
        if linked is None:
            return None
        return Reply(linked.text, sources=linked.sources, buttons=topic_buttons(self.pack, named[1]), topic=named[1])

    def _told(self, named: tuple[str, ...]) -> Reply | None:
        """ "How many parameters does GPT-3 have?": what is written of the one about the other."""
        topics = [self.pack.topics[topic] for topic in named[:2] if topic in self.pack.topics]
        for one, other in permutations(topics, 2):
            for name, facet in one.facets.items():
                told = [s for s in facet.sentences if other.called in s or other.name in s]
                if told and any(character.isdigit() for s in told for character in s):
                    answers = (f"{one.id}.{name}",)
                    lead = "" if one.called in told[0] else f"{facet.first_sentence} "
                    return Reply(lead + " ".join(told), sources=facet.sources, answers=answers, topic=other.id)
        return None

    def _most(self) -> Reply:
        """Which maker has the most tools and releases of those the pack knows; of all it made where none is either."""
        made = [(f.target, topic) for topic in self.pack.topics.values() for f in topic.facts.get("made_by", ())]
        kinds = self.pack.playing("tool", "release") or frozenset(self.pack.card.kinds)
        tally = Counter(
            maker for maker, topic in made if topic.kind in kinds and self.pack.kind_of(maker) == "organisation"
        )
        if not tally:
            return Reply("I have no makers on record to count.", missed=True)
        ranked = tally.most_common(3)
        names = [f"{self.pack.called(maker)} ({count})" for maker, count in ranked]
        products = [t.id for maker, t in made if maker == ranked[0][0] and t.kind in kinds]
        some = joined([self.pack.called(product) for product in products[:8]])
        most = f"{ranked[0][1]} {self.pack.card.general.made}".strip()
        text = (
            f"Of those I know, {self.pack.called(ranked[0][0])} has the most: {most}, "
            f"{some}. The order is {joined(names)}."
        )
        return Reply(text, answers=("count",), topic=ranked[0][0], listed=tuple(products))
