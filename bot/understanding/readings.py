"""Readings: what rules and both lanes of examples propose for a clause, each weighed by the judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.understanding.clause import ASKING, Clause, joined, slot_name
from bot.understanding.context import Context
from bot.understanding.embedded import CLAIM, embedded
from bot.understanding.examples.classifier import Scored, entry_sample, probability, typed_sample
from bot.understanding.following.bounding import bounded
from bot.understanding.following.deciding import decided
from bot.understanding.following.picking import Picker
from bot.understanding.following.pointing import POINTING
from bot.understanding.following.shown import among
from bot.understanding.keywords.rules import FOLLOWING, SURE, TURNING, WEAK, Fit, counts, implied
from bot.understanding.knowhow import Knowhow
from bot.understanding.matching.features import Sample
from bot.understanding.needing import Needing
from bot.understanding.needs import lacking
from bot.understanding.sought import sought
from bot.understanding.spared import Sparing
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
CLAIMED = 0.97
"""What a reading keeps that passes over who claims it, and where."""
CARRIED = 0.9
"""What a reading keeps that takes the question before into account."""
BEYOND = 0.8
"""What a curated answer keeps that speaks of all there is, where one of a few shown is asked for."""
ASKED = 0.88
"""The most that advice is likely by its examples where a clause plainly asks something of what it names."""
ANY_LIST = Context(listed=("",))
"""A conversation in which something was listed."""
DENIED = 0.5
"""What a curated answer keeps whose question affirms what the visitor denies."""
SEEKING = frozenset(["recommend", "choose", "select", "alternatives"])
"""What somebody may ask who looks for a tool."""
RESTART, FORGETTING = "restart", 4
"""The intent of starting over, and the words of the longest wish to do so that is only like an example."""
SOCIAL = 16
"""Words of the longest clause that may be small talk for the filler in it."""
_LEFT_OPEN = (("topic",), ("task|medium",))
"""What a rule may leave to the topic in focus."""
_NEGATION = re.compile(r"\b(?:not|no|without|never|none|except|nothing|neither|instead)\b")
_PERSONAL = frozenset("you your yourself i me my we us our thanks thank hello hi hey bye goodbye okay".split())


_Proposed = Iterator[tuple[Candidate, bool]]
"""Readings, each with whether it is conclusive."""


class Readings:
    """Proposes readings; disposes of none."""

    def __init__(self, knowhow: Knowhow, weights: Weights) -> None:
        self._knowhow, self._weights = knowhow, weights
        self._pack = knowhow.pack
        self._picker, self._sparing, self._needing = Picker(weights), Sparing(weights), Needing(weights)

    def warm(self) -> None:
        """Read now what the first question of a kind would wait for."""
        self._picker.warm()
        for kind in self._pack.card.kinds:
            self._pack.topics_under(kind)

    def of(self, clause: Clause, context: Context, *, settled: bool = False) -> Iterator[Candidate]:
        """What rules and both lanes make of a clause, the surest first; what is conclusive ends the search.

        Where the conversation has `settled` what is meant, likeness is not asked.
        """
        if all(len(text) == 1 or text.isdigit() for text in clause.texts) and not clause.of("year"):
            return  # A bare number or letter asks nothing; the conversation may know what it picks.
        if (claim := embedded(clause)) is not None:
            yield from self._claimed(claim, context)
        entities, scales = tuple(self._entities(clause, context)), self._weights.on(clause)
        sure = settled
        yield from self._needing.of(clause, context, entities)
        for propose in (self._ruled, self._exactly, self._typed, self._like_entries):
            for found, conclusive in propose(scales, entities, context):
                if self._pack.plain and self._idle(found):
                    continue
                yield found
                if found.missing in _LEFT_OPEN and conclusive and context.focus and found.proposer == "rule":
                    sure = True  # "The year, please": of the topic in focus.
                if found.missing or found.unexplained:
                    continue
                if conclusive:
                    return
                sure |= found.probability >= (LIKELIEST if found.proposer == "rule" else SURE)
            if sure and propose == self._exactly:
                return  # Likeness never outdoes a rule.

    def _claimed(self, claim: Clause, context: Context) -> Iterator[Candidate]:
        """What a claim is understood as by itself, whoever made it: "it says on a poster that …"."""
        for found in self.of(claim, context):
            if found.intent in CLAIM and not found.missing and not found.unexplained:
                likely = found.probability * CLAIMED
                yield found._replace(probability=likely, reason=f"{found.reason}; the claim alone")

    def _idle(self, candidate: Candidate) -> bool:
        """Whether a reading can only ask for a name, or decline what a list without topics may well hold."""
        intent = self._pack.intents.get(candidate.intent)
        return bool(candidate.missing or (intent and intent.declines))

    def described(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings by what is written of topics that the clause describes and does not name."""
        told = decided(clause, context, self._pack)
        yield from bounded(clause, tuple(self._entities(clause, context)))
        yield from chain(told, self._picker.described(clause, context), self._sparing.of(clause))

    def inside(self, raw: Clause, clause: Clause) -> Iterator[Candidate]:
        """What a clause, with its filler or without, means to a form that asks: to stop, to conclude, why it asks."""
        for fit in chain(self._knowhow.rules.fits(raw), self._knowhow.rules.fits(clause)):
            if self._pack.intents[fit.rule.intent].form == "inside":
                yield Candidate(fit.rule.intent, (), 1.0, "context", f"the form is active; rule {fit.pattern!r}")
                return

    def following(self, raw: Clause, clause: Clause, context: Context) -> Iterator[Candidate]:
        """What a whole clause asks of the answer before: "I read something else" is not "something else"."""
        for fit in self._knowhow.rules.fits(raw) if len(raw.words) > len(clause.words) else ():
            said = context.advising if fit.rule.advised else not context.empty or fit.rule.intent == TURNING
            if said and self._pack.intents[fit.rule.intent].follow_up and fit.rule.rank > SURE_RANK:
                found = Candidate(fit.rule.intent, (), FOLLOWING, "rule", f"rule {fit.pattern!r}")
                yield lacking(found, self._pack)
                return

    def cued(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """The advice that a clause has cues for, where it tells a need: "a ten second jingle"."""
        yield from self._needing.of(clause, context, tuple(self._entities(clause, context)))

    def sociable(self, raw: Clause, clause: Clause) -> Iterator[Candidate]:
        """The curated answer that a whole clause is sure to want, filler and all: "thank you, very clear"."""
        if len(clause.words) < len(raw.words) <= SOCIAL:
            fits = (fit for fit in self._knowhow.rules.fits(raw) if fit.rule.like)
            yield from (found for fit in fits if (found := self._alike(fit, ())))

    def social(self, clause: Clause) -> Candidate | None:
        """Small talk that a clause is word for word."""
        label = self._knowhow.exact.get(entry_sample(clause, self._pack).words, "")
        card = self._knowhow.cards.get(label)
        return self._entry(Scored(label, 1.0), (), "exact", 1.0) if card and card.small_talk else None

    def _alike(self, fit: Fit, entities: tuple[Entity, ...]) -> Candidate | None:
        """The curated answer a rule means, if the pack has it."""
        label = self._knowhow.likes.get(fit.rule.like)
        found = self._entry(Scored(label, SURE), entities, "rule", SURE) if label else None
        return found and found._replace(reason=f"rule {fit.pattern!r}")

    def _ruled(self, scales: Scales, entities: tuple[Entity, ...], context: Context) -> _Proposed:
        """The best keyword rule that fits; a specific one is conclusive."""
        clause, intents = scales.clause, self._pack.intents
        for fit in self._knowhow.rules.fits(clause):
            rule = fit.rule
            outside = counts(rule, context) and intents[rule.intent].form != "inside"
            if outside and (not rule.like or self._alike(fit, ()) is not None):
                break
        else:
            return
        if context.empty and fit.rule.intent == "doubt":
            return  # Nothing was said yet that could be doubted.
        if fit.rule.weak and fit.rule.intent == "advise" and self._knowhow.cues.hopeless(clause):
            return  # "What are the risks of using AI?" asks for no advice.
        if (alike := self._alike(fit, entities)) is not None:
            yield alike, True
            return
        about = tuple(implied(fit.rule, self._pack))
        if fit.rule.answer:
            found = self._entry(Scored(fit.rule.answer, SURE), entities, "rule", SURE)
            found = found._replace(reason=f"rule {fit.pattern!r}")
        else:
            likely = FOLLOWING if fit.rule.advised else SURE  # "Any danger with the jingle?" needs no jingle.
            found = Candidate(fit.rule.intent, (*about, *entities), likely, "rule", f"rule {fit.pattern!r}")
        open_ended = "*" in fit.pattern and fit.rule.rank < SURE_RANK
        if fit.rule.weak:
            found = found._replace(probability=max(WEAK, self._pack.card.accept))
        elif open_ended or any(not mention.refs for mention in clause.mentions):
            found = scales.weigh(found, fit.rule.answer or fit.rule.intent)
        yield lacking(found, self._pack), found.probability >= SURE and fit.rule.rank >= SPECIFIC

    def _exactly(self, scales: Scales, entities: tuple[Entity, ...], context: Context) -> _Proposed:
        """The curated question that is this one, word for word."""
        label = self._knowhow.exact.get(entry_sample(scales.clause, self._pack).words)
        if label is not None:
            found = self._entry(Scored(label, 1.0), entities, "exact", 1.0)
            if found.intent == "small_talk":
                found = self._less_personal(found, scales.clause, context)
            yield found, found.probability >= CONCLUSIVE

    def _typed(self, scales: Scales, entities: tuple[Entity, ...], context: Context) -> _Proposed:
        """Question types whose examples are like it."""
        tool = sought(scales.clause, self._pack.wide)
        for scored in self._types(typed_sample(scales.clause)):
            p = probability(scored.score)
            if p < HOPELESS:
                continue
            if tool and scored.label not in SEEKING and not self._pack.intents[scored.label].declines:
                continue  # "AI to type them up": nothing is asked of AI itself.
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

    def _like_entries(self, scales: Scales, entities: tuple[Entity, ...], context: Context) -> _Proposed:
        """Curated answers whose questions are like it."""
        denies = "not" in [mention.role for mention in scales.clause.mentions]
        chosen = "among" in [entity.entity for entity in entities]
        for scored in self._knowhow.entries.best(entry_sample(scales.clause, self._pack)):
            p = probability(scored.score)
            if p < HOPELESS:
                continue
            if denies and scored.label.startswith("topic/") and not _NEGATION.search(scored.closest):
                p *= DENIED
            if chosen and not among(scored.closest, ANY_LIST, self._pack):
                p *= BEYOND
            if p > ASKED and scored.label.startswith("advice/") and self._needing.idle(scales.clause):
                p = ASKED
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
        if not _PERSONAL.isdisjoint(clause.texts):
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
        if shown := among(clause.text, context, self._pack):
            yield Entity("among", shown, extractor="context")
