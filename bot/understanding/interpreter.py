"""The interpreter: takes a message through every step of understanding."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from bot.understanding.clause import Clause, asks, slot_name, split
from bot.understanding.context import POINTING, Context, continued, ordinal, picked, resolve
from bot.understanding.judge import Judge
from bot.understanding.knowhow import Knowhow
from bot.understanding.linking import link
from bot.understanding.needs import lacking
from bot.understanding.payloads import chosen, is_payload
from bot.understanding.readings import Readings
from bot.understanding.refusal import insisted
from bot.understanding.rules import SURE
from bot.understanding.settling import Settler
from bot.understanding.text import Text, Word, normalise, squash
from bot.understanding.tongue import tongue
from bot.understanding.understanding import Candidate, Entity, Interpretation, Understanding
from bot.understanding.weighing import LIKELIEST, Weights

POINTED = 0.97
"""What a reading keeps of its probability where a word was taken to point at the topic in focus."""


class Interpreter:
    """Understands messages in the terms of one pack; holds no state of any conversation."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._knowhow, self._pack = knowhow, knowhow.pack
        weights = Weights(knowhow)
        self._judge, self._readings = Judge(weights), Readings(knowhow, weights)
        self._settler = Settler(knowhow, self._judge, self._readings, self._interpret)

    @property
    def names(self) -> Container[str]:
        """Every name of the pack, in lower-case letters and digits without blanks."""
        return self._knowhow.lexicon.refs

    @property
    def examples(self) -> int:
        """How many example sentences it learned from."""
        return self._knowhow.typed.size + self._knowhow.entries.size

    def knows(self, word: str) -> bool:
        """Whether a word is left as it is: the pack's own, or ordinary English."""
        return self._knowhow.speller.knows(word)

    def warm(self) -> None:
        """Prepare what else the first messages would wait for; any thread may do it while others are answered."""
        self._knowhow.speller.warm()
        if self._knowhow.vectors is not None:
            self._knowhow.vectors.learn(self._knowhow.speller.known)
        self._knowhow.synonyms.warm()

    def understand(self, message: str, context: Context) -> Understanding:
        """What a message means here and now; for any message whatever, never an exception."""
        picks = message if is_payload(message) else picked(message, context)
        if picks is not None and is_payload(picks):
            return Understanding(message, (chosen(message, picks, self._pack),))
        text = normalise(picks or message, self._pack.words)
        if refused := insisted(text, context):
            again = replace(context, repaired=(), insisted=(*context.insisted, *refused))
            return replace(self.understand(context.heard, again), text=message, insisted=refused)
        if spoken := tongue([word.text for word in text.words], self._pack.words):
            return Understanding(message, (self._foreign(message, text, spoken),))
        words, repairs = self._repair(text.words, context.insisted)
        mentions = link(words, self._knowhow.lexicon, self._pack.words, context.insisted)
        heard = tuple(self._each(split(words, mentions, text.closing), context))
        whole = Clause(words, mentions, text.question)
        settled = self._settler.settle(heard, whole, text, context)
        return Understanding(message, settled, repairs, trace={"accept": self._pack.card.accept})

    def _foreign(self, message: str, text: Text, spoken: str) -> Interpretation:
        """A message in another language, with the names in it."""
        named = link(text.words, self._knowhow.lexicon, self._pack.words)
        entities = [Entity(slot_name(m), m.ref.value) for m in named if m.refs and m.ref.entity == "topic"]
        reason = f"it is {spoken}"
        candidate = Candidate("foreign", (Entity("tongue", spoken), *entities), 1.0, "language", reason)
        return Interpretation(message.strip(), "accepted", candidate, (), reason)

    def _repair(
        self, words: Sequence[Word], insisted: Sequence[str]
    ) -> tuple[tuple[Word, ...], tuple[tuple[str, str], ...]]:
        """The words with spelling repaired, but for those insisted on, and what was repaired."""
        fixed: list[Word] = []
        repairs: list[tuple[str, str]] = []
        for place, word in enumerate(words):
            following = words[place + 1].text if place + 1 < len(words) else ""
            parts = self._mended(word.text, fixed[-1].text if fixed else "", following)
            if parts == (word.text,) or word.text in insisted:
                fixed.append(word)
                continue
            repairs.append((word.text, " ".join(parts)))
            fixed += [word._replace(text=part, mark=word.mark if i == 0 else "") for i, part in enumerate(parts)]
        return tuple(fixed), tuple(repairs)

    def _mended(self, word: str, before: str, following: str) -> tuple[str, ...]:
        """What a word stands for; of several corrections the one that makes a name with the word beside it."""
        if self.knows(word):
            return (word,)
        choices, names = self._knowhow.speller.repair(word), self._knowhow.lexicon
        if squash(word + following) in names.refs:
            return (word,)
        if choices == ((word,),):
            return (self._knowhow.speller.completing(word, squash(before)),)
        for choice in choices if len(choices) > 1 else ():
            text = squash("".join(choice))
            if (following and text + squash(following) in names.heads) or squash(before) + text in names.refs:
                return choice
        return choices[0]

    def _each(self, clauses: Sequence[Clause], context: Context) -> Iterator[Interpretation]:
        """Each clause, with the topic that an earlier clause of the same message named in focus."""
        unknown = False
        for clause in clauses:
            pointing = any(word.text in POINTING for word in clause.words)
            if unknown and pointing and not clause.of("topic", "medium"):
                # "Is there a GPT-9 and who made it?": it is unknown too.
                yield Interpretation(clause.text, "declined", None, (), "it points at what is not known")
                continue
            heard = self._interpret(clause, context)
            yield heard
            unknown = any(not mention.refs for mention in clause.mentions) or (
                heard.outcome == "declined" and (asks(clause) or not clause.of("topic", "medium"))
            )
            named = [mention.ref.value for mention in clause.of("topic") if mention.refs]
            if named:
                context = replace(context, focus=named[0])
            told = [Entity(slot_name(m), m.ref.value, extractor="context") for m in clause.mentions if m.refs]
            told = [entity for entity in told if entity.entity in ("task", "medium")]
            context = replace(context, circumstances=(*context.circumstances, *told))

    def _interpret(self, clause: Clause, context: Context) -> Interpretation:
        raw, clause = clause, self._knowhow.stripper.strip(clause)
        clause = ordinal(clause, context) or clause
        goes_on = continued(raw, clause, context, self._pack, self._knowhow.slots)
        going_on = [lacking(candidate, self._pack) for candidate in goes_on]
        pointed = list(self._pointed(clause, context))
        settled = any(c.probability > SURE for c in going_on if not c.missing)
        settled |= any(c.probability > POINTED * LIKELIEST for c in pointed if not c.missing)
        candidates = [*self._readings.of(clause, context, settled=settled), *going_on, *pointed]
        if not context.empty:
            candidates += self._readings.completed(candidates, clause, context)
        if context.circumstances:
            candidates += self._readings.circumstanced(candidates, context)
        heard = self._judge.dispose(clause.text, candidates)
        named = tuple(dict.fromkeys(mention.ref.value for mention in raw.of("topic") if mention.refs))
        return replace(heard, named=named, suggestions=self._suggestions(clause))

    def _pointed(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings of a clause in which "it" or "that one" stands for the topic in focus."""
        resolved = None if context.empty else resolve(clause, context, self._pack.kind_of(context.focus))
        if resolved is None:
            return
        reason = f"{' '.join(resolved.words)} = {context.focus}"
        for c in self._readings.of(resolved.clause, context):
            likely = c.probability * POINTED
            yield replace(c, proposer="context", reason=f"{c.reason}; {reason}", probability=likely)

    def _suggestions(self, clause: Clause) -> tuple[str, ...]:
        speller, found = self._knowhow.speller, []
        for word in clause.words:
            if 2 < len(word.text) < 5 and not speller.knows(word.text):
                found += [ref.value for key in speller.near(word.text)[:2] for ref in self._knowhow.lexicon.refs[key]]
        return tuple(dict.fromkeys(found))[:3]
