"""Completing: readings that lack something, with what the conversation or the message has for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.needs import TOPICAL, lacking
from bot.understanding.pattern import TOPIC_CLASSES
from bot.understanding.pointing import pair
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

COMPLETED, COMPLETED_RULE = 0.93, 0.96
"""What a reading keeps that the conversation completes; one that a rule is sure of keeps more."""
_MAKER = "organisation|person"
"""The need that "what else do they make?" leaves open."""


class Completing:
    """Completes readings, in a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def circumstanced(self, candidates: Sequence[Candidate], context: Context) -> Iterator[Candidate]:
        """Readings that lack a task or a medium, completed by what an earlier clause of the message named."""
        for candidate in candidates:
            if candidate.missing and set("|".join(candidate.missing).split("|")) & {"task", "medium"}:
                reason = f"{candidate.reason}; told before = {', '.join(e.value for e in context.circumstances)}"
                full = candidate._replace(
                    entities=(*context.circumstances, *candidate.entities), missing=(), reason=reason
                )
                yield lacking(full, self._pack)

    def completed(self, candidates: Sequence[Candidate], clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings that lack only a topic, completed by the one in focus."""
        if not context.focus or len(clause.words) > 9:
            return
        for candidate in candidates:
            if (
                len(candidate.missing) == 2
                and set(candidate.missing) == {"topic"}
                and (both := pair(context, self._pack, alike=False))
            ):
                yield self._with(candidate, both)
            named = [e.value for e in candidate.entities if e.entity in TOPICAL]
            two = "topic topic" in self._pack.intents[candidate.intent].needs
            if two and candidate.missing == ("topic",) and named:
                if context.focus not in named:
                    yield self._with(candidate, (context.focus,))
                continue
            if candidate.missing == (_MAKER,) and (maker := self._maker(context.focus)):
                yield self._with(candidate, (maker,))
            if candidate.missing == ("topic",) and not any(e.entity == "unknown" for e in candidate.entities):
                yield self._with(candidate, (context.focus,))

    def _type(self, topic: str) -> str:
        return TOPIC_CLASSES.get(self._pack.kind_of(topic), "topic")

    def _maker(self, topic: str) -> str:
        """The company that a topic is, or that made it or owns it."""
        if self._pack.kind_of(topic) == "organisation":
            return topic
        made = (fact.target for relation in ("made_by", "owned_by") for fact in self._pack.facts(topic, relation))
        return next((target for target in made if self._pack.kind_of(target) == "organisation"), "")

    def _with(self, candidate: Candidate, topics: tuple[str, ...]) -> Candidate:
        """A reading completed by topics of the conversation, each of the type that its name would be."""
        found = tuple(Entity(self._type(topic), topic, extractor="context") for topic in topics)
        completed = candidate._replace(
            entities=(*found, *candidate.entities),
            missing=(),
            probability=candidate.probability * (COMPLETED_RULE if candidate.proposer == "rule" else COMPLETED),
            proposer="context",
            reason=f"{candidate.reason}; topic in focus = {' and '.join(topics)}",
        )
        return lacking(completed, self._pack)
