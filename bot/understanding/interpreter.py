"""The interpreter: takes a message through every step of understanding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.understanding.classifier import Scored, entry_sample, probability, typed_sample
from bot.understanding.clause import Clause, segments, slot_name, split
from bot.understanding.context import POINTING, Context, continued, ordinal, picked, resolve
from bot.understanding.judge import Judge
from bot.understanding.knowhow import Knowhow
from bot.understanding.linking import Mention, link
from bot.understanding.rules import SURE
from bot.understanding.text import Text, Word, normalise, squash
from bot.understanding.understanding import Candidate, Entity, Interpretation, Understanding

_PAYLOAD = re.compile(r"^/(?P<intent>[a-z_]+)(?:/(?P<entry>[a-z0-9_]+))?\s*(?P<entities>\{.*\})?$", re.DOTALL)


HOPELESS = 0.06
"""A probability not worth weighing."""
SPECIFIC = 50
"""Rank from which a rule that fits needs no second opinion."""
BEYOND = "beyond"
"""The intent of what is asked of topics and no pack says."""
STORY = 14
"""Words from which a message is cut at conjunctions as well."""
RAMBLING = 7
"""Words from which a message is searched for a hidden question."""


class Interpreter:
    """Understands messages in the terms of one pack; holds no state of any conversation."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._knowhow = knowhow
        self._pack = knowhow.pack
        self._judge = Judge(knowhow)

    def understand(self, message: str, context: Context) -> Understanding:
        """What a message means here and now; for any message whatever, never an exception."""
        choice = _payload(message) or picked(message, context)
        if choice is not None and _payload(choice):
            return self._chosen(message, choice)
        text = normalise(choice or message, self._pack.words)
        words, repairs = self._repair(text.words)
        mentions = link(words, self._knowhow.lexicon, self._pack.words)
        clauses = split(words, mentions, text.closing)
        heard = list(self._each(clauses, context))
        whole = Clause(words, mentions, text.question)
        return Understanding(message, self._settle(heard, whole, text, context), repairs)

    def _chosen(self, message: str, payload: str) -> Understanding:
        found = _PAYLOAD.match(payload)
        assert found is not None
        try:
            given = json.loads(found["entities"] or "{}")
        except ValueError:
            given = None
        known = found["intent"] in self._pack.intents or found["intent"] in ("faq", "advise", "small_talk")
        if not isinstance(given, dict) or not known:
            return Understanding(message, (Interpretation(message, "declined", None, (), "no such choice"),))
        entities = tuple(
            Entity(_bare(name), str(value), extractor="payload", role=_role(name))
            for name, values in given.items()
            for value in (values if isinstance(values, list) else [values])
        )
        candidate = self._lacking(Candidate(found["intent"], entities, 1.0, "payload", "a button"))
        outcome = Interpretation(message, "unsure" if candidate.missing else "accepted", candidate, (), "a button")
        return Understanding(message, (outcome,))

    def _repair(self, words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[tuple[str, str], ...]]:
        """The words with spelling repaired, and what was repaired."""
        speller, fixed, repairs = self._knowhow.speller, [], []
        for place, word in enumerate(words):
            parts = speller.repair(word.text)
            if parts != (word.text,):
                near = squash(word.text + words[place + 1].text) if place + 1 < len(words) else ""
                if near in self._knowhow.lexicon.refs:
                    parts = (word.text,)
                else:
                    repairs.append((word.text, " ".join(parts)))
            fixed += [replace(word, text=part, mark=word.mark if i == 0 else "") for i, part in enumerate(parts)]
        return tuple(fixed), tuple(repairs)

    def _each(self, clauses: Sequence[Clause], context: Context) -> Iterator[Interpretation]:
        """Each clause, with the topic that an earlier clause of the same message named in focus."""
        for clause in clauses:
            if any(not mention.refs for mention in clause.mentions):
                context = Context()  # "Is there a GPT-9 and who made it?": it is unknown too.
            yield self._interpret(clause, context)
            named = [mention.ref.value for mention in clause.of("topic") if mention.refs]
            if named:
                context = replace(context, focus=named[0])

    def _interpret(self, clause: Clause, context: Context) -> Interpretation:
        raw, clause = clause, self._knowhow.stripper.strip(clause)
        clause = ordinal(clause, context) or clause
        candidates = list(self._readings(clause, context))
        candidates += [self._lacking(c) for c in continued(raw, clause, context, self._pack, self._knowhow.slots)]
        best = max((c.probability for c in candidates if not c.missing), default=0.0)
        if not context.empty and (best < 0.9 or any(word.text in POINTING for word in clause.words)):
            kind = self._pack.kind_of(context.focus)
            resolved = resolve(clause, context, kind)
            if resolved is not None:
                reason = f"{' '.join(resolved.words)} = {context.focus}"
                candidates += [
                    replace(c, proposer="context", reason=f"{c.reason}; {reason}", probability=c.probability * 0.97)
                    for c in self._readings(resolved.clause, context)
                ]
            candidates += self._completed(candidates, clause, context)
        heard = self._judge.dispose(clause.text, candidates)
        named = tuple(dict.fromkeys(mention.ref.value for mention in raw.of("topic") if mention.refs))
        return replace(heard, named=named, suggestions=self._suggestions(clause))

    def _readings(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """What rules and both lanes make of a clause, each weighed."""
        entities = tuple(self._entities(clause, context))
        fit = next(self._knowhow.rules.fits(clause), None)
        if fit is not None:
            about = (Entity("topic", fit.rule.about, extractor="rule"),) if fit.rule.about else ()
            reason = f"rule {fit.pattern!r}"
            found = Candidate(fit.rule.intent, (*about, *entities), SURE, "rule", reason)
            if "*" in fit.pattern or any(not mention.refs for mention in clause.mentions):
                found = self._judge.weigh(found, clause, fit.rule.intent)
            found = self._lacking(found)
            yield found
            if found.probability >= SURE and not found.missing and fit.rule.rank >= SPECIFIC:
                return
        for scored in self._knowhow.typed.best(typed_sample(clause)):
            if probability(scored.score) < HOPELESS:
                continue
            reason = f"like examples of {scored.label}"
            found = Candidate(scored.label, entities, probability(scored.score), "typed", reason)
            yield self._lacking(self._judge.weigh(found, clause, scored.label))
        sample = entry_sample(clause, self._pack)
        label = self._knowhow.exact.get(sample.words)
        if label is not None:
            yield self._less_personal(self._entry(Scored(label, 1.0), entities, "exact", 1.0), clause, context)
        for scored in self._knowhow.entries.best(sample):
            if probability(scored.score) < HOPELESS:
                continue
            found = self._entry(scored, entities, "entry", probability(scored.score))
            found = self._judge.weigh(found, clause, scored.label)
            yield self._less_personal(found, clause, context)

    def _less_personal(self, candidate: Candidate, clause: Clause, context: Context) -> Candidate:
        """With a topic in focus, "who made it?" is about that topic unless the bot is spoken to."""
        if not context.focus or candidate.intent not in ("small_talk", "faq"):
            return candidate
        if any(word.text in _PERSONAL for word in clause.words):
            return candidate
        return replace(candidate, probability=candidate.probability * 0.75)

    def _entry(self, scored: Scored, entities: tuple[Entity, ...], proposer: str, p: float) -> Candidate:
        """A curated answer as a candidate, in terms of intent and entities."""
        prefix, _, identifier = scored.label.partition("/")
        reason = f"like questions of {scored.label}"
        if prefix == "topic":
            topic, _, facet = identifier.partition(".")
            intent = next((i.intent for i in self._pack.intents.values() if i.facet == facet), "define")
            return Candidate(intent, (Entity("topic", topic, extractor="example"),), p, proposer, reason)
        if prefix == "compare":
            sides = tuple(Entity("topic", side, extractor="example") for side in self._pack.comparisons[identifier].sides)
            aspects = tuple(entity for entity in entities if entity.entity == "aspect")
            return Candidate("compare", (*sides, *aspects), p, proposer, reason, scored.label)
        card = self._knowhow.cards[scored.label]
        intent = "advise" if prefix == "advice" else "small_talk" if card.small_talk else "faq"
        entry = Entity("entry", identifier, extractor="example")
        return Candidate(intent, (entry, *entities), p, proposer, reason, scored.label)

    def _entities(self, clause: Clause, context: Context) -> Iterator[Entity]:
        for mention in clause.mentions:
            ref, first, last = mention.ref, clause.words[mention.first], clause.words[mention.end - 1]
            extractor = "context" if _pointed(mention) else "lexicon"
            entity = slot_name(mention) if mention.refs else "unknown"
            value = ref.value if mention.refs else mention.surface
            confidence = 1.0 / max(1, len(mention.refs))
            yield Entity(entity, value, first.start, last.end, mention.role, extractor, confidence)
        if context.listed and _OF_THEM.search(f" {clause.text} "):
            yield Entity("among", "listed", extractor="context")

    def _lacking(self, candidate: Candidate) -> Candidate:
        """The candidate with the slots it needs and lacks."""
        intent = self._pack.intents.get(candidate.intent)
        if intent is None or candidate.entry:
            return candidate
        missing = _unmet(intent.needs, candidate.entities)
        return replace(candidate, missing=tuple(missing)) if missing else candidate

    def _completed(self, candidates: Sequence[Candidate], clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings that lack only a topic, completed by the one in focus."""
        if not context.focus or len(clause.words) > 9:
            return
        for candidate in candidates:
            if candidate.missing == ("topic",) and not any(e.entity == "unknown" for e in candidate.entities):
                focus = Entity("topic", context.focus, extractor="context")
                completed = replace(
                    candidate,
                    entities=(focus, *candidate.entities),
                    missing=(),
                    probability=candidate.probability * 0.93,
                    proposer="context",
                    reason=f"{candidate.reason}; topic in focus = {context.focus}",
                )
                yield self._lacking(completed)

    def _suggestions(self, clause: Clause) -> tuple[str, ...]:
        speller, found = self._knowhow.speller, []
        for word in clause.words:
            if 2 < len(word.text) < 5 and not speller.knows(word.text):
                found += [ref.value for key in speller.near(word.text)[:2] for ref in self._knowhow.lexicon.refs[key]]
        return tuple(dict.fromkeys(found))[:3]

    def _settle(
        self, heard: list[Interpretation], whole: Clause, text: Text, context: Context
    ) -> tuple[Interpretation, ...]:
        """Which clauses are answered: those of the subject, else small talk, else what the whole message is like."""
        accepted = [i for i in heard if i.outcome == "accepted"]
        subject = [i for i in accepted if i.chosen and not self._sociable(i.chosen)]
        if len(heard) > 1:
            # "Are LLMs bad at X? Why?": what speaks of an answer not yet given belongs to the question before it.
            subject = [i for i in subject if not self._follows(i)] or subject
            together = self._whole(whole, text, context, subject)
            if together is not None:
                return (together,)
        if subject:
            return tuple(subject[:3])
        if len(whole.words) > RAMBLING and not self._asks_beyond(heard) and (hidden := self._hidden(whole, context)):
            return (hidden,)
        return (self._leftover(heard, accepted, text),)

    def _whole(
        self, whole: Clause, text: Text, context: Context, subject: Sequence[Interpretation]
    ) -> Interpretation | None:
        """The message as one: a story whose sentences mean something only together."""
        clause = self._knowhow.stripper.strip(whole)
        together = self._judge.dispose(text.original.strip(), self._readings(clause, context))
        chosen = together.chosen
        if together.outcome != "accepted" or chosen is None or not chosen.entry or self._sociable(chosen):
            return None
        best = max((i.chosen.probability for i in subject if i.chosen), default=0.0)
        return together if chosen.probability > best else None

    def _hidden(self, whole: Clause, context: Context) -> Interpretation | None:
        """The question in a rambling message: the likeliest of its segments, if the message is of our field at all."""
        if not whole.of("topic", "medium"):
            return None
        story = len(whole.words) > STORY
        heard = [self._interpret(segment, context) for segment in segments(whole, joints=story)]
        found = [
            i
            for i in heard
            if i.outcome == "accepted" and i.chosen and not self._sociable(i.chosen) and not self._follows(i)
            and i.chosen.proposer != "context"
            and (story or (i.chosen.probability > 0.9 and i.chosen.intent != "bare" and not i.chosen.unexplained))
        ]
        if any(i.chosen and i.chosen.intent == BEYOND for i in heard):
            return None
        return max(found, key=_telling, default=None)

    def _asks_beyond(self, heard: Sequence[Interpretation]) -> bool:
        """Whether a clause was understood as asking what no pack says."""
        return any(i.chosen is not None and i.chosen.intent == BEYOND and i.outcome == "accepted" for i in heard)

    def _leftover(
        self, heard: Sequence[Interpretation], accepted: Sequence[Interpretation], text: Text
    ) -> Interpretation:
        """What remains of a message without a question of our field: small talk, a doubt, a decline."""
        if accepted and all(i.outcome == "accepted" or self._empty(i) for i in heard):
            return accepted[-1]
        unsure = [i for i in heard if i.outcome == "unsure"]
        declined = [i for i in heard if i.outcome == "declined"]
        if unsure:
            return unsure[0]
        if accepted and len(accepted) >= len(declined):
            return accepted[-1]
        return declined[-1] if declined else Interpretation(text.original, "declined", None, (), "no words")

    def _follows(self, interpretation: Interpretation) -> bool:
        intent = self._pack.intents.get(interpretation.chosen.intent) if interpretation.chosen else None
        return bool(intent and intent.follow_up)

    def _sociable(self, candidate: Candidate) -> bool:
        intent = self._pack.intents.get(candidate.intent)
        return candidate.intent == "small_talk" or bool(intent and intent.small_talk)

    def _empty(self, interpretation: Interpretation) -> bool:
        return all(word in self._pack.words.stopwords for word in interpretation.text.split())


_PERSONAL = frozenset("you your yourself i me my we us our thanks thank hello hi hey bye goodbye okay".split())
_OF_THEM = re.compile(
    r" (?:of|among|from|in) (?:each of )?(?:them|these|those|both|the two|the three|this list|that list|the list|your list) "
)


def _telling(heard: Interpretation) -> tuple[bool, bool, float]:
    """How telling a segment is: a described situation before a question, a question before a bare name."""
    chosen = heard.chosen
    return (bool(chosen and chosen.entry), bool(chosen and chosen.intent != "bare"), chosen.probability if chosen else 0.0)


def _pointed(mention: Mention) -> bool:
    return mention.surface in ("it", "its", "they", "them", "their", "this", "that", "these", "those")


def _payload(message: str) -> str | None:
    stripped = message.strip()
    return stripped if stripped.startswith("/") and _PAYLOAD.match(stripped) else None


def _unmet(needs: Sequence[str], entities: Sequence[Entity]) -> list[str]:
    """The needs that entities do not fill: `topic`, `topic topic` (two), `task|medium` (either); each fills one."""
    left, missing = list(entities), []
    wanted = sorted((part for need in needs for part in need.split()), key=lambda part: part == "topic")
    for part in wanted:
        options = part.split("|")
        direct = [e for e in left if e.entity in options]
        fitting = direct or [e for e in left if _generic(e.entity) in options]
        if not fitting and "topic" in options:
            fitting = [e for e in left if e.entity == "among"]
        if fitting:
            left.remove(fitting[0])
        else:
            missing.append(part)
    return missing


def _generic(entity: str) -> str:
    return "topic" if entity in ("task", "organisation", "person", "criterion") else entity


def _bare(name: str) -> str:
    return name.partition("!")[0]


def _role(name: str) -> str:
    return name.partition("!")[2]
