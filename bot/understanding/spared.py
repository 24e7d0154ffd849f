"""What a kind is asked for that does without something described: "which types need no second network?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.clause import Clause, slot_name, stretch
from bot.understanding.examples.classifier import entry_sample, probability
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
        if kind is None or SELECT not in self._pack.intents or clause.of("topic"):
            return
        found = _WITHOUT.match(" ".join(word.text for word in clause.words[kind.end :]))
        if found is None:
            return
        behind = stretch(clause, kind.end + found[0][: found.start("what")].count(" "), len(clause.words))
        for scored in self._knowhow.entries.best(entry_sample(behind, self._pack)):
            prefix, _, reference = scored.label.partition("/")
            topic, p = reference.partition(".")[0], probability(scored.score)
            if prefix == "topic" and topic in self._parts and p >= LIKELY_ENOUGH:
                without = Entity("topic", topic, role="not", extractor="example")
                kinds = Entity(slot_name(kind), kind.ref.value)
                yield Candidate(SELECT, (kinds, without), SPARED, "context", f"without it: like “{scored.closest}”")
                return
