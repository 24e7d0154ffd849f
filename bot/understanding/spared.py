"""What a kind is asked for that does without something described: "which types need no second network?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause, slot_name, stretch
from bot.understanding.examples.classifier import entry_sample, probability
from bot.understanding.language.linking import Mention
from bot.understanding.understanding import Candidate, Entity
from bot.understanding.weighing import Weights

SELECT = "select"
LIKELY_ENOUGH = 0.2
"""Probability from which words describe a part or a method: the question leaves room for nothing else."""
SPARED = 0.6
"""How likely such a reading is; what was understood is said in the answer."""
_WITHOUT = re.compile(
    r"^(?:(?:that|which|who) )?(?:(?:do|does|did|can|could|will|would|are|is) (?:not|never) "
    r"(?:need|have|use|require|rely on|depend on|work with|contain|involve|come with|built on|based on)|"
    r"(?:need|needs|have|has|use|uses|require|requires) no|without|do without|does without|work without|lack|lacks|"
    r"get by without|manage without) (?P<what>\S+ \S+.*)$"
)
_DOING = (
    "needs?|has|have|having|uses?|using|requires?|takes?|with|works? with|relies on|rely on|depends? on|gets? by on"
)
_TWO = re.compile(
    rf"^(?:(?:that|which|who) )?(?:(?:{_DOING}) neither (?P<one>\S.*?) nor|"
    r"(?:without|with no|(?:needs?|has|have|uses?) no|(?:works?|does|do) without) (?P<first>\S.*?) "
    r"(?:and|or|nor)(?: without| no)?) (?:any |an? |the )?(?P<two>\S.*)$"
)
"""What a kind does without both: "a family that needs neither noise nor a second network"."""
_PARTS = ("has_part", "based_on", "lacks")


class Sparing:
    """Finds what a kind is said to do without, where it is described and not named."""

    def __init__(self, weights: Weights) -> None:
        self._pack, self._knowhow = weights.pack, weights.knowhow
        self._parts = frozenset(
            fact.target
            for topic in self._pack.topics.values()
            for relation in _PARTS
            for fact in topic.facts.get(relation, ())  # type: ignore[call-overload]
        )

    def of(self, clause: Clause) -> Iterator[Candidate]:
        """The list of a kind without the part or method that is described."""
        kind = next(iter(clause.of("kind")), None)
        if kind is None or SELECT not in self._pack.intents:
            return
        texts = " ".join(word.text for word in clause.words[kind.end :])
        if (both := _TWO.match(texts)) is not None:
            asked = [self._part(clause, kind.end, both, name) for name in ("one", "first", "two") if both[name]]
            parts = tuple(dict.fromkeys(filter(None, asked)))
            if len(asked) == len([part for part in asked if part]):
                yield self._without(kind, parts)
            return
        found = None if clause.of("topic") else _WITHOUT.match(texts)
        if found is not None and (part := self._part(clause, kind.end, found, "what")):
            yield self._without(kind, (part,))

    def _without(self, kind: Mention, parts: Sequence[str]) -> Candidate:
        without = (Entity("topic", part, role="not", extractor="example") for part in parts)
        kinds = Entity(slot_name(kind), kind.ref.value)
        return Candidate(SELECT, (kinds, *without), SPARED, "context", f"without {' and '.join(parts)}")

    def _part(self, clause: Clause, start: int, found: re.Match[str], name: str) -> str:
        """The part or method that some words behind the kind name, or describe; empty if they do neither."""
        first = start + found.string[: found.start(name)].count(" ")
        words = stretch(clause, first, start + found.string[: found.end(name)].count(" ") + 1)
        named = [m.ref.value for m in words.of("topic") if m.refs and m.ref.value in self._parts]
        if named:
            return named[0]
        for scored in self._knowhow.entries.best(entry_sample(words, self._pack)):
            prefix, _, reference = scored.label.partition("/")
            topic = reference.partition(".")[0]
            if prefix == "topic" and topic in self._parts and probability(scored.score) >= LIKELY_ENOUGH:
                return topic
        return ""
