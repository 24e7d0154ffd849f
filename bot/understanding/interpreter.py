"""The interpreter: takes a message through every step of understanding."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from bot.understanding.asides import without_asides
from bot.understanding.clause import Clause, asks, slot_name, split
from bot.understanding.context import Context, subject
from bot.understanding.cutting import named_once
from bot.understanding.following.causing import caused
from bot.understanding.following.completing import Completing
from bot.understanding.following.converse import converse
from bot.understanding.following.counted import Counted
from bot.understanding.following.dropping import dropped
from bot.understanding.following.ellipsis import continued
from bot.understanding.following.placing import placed
from bot.understanding.following.pointing import PAIRED, POINTING, ordinal, pair, resolve, together
from bot.understanding.following.recalling import Recalling
from bot.understanding.following.refusal import insisted
from bot.understanding.halving import HALVES, Halves
from bot.understanding.informing import Informing
from bot.understanding.introducing import introduced
from bot.understanding.judge import Judge
from bot.understanding.keywords.courtesy import courtesies
from bot.understanding.keywords.rules import SURE
from bot.understanding.keywords.telling import introductions
from bot.understanding.keywords.voice import Voice
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.affirming import affirmed
from bot.understanding.language.linking import link
from bot.understanding.language.returning import fronted, fronts
from bot.understanding.language.text import Text, Word, normalise
from bot.understanding.language.tongue import tongue
from bot.understanding.meanings import Meanings
from bot.understanding.mending import Mender
from bot.understanding.naming import Naming, naming
from bot.understanding.needs import lacking
from bot.understanding.payloads import chosen, is_payload, picked
from bot.understanding.readings import Readings
from bot.understanding.settling import Settler
from bot.understanding.sifting import ADVISING, FIRM, POINTED, advising, again, kept, without
from bot.understanding.understanding import Candidate, Entity, Interpretation, Understanding, taken
from bot.understanding.wanting import Wanting
from bot.understanding.weighing import LIKELIEST, Weights

GUEST = "talk_to_eliza"
"""The intent by which ELIZA takes over, and all messages while she is there."""
_HERS = Candidate(GUEST, (), 1.0, "context", "ELIZA has the word")
LIKELY = 0.5
"""Probability from which two topics are meant rather than one of them."""
SHORT = 7
"""Words of a clause that may only make sense behind the question before it."""
GOING_ON = tuple("and|but|for |with |in |or |what about|how about|what if|who|why|where|is it|does it".split("|"))


class Interpreter:
    """Understands messages in the terms of one pack; holds no state of any conversation."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._knowhow, self._pack = knowhow, knowhow.pack
        self._trace, self._weights = {"accept": knowhow.pack.card.accept}, Weights(knowhow)
        self._judge, self._readings = Judge(self._weights), Readings(knowhow, self._weights)
        self._mender, self._recalling, self._naming = Mender(knowhow), Recalling(knowhow.pack), Naming(knowhow)
        self._wanting, self._completing = Wanting(knowhow, self._readings), Completing(knowhow.pack)
        self._halves, self._counted = Halves(knowhow.pack), Counted(knowhow.pack, knowhow.lexicon)
        self._informing = Informing(knowhow.telling, knowhow.pack)
        self._settler = Settler(knowhow, self._judge, self._readings, self._interpret)
        self._voice = Voice(knowhow.pack, knowhow.lexicon, knowhow.stripper, knowhow.keywords, self._anew)
        self.understand = Meanings(self._anew).understand
        """What a message means in a context; for any message whatever, never an exception."""

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
        self._knowhow.warm()
        self._naming.warm()
        self._weights.warm()
        self._readings.warm()

    def _anew(
        self, message: str, context: Context, hops: int = 0, slips: Mapping[str, str] = MappingProxyType({})
    ) -> Understanding:
        """The same, found out; `hops` is how often the script rewrote it, `slips` are words to be read as others."""
        heard = partial(self._understood, context=context, hops=hops, slips=slips)
        whole = context.guest or is_payload(message)
        return (None if whole else without_asides(message, self._pack.words, heard)) or heard(message)

    def _understood(self, message: str, context: Context, hops: int, slips: Mapping[str, str]) -> Understanding:
        picks = message if is_payload(message) else picked(message, context)
        if picks is not None and is_payload(picks):
            return Understanding(message, (chosen(message, picks, self._pack),))
        if context.guest and GUEST in self._pack.intents:
            return Understanding(picks or message, (taken(picks or message, _HERS),))
        text = normalise(picks or message, self._pack.words)
        if refused := insisted(text, context):
            anew = context._replace(repaired=(), insisted=(*context.insisted, *refused))
            return replace(self._anew(context.heard, anew), text=message, insisted=refused)
        if spoken := tongue([word.text for word in text.words], self._pack.words):
            return Understanding(message, (self._foreign(message, text, spoken),))
        words, repairs = self._mender.mend(text.words, context.insisted, slips)
        words, manner, alone = self._knowhow.manners.of(affirmed(self._knowhow.interjections.out_of(words)))
        if alone in self._pack.intents:
            wish = Candidate(alone, (), SURE, "rule", "it says only how an answer is wanted")
            return Understanding(message, (taken(str(text), wish),), repairs, manner=manner)
        whole, parts = self._parts(words, text, context)
        clauses = tuple([c for c in parts if not self._knowhow.stripper.idle(c)] if len(parts) > 1 else parts) or parts
        heard = tuple(self._each(clauses, context))
        if not slips and (meant := self._mender.slips(heard, repairs)):
            mended = self._understood(message, context, hops, meant)
            if all(one.outcome != "declined" for one in mended.interpretations):
                return mended
        settled = self._wanting.several(self._settler.settle(heard, whole, text, context), whole, context)
        settled = tuple([self._informing.begun(one, whole) for one in settled])
        told = self._informing.told(clauses, context, settled)
        settled = self._voice.over(settled, clauses, message, context, hops, told=bool(told))
        settled = self._knowhow.bidding.over(tuple(self._courteous(settled, parts) or settled), words)
        meaning = Understanding(message, settled, repairs, (), told, introductions(message, parts), manner, self._trace)
        return self._conditioned(meaning, words, context, hops, slips)

    def _conditioned(
        self, heard: Understanding, words: Sequence[Word], context: Context, hops: int, slips: Mapping[str, str]
    ) -> Understanding:
        """With the conditions that words put on the advice, or that are put on advice given before."""
        again = partial(self._anew, context=context, hops=hops, slips=slips)
        return self._knowhow.conditions.over(heard, words, context, again)

    def _parts(self, words: Sequence[Word], text: Text, context: Context) -> tuple[Clause, tuple[Clause, ...]]:
        """A message as one clause, and cut into its clauses; of one that brings a name up only what that name is."""
        mentions = link(words, self._knowhow.lexicon, self._pack.words, context.insisted)
        if not HALVES.isdisjoint([word.text for word in words]):
            mentions = self._halves.completed(words, mentions, context)
        whole = Clause(tuple(words), mentions, text.question)
        brought_up = introduced(whole, self._knowhow.lexicon)
        if brought_up is None and not mentions and self._knowhow.rules.turning(whole):
            return whole, (whole,)
        return (brought_up, (brought_up,)) if brought_up else (whole, split(words, mentions, text.closing))

    def _courteous(self, settled: Sequence[Interpretation], clauses: Sequence[Clause]) -> Sequence[Interpretation]:
        """Where nothing is asked and nothing understood: what courtesy leads it in, "good morning, …"."""
        if not all(map(self._voice.lost, settled)) or any(asks(self._knowhow.stripper.strip(c)) for c in clauses):
            return ()
        said = ((lead.text, self._readings.social(lead)) for lead in courtesies(clauses, self._knowhow.stripper))
        return [taken(text, candidate) for text, candidate in said if candidate][:1]

    def _foreign(self, message: str, text: Text, spoken: str) -> Interpretation:
        """A message in another language, with the names in it; courtesy in it is courtesy: "obrigada!"."""
        if (social := self._readings.social(Clause(text.words, ()))) is not None:
            return taken(str(text), social)
        named = link(text.words, self._knowhow.lexicon, self._pack.words)
        entities = [Entity(slot_name(m), m.ref.value) for m in named if m.refs and m.ref.entity == "topic"]
        reason = f"it is {spoken}"
        candidate = Candidate("foreign", (Entity("tongue", spoken), *entities), 1.0, "language", reason)
        return Interpretation(message.strip(), "accepted", candidate, (), reason)

    def _each(self, clauses: Sequence[Clause], context: Context) -> Iterator[Interpretation]:
        """Each clause, with the topic that an earlier clause of the same message named in focus."""
        unknown = False
        for behind, clause in enumerate(clauses, 1 - len(clauses)):
            named = clause.of("topic", "medium", "kind") or (context.told and naming(clause))
            if unknown and not named and not POINTING.isdisjoint(clause.texts):
                # "Is there a GPT-9 and who made it?": it is unknown too.
                yield Interpretation(clause.text, "declined", None, (), "it points at what is not known")
                continue
            heard = self._interpret(clause, context)
            yield heard
            if behind == 0:
                return
            unknown = any(not mention.refs for mention in clause.mentions) or (
                heard.outcome == "declined" and (asks(clause) or not clause.of("topic", "medium"))
            )
            context = self._after(clause, heard, context)

    def _after(self, clause: Clause, heard: Interpretation, context: Context) -> Context:
        """The context in which the clause behind one is heard."""
        named = [mention.ref.value for mention in clause.of("topic") if mention.refs]
        if heard.outcome == "accepted" and heard.chosen and (not named or fronts(clause.words)):
            described = fronts(clause.words) or heard.chosen.intent in ("bare", "define", "term")
            named = [e.value for e in heard.chosen.entities if e.entity in ("topic", "term") and described] or named
        elif heard.outcome == "accepted" and heard.chosen:  # "A report against translation": the report is meant.
            named = [e.value for e in heard.chosen.entities if e.entity == "topic" and e.extractor == "rule"] or named
        told = [Entity(slot_name(m), m.ref.value, extractor="context") for m in clause.mentions if m.refs]
        told = [entity for entity in told if entity.entity in ("task", "medium")]
        said = () if asks(clause._replace(question=False)) else (clause.text,)
        return context._replace(
            focus=subject(named, self._pack) if named else context.focus,
            circumstances=(*context.circumstances, *told),
            told=(*context.told, *said),
        )

    def _interpret(self, clause: Clause, context: Context) -> Interpretation:
        raw, clause = clause, self._knowhow.stripper.strip(named_once(clause, self._pack.words.sets.get("gadget", ())))
        if len(clause.words) < len(raw.words) and (self._knowhow.stripper.idle(clause) or fronted(raw.text.split())):
            clause = raw  # "In one sentence, please": what is filler elsewhere is all that is asked.
        context = self._counted.shown(clause, context)
        clause = placed(clause, context, self._pack) or ordinal(clause, context, self._pack) or clause
        clause = self._recalling.recalled(clause, context) or caused(clause, context, self._pack) or clause
        clause = self._naming.meant(clause, context) or clause
        goes_on = continued(raw, clause, context, self._pack, self._knowhow.slots)
        going_on = [lacking(candidate, self._pack) for candidate in goes_on]
        pointed = [] if context.empty else self._pointing(clause, context)
        settled = bool(going_on or pointed) and (
            _likeliest(going_on) > SURE or _likeliest(pointed) > POINTED * LIKELIEST
        )
        plain = self._readings.of(clause, context, settled=settled)
        candidates = [*without(plain, pointed), *going_on, *pointed]
        candidates += self._readings.sociable(raw, clause)
        if not context.empty:
            candidates += self._completing.completed(candidates, raw, clause, context)
            candidates += dropped(raw, context, self._knowhow.cues, self._pack)
        candidates += self._readings.following(raw, clause, context)
        candidates += self._carried(raw, clause, candidates, context)
        if _likeliest(candidates) < SURE:
            candidates += self._readings.described(clause, context)
        if context.intent in ADVISING:
            candidates = [advising(c) for c in candidates]
            candidates += again(candidates, context)
        candidates += filter(None, [converse(clause, context, self._pack)])
        candidates = self._naming.named(clause, candidates, context)
        if context.circumstances:
            candidates += self._completing.circumstanced(candidates, context)
        if context.form:
            candidates = [*self._readings.inside(raw, clause), *candidates]
        if context.form or context.advised:
            candidates = [*self._informing.informed(raw, candidates, context), *candidates]
        heard = self._judge.dispose(clause.text, kept(candidates, self._pack))
        named = tuple(dict.fromkeys([mention.ref.value for mention in raw.of("topic") if mention.refs]))
        return heard.noted(named, self._mender.suggestions(clause.words))

    def _carried(
        self, raw: Clause, clause: Clause, candidates: Sequence[Candidate], context: Context
    ) -> Iterator[Candidate]:
        """What a short clause that goes on means together with the question before it."""
        if len(clause.words) > SHORT or not context.heard or not raw.text.startswith(GOING_ON):
            return
        if any(c.probability >= FIRM and not c.missing and c.intent != "bare" for c in candidates):
            return
        words = normalise(context.heard, self._pack.words).words
        before = Clause(words, link(words, self._knowhow.lexicon, self._pack.words))
        yield from self._readings.carried(clause, context, self._knowhow.stripper.strip(before))

    def _pointing(self, clause: Clause, context: Context) -> list[Candidate]:
        """Readings of a clause in which a word stands for what was spoken of."""
        paired = list(self._paired(clause, context))
        meant = {candidate.intent for candidate in paired if candidate.probability >= LIKELY}
        return [*paired, *(c for c in self._pointed(clause, context) if c.intent not in meant)]

    def _pointed(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings of a clause in which "it" or "that one" stands for the topic in focus."""
        resolved = resolve(clause, context, self._pack)
        if resolved is None:
            return
        reason = f"{' '.join(resolved.words)} = {resolved.meant}"
        for c in self._readings.of(resolved.clause, context):
            if c.proposer == "cue":
                continue  # Words that want something are the visitor's own.
            likely = c.probability * POINTED
            yield c._replace(proposer="context", reason=f"{c.reason}; {reason}", probability=likely)

    def _paired(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings of a clause in which "both" or "them" stands for two topics, where two make sense."""
        resolved = together(clause, context, self._pack)
        if resolved is None:
            return
        reason = f"{resolved.words[0]} = {' and '.join(pair(context, self._pack))}"
        for c in self._readings.of(resolved.clause, context):
            third = c.intent in ("relate", "compare") and clause.of("topic")  # "How do they relate to RAG?"
            if c.intent in PAIRED and c.proposer in ("rule", "typed") and not c.missing and not third:
                yield c._replace(proposer="context", reason=f"{c.reason}; {reason}")


def _likeliest(candidates: Iterable[Candidate]) -> float:
    """The probability of the likeliest reading that lacks nothing."""
    return max([c.probability for c in candidates if not c.missing], default=0.0)
