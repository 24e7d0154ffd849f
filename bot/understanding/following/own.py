"""Questions of their own: clauses that look as though they went on from the one before, and ask something new."""

from __future__ import annotations

import re

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.following.deciding import DECIDING
from bot.understanding.understanding import Entity
from knowledge.pack import Pack

_MEANT = re.compile(r"\bi (?:meant|mean|asked|was asking)\b")
_QUESTION = re.compile(r"(?:and |but |or |so )?(?:what|who) (?:is|are|was|were) ")
_ASKED_OF = re.compile(
    r"\b(?:what|who|which)(?: [a-z]+)?(?: (?:is|are|was|were))(?: (?:that|it|this|they|those|these|he|she))?$"
)
_ONE_OF = re.compile(r"(?:and |but |so )?(?:is|are|was|were) .* one of (?:those|them|these)\b")
_ONLY_THEY = re.compile(
    r"(?:is it |do |does )?only .* (?:have|has|got|do|does|use|need|get|show|face) (?:it|that|this|one|them)\b"
)
_ASKED_LAST = re.compile(r" (?:is|are|was|were) (?:what|who|which)$")
_CALLED = frozenset(
    "called named have has make makes offer offers sell sells counterpart equivalent rival version".split()
)
"""Verbs of a clause that asks what a maker has like the one spoken of."""


def of_its_own(raw: Clause, clause: Clause, new: tuple[Entity, ...], context: Context, pack: Pack) -> bool:
    """Whether a clause is a question of its own: "what is a GAN?", "the last one?", "the Amazon one is called?".

    So are "hallucination: what is that?", "is ChatGPT one of those?", and "no, I meant the maker".
    """
    placed = context.intent == "select" and all(m.surface == "that" for m in clause.mentions)
    placed |= len(new) == 1 and not _CALLED.isdisjoint(clause.texts) and clause.mentions[0].surface == "that"
    if types_of(new) == {"kind"} and context.intent != "select" and _MEANT.search(clause.text):
        return True
    of_worries = all(e.entity == "kind" and e.value in pack.worries for e in new)
    if context.intent in ("advise", "recommend") and of_worries:
        return True  # "And what are the risks?" asks for nothing to use.
    if _ONLY_THEY.match(raw.text):
        return True  # "Only LLMs do that?" asks no definition.
    if context.compared and DECIDING.match(clause.text):
        return True  # "So which do I use?" asks for no purpose.
    if placed or _QUESTION.match(clause.text):
        return placed or all(map(is_topic, new))
    return bool(_ASKED_OF.search(clause.text) or _ASKED_LAST.search(clause.text) or _ONE_OF.match(clause.text))


def types_of(entities: tuple[Entity, ...]) -> set[str]:
    """The types of some entities."""
    return {entity.entity for entity in entities}


def is_topic(entity: Entity) -> bool:
    """Whether an entity is a topic of some sort."""
    return entity.entity in ("topic", "task", "organisation", "person", "criterion")
