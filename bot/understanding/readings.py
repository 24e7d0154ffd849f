"""Readings: what rules and both lanes of examples propose for a clause, each weighed by the judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.understanding.classifier import Scored, entry_sample, probability, typed_sample
from bot.understanding.clause import ASKING, Clause, joined, slot_name
from bot.understanding.context import Context
from bot.understanding.features import Sample
from bot.understanding.knowhow import Knowhow
from bot.understanding.needs import TOPICAL, lacking
from bot.understanding.pointing import POINTING, pair
from bot.understanding.rules import SURE
from bot.understanding.understanding import Candidate, Entity
from bot.understanding.weighing import LIKELIEST, Scales, Weights

CONCLUSIVE = 0.97
"""A question type as likely as this, with nothing missing or unexplained, needs no second opinion."""
HOPELESS = 0.06
"""A probability not worth weighing."""
FIRST = 0.5
"""What a reading as a follow-up keeps in the first message."""
SPECIFIC = 50
"""Rank from which a rule that fits needs no second opinion."""
SURE_RANK = 60
"""Rank from which a rule's wildcard may stand for anything."""
COMPLETED, COMPLETED_RULE = 0.93, 0.96
"""What a reading keeps that the conversation completes; one that a rule is sure of keeps more."""
CARRIED = 0.9
"""What a reading keeps that takes the question before into account."""
DENIED = 0.5
"""What a curated answer keeps whose question affirms what the visitor denies."""
RESTART, FORGETTING = "restart", 4
"""The intent of starting over, and the words of the longest wish to do so that is only like an example."""
_MAKER = "organisation|person"
"""The need that "what else do they make?" leaves open."""
_NEGATION = re.compile(r"\b(?:not|no|without|never|none|except|nothing|neither|instead)\b")
_PERSONAL = frozenset("you your yourself i me my we us our thanks thank hello hi hey bye goodbye okay".split())
_OF_THEM = re.compile(
    r" (?:of|among|from|in) (?:each of )?"
    r"(?:them|these|those|both|the two|the three|this list|that list|the list|your list) "
)


class Readings:
    """Proposes readings; disposes of none."""

    def __init__(self, knowhow: Knowhow, weights: Weights) -> None:
        self._knowhow, self._weights = knowhow, weights
        self._pack = knowhow.pack

    def of(self, clause: Clause, context: Context, *, settled: bool = False) -> Iterator[Candidate]:
        """What rules and both lanes make of a clause, the surest first; what is conclusive ends the search.

        Where the conversation has `settled` what is meant, likeness is not asked.
        """
        if all(word.text.isdigit() or len(word.text) == 1 for word in clause.words) and not clause.of("year"):
            return  # A bare number or letter asks nothing; the conversation may know what it picks.
        entities, scales = tuple(self._entities(clause, context)), self._weights.on(clause)
        sure = settled
        for propose in (self._ruled, self._exactly, self._typed, self._like_entries):
            for found, conclusive in propose(scales, entities, context):
                if self._pack.plain and self._idle(found):
                    continue
                yield found
                if found.missing == ("topic",) and conclusive and context.focus and found.proposer == "rule":
                    sure = True  # "The year, please": of the topic in focus.
                if found.missing or found.unexplained:
                    continue
                if conclusive:
                    return
                sure |= found.probability >= (LIKELIEST if found.proposer == "rule" else SURE)
            if sure and propose == self._exactly:
                return  # Likeness never outdoes a rule.

    def _idle(self, candidate: Candidate) -> bool:
        """Whether a reading can only ask for a name, or decline what a list without topics may well hold."""
        intent = self._pack.intents.get(candidate.intent)
        return bool(candidate.missing or (intent and intent.declines))

    def inside(self, clause: Clause) -> Iterator[Candidate]:
        """What a whole clause, filler and all, means to a form that asks: to stop, to conclude, why it asks."""
        for fit in self._knowhow.rules.fits(clause):
            if self._pack.intents[fit.rule.intent].form == "inside":
                yield Candidate(fit.rule.intent, (), 1.0, "context", f"the form is active; rule {fit.pattern!r}")
                return

    def following(self, raw: Clause, clause: Clause) -> Iterator[Candidate]:
        """What a whole clause asks of the answer before, in words that are filler elsewhere: "in a line, please"."""
        if len(raw.words) > len(clause.words):
            for fit in self._knowhow.rules.fits(raw):
                if self._pack.intents[fit.rule.intent].follow_up and fit.rule.rank > SURE_RANK:
                    yield Candidate(fit.rule.intent, (), SURE, "rule", f"rule {fit.pattern!r}")
                    return

    def _ruled(self, scales: Scales, entities: tuple[Entity, ...], _: Context) -> Iterator[tuple[Candidate, bool]]:
        """The best keyword rule that fits; a specific one is conclusive."""
        clause, intents = scales.clause, self._pack.intents
        fit = next((f for f in self._knowhow.rules.fits(clause) if intents[f.rule.intent].form != "inside"), None)
        if fit is None:
            return
        about = (Entity("topic", fit.rule.about, extractor="rule"),) if fit.rule.about else ()
        found = Candidate(fit.rule.intent, (*about, *entities), SURE, "rule", f"rule {fit.pattern!r}")
        open_ended = "*" in fit.pattern and fit.rule.rank < SURE_RANK
        if open_ended or any(not mention.refs for mention in clause.mentions):
            found = scales.weigh(found, fit.rule.intent)
        yield lacking(found, self._pack), found.probability >= SURE and fit.rule.rank >= SPECIFIC

    def _exactly(
        self, scales: Scales, entities: tuple[Entity, ...], context: Context
    ) -> Iterator[tuple[Candidate, bool]]:
        """The curated question that is this one, word for word."""
        label = self._knowhow.exact.get(entry_sample(scales.clause, self._pack).words)
        if label is not None:
            found = self._entry(Scored(label, 1.0), entities, "exact", 1.0)
            if found.intent == "small_talk":
                found = self._less_personal(found, scales.clause, context)
            yield found, found.probability >= CONCLUSIVE

    def _typed(
        self, scales: Scales, entities: tuple[Entity, ...], context: Context
    ) -> Iterator[tuple[Candidate, bool]]:
        """Question types whose examples are like it."""
        for scored in self._types(typed_sample(scales.clause)):
            p = probability(scored.score)
            if context.empty and self._pack.intents[scored.label].follow_up:
                p *= FIRST  # There is nothing yet that it could speak of.
            if scored.label == RESTART and (scales.clause.question or len(scales.clause.words) > FORGETTING):
                continue  # What was said is not forgotten by mistake.
            if p >= HOPELESS:
                reason = f"like “{scored.closest}”"
                found = Candidate(scored.label, entities, p, "typed", reason, closest=scored.closest)
                found = lacking(scales.weigh(found, scored.label), self._pack)
                yield found, found.probability >= CONCLUSIVE

    def _types(self, sample: Sample) -> Iterator[Scored]:
        """The one that has this very example; then, if the caller goes on, those whose examples are like it."""
        exact = self._knowhow.typed.exactly(sample)
        if exact is not None:
            yield exact
        yield from self._knowhow.typed.best(sample)

    def _like_entries(
        self, scales: Scales, entities: tuple[Entity, ...], context: Context
    ) -> Iterator[tuple[Candidate, bool]]:
        """Curated answers whose questions are like it."""
        denies = any(mention.role == "not" for mention in scales.clause.mentions)
        for scored in self._knowhow.entries.best(entry_sample(scales.clause, self._pack)):
            p = probability(scored.score)
            if denies and scored.label.startswith("topic/") and not _NEGATION.search(scored.closest):
                p *= DENIED
            if p >= HOPELESS:
                found = scales.weigh(self._entry(scored, entities, "entry", p), scored.label)
                yield self._less_personal(found, scales.clause, context), False

    def carried(self, clause: Clause, context: Context, before: Clause) -> Iterator[Candidate]:
        """Curated answers to the question before and this clause taken as one: "… hard to spot? And in pictures?"."""
        last = (
            context.intent,
            {str(e.get("value")) for e in context.entities if e.get("entity") in ("entry", "topic")},
        )
        entities = tuple(self._entities(clause, context))
        whole = joined(before, clause)
        for found, _ in self._like_entries(self._weights.on(whole), entities, context):
            named = {e.value for e in found.entities if e.extractor == "example"}
            if (found.intent, named) != (last[0], last[1] & named):
                yield found._replace(proposer="context", probability=found.probability * CARRIED)

    def _less_personal(self, candidate: Candidate, clause: Clause, context: Context) -> Candidate:
        """With a topic in focus, "who made it?" is about that topic unless the bot is spoken to."""
        if not context.focus or candidate.intent not in ("small_talk", "faq"):
            return candidate
        if any(word.text in _PERSONAL for word in clause.words):
            return candidate
        if candidate.proposer == "exact" and clause.words[0].text not in ASKING:
            return candidate  # "That is it."
        return candidate._replace(probability=candidate.probability * 0.75)

    def _entry(self, scored: Scored, entities: tuple[Entity, ...], proposer: str, p: float) -> Candidate:
        """A curated answer as a candidate, in terms of intent and entities."""
        prefix, _, identifier = scored.label.partition("/")
        reason = f"like “{scored.closest}”" if scored.closest else f"a question of {scored.label}, word for word"
        if prefix == "topic":
            topic, _, facet = identifier.partition(".")
            intent = self._pack.intent_for_facet.get(facet, "define")
            return Candidate(
                intent, (Entity("topic", topic, extractor="example"),), p, proposer, reason, closest=scored.closest
            )
        if prefix == "compare":
            sides = tuple(
                Entity("topic", side, extractor="example") for side in self._pack.comparisons[identifier].sides
            )
            aspects = tuple(entity for entity in entities if entity.entity == "aspect")
            return Candidate("compare", (*sides, *aspects), p, proposer, reason, scored.label, closest=scored.closest)
        card = self._knowhow.cards[scored.label]
        intent = "advise" if prefix == "advice" else "small_talk" if card.small_talk else "faq"
        entry = Entity("entry", identifier, extractor="example")
        return Candidate(intent, (entry, *entities), p, proposer, reason, scored.label, closest=scored.closest)

    def _entities(self, clause: Clause, context: Context) -> Iterator[Entity]:
        for mention in clause.mentions:
            ref, first, last = mention.ref, clause.words[mention.first], clause.words[mention.end - 1]
            extractor = "context" if mention.surface in POINTING else "lexicon"
            entity = slot_name(mention) if mention.refs else "unknown"
            value = ref.value if mention.refs else mention.surface
            confidence = 1.0 / max(1, len(mention.refs))
            yield Entity(entity, value, first.start, last.end, mention.role, extractor, confidence)
        if context.listed and _OF_THEM.search(f" {clause.text} "):
            yield Entity("among", "listed", extractor="context")

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
                yield self._with(candidate, (maker,), "organisation")
            if candidate.missing == ("topic",) and not any(e.entity == "unknown" for e in candidate.entities):
                yield self._with(candidate, (context.focus,))

    def _maker(self, topic: str) -> str:
        """The company that a topic is, or that made it or owns it."""
        if self._pack.kind_of(topic) == "organisation":
            return topic
        made = (fact.target for relation in ("made_by", "owned_by") for fact in self._pack.facts(topic, relation))
        return next((target for target in made if self._pack.kind_of(target) == "organisation"), "")

    def _with(self, candidate: Candidate, topics: tuple[str, ...], entity: str = "topic") -> Candidate:
        """A reading completed by topics of the conversation."""
        found = tuple(Entity(entity, topic, extractor="context") for topic in topics)
        completed = candidate._replace(
            entities=(*found, *candidate.entities),
            missing=(),
            probability=candidate.probability * (COMPLETED_RULE if candidate.proposer == "rule" else COMPLETED),
            proposer="context",
            reason=f"{candidate.reason}; topic in focus = {' and '.join(topics)}",
        )
        return lacking(completed, self._pack)
