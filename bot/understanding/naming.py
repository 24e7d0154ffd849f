"""Names and descriptions: "what is it called when …?", and "the one with two rival networks" in place of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.describing import Descriptions, Fitting
from bot.understanding.following.facing import facing
from bot.understanding.following.recalling import METHODS
from bot.understanding.happening import happened
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import AUXILIARIES, Mention
from bot.understanding.language.nouns import COUNTERPART, Nouns
from bot.understanding.language.text import spoken
from bot.understanding.renaming import renamed
from bot.understanding.understanding import Candidate, Entity
from bot.understanding.ways import way

TERM = "term"
"""The intent that asks for the name of what is described; the entity too, one for each topic that fits."""
GUESS = "guess"
"""The role of a topic that fits none too well, though no other does."""
FEW = 3
"""Telling words from which a question describes by itself what it wants a name for."""
LIKELY, LEADING = 0.55, 0.1
"""Score from which a topic is what is described, and by how much it must lead."""
PLAIN, AHEAD = 0.7, 0.05
"""The same where it fits better."""
POSSIBLE, BEHIND = 0.45, 0.12
"""Score from which topics are offered, and how far behind the best."""
SAID, NAMED, OFFERED = 0.99, 0.95, 0.8
"""Probability of a reading that names one topic, said by what happens or described, and that offers several."""
MEANT, APART = 0.62, 0.07
"""Score and lead from which a description stands for the name of a topic."""
RULED = 0.93
"""Probability of a reading by a rule that leaves nothing to describe."""
TAKEN = 0.36
"""Probability from which another reading leaves nothing to guess."""
WHOLLY = 0.7
"""Share of a description that what is said of a topic must cover where nothing says that one is given."""
ALONE = 0.6
"""Probability of a reading as nothing but a description."""
_TERMS = frozenset("term terms word words expression label terminology name names".split())
_AGAIN = frozenset(["again", "was", "were"])
"""Words of a question for a name that was said before: "how was it called?"."""
_NAMING = frozenset(
    "named called call calls termed again please there what how is are was were it this that these those they such a "
    "an the for of when if has have does do you one we people experts would their its and so then right".split()
)
"""Words of a question for a name that describe nothing."""
_SORTS = frozenset(
    "technical proper correct official grown up grownup adult scientific professional right real exact fancy "
    "specialist short common usual english".split()
)
"""What such a word may be called itself: "the grown-up word"."""
POINTING = frozenset(["it", "this", "that", "these", "those", "such"])
"""Words of a question for a name that point at what was said before."""
POINTED = frozenset(["it", "its", "they", "them", "their"])
"""Words by which a message speaks of what was spoken of before it, which is then not what wants a name."""
_DOING = frozenset("did tried try done said asked typed wrote attempted".split())
_WANTING = frozenset("term terms word words expression name names called named call".split())
_CORRECTING = re.compile(r"(?:no|nope|wrong|actually|nonsense|false|rubbish|but)\b")
_THE = re.compile(r"(?:and |or |what (?:is|was|are|were) )?(?P<told>(?:the|that) (?:\S+ )*\S+)$")


class Naming:
    """Finds the topics that a clause describes instead of naming them."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._knowhow, self._pack, self._descriptions = knowhow, knowhow.pack, Descriptions(knowhow)
        self._stopwords, self._nouns = knowhow.pack.words.stopwords, Nouns(knowhow.pack.card.things)

    def warm(self) -> None:
        """Read what the pack says, which the first question for a name would wait for."""
        self._descriptions.warm()

    def named(self, clause: Clause, candidates: Sequence[Candidate], context: Context) -> list[Candidate]:
        """The candidates, each that asks for a name with the topics that are described; without one it falls away."""
        listing = clause.texts[-1:] == ("names",) and len(clause.texts) < FEW  # "The names", of what there is.
        asking = next((c for c in candidates if c.intent == TERM and c.missing and not listing), None)
        if asking is None:
            return [*candidates, *self._alone(clause, candidates, context)]
        rest = [c for c in candidates if c.intent != TERM]
        fitting = () if any(map(_ruled, rest)) else self._fitting(clause, context)
        if not fitting:
            return rest
        rest = [c for c in rest if c.proposer not in ("typed", "context")]  # "Has this a name?" asks for no examples.
        several = len(fitting) > 1
        sure = several or fitting[0].score >= LIKELY
        entities = tuple(Entity(TERM, f.topic, role="" if sure else GUESS, extractor="description") for f in fitting)
        reason = f"{asking.reason}; described: {', '.join(f'{fit.topic} {fit.score:.2f}' for fit in fitting)}"
        likely = OFFERED if several or not sure else SAID if fitting[0].covered == 1.0 else NAMED
        found = asking._replace(
            entities=entities, missing=(), probability=likely, reason=reason, proposer="description", unexplained=()
        )
        return [*rest, found]

    def _fitting(self, clause: Clause, context: Context) -> tuple[Fitting, ...]:
        """The topic that is described, or those among which it may be; none if nothing is."""
        own = _describing(clause.texts)
        again = not _AGAIN.isdisjoint(clause.texts) or self._met(context)
        if again and METHODS.issuperset(own) and (said := self._defined(clause, context)):
            return (Fitting(said, 1.0, 1.0),)
        pointing = not POINTING.isdisjoint(clause.texts)
        if happens := happened(clause.words, context, self._knowhow, pointing=pointing):
            return (Fitting(happens, 1.0, 1.0),)
        if said_before := renamed(own, clause.texts, context, self._pack, self._descriptions):
            return said_before
        if found := way(own, clause, context, self._pack, self._descriptions):
            return (found._replace(score=LIKELY),)
        telling = sum(word not in self._stopwords for word in own)
        if not context.told and "i" in own and not _DOING.isdisjoint(own) and (done := self._done(context)):
            return done
        if own and not telling and not context.told:
            return ()  # "All three together, what is that called?"
        pointing |= bool(context.told) or not telling
        if telling >= FEW or not pointing:
            return self._among(own, clause, context)
        told = context.told or (context.heard,)
        nearest = self._among((*spoken(told[-1], self._pack.words), *own), clause, context, before=True)
        if len(nearest) == 1 or len(told) == 1:
            return nearest
        return self._among((*spoken(" ".join(told), self._pack.words), *own), clause, context, before=True)

    def _among(
        self, words: Sequence[str], clause: Clause, context: Context, *, before: bool = False
    ) -> tuple[Fitting, ...]:
        """The topics that words describe, some of which may have been said `before`; none that they name."""
        likely = self._told(context) if before and not context.told else ()
        asked = [topic for topic, text in context.trail if text == context.heard]
        fresh = not context.told and context.focus in asked and (len(asked) > 1 or POINTED.isdisjoint(words))
        known = {context.focus if before and not fresh else "", *self._pack.named_in(" ".join(words))}
        head = _headed(clause)
        best = [fit for fit in self._descriptions.best(words, likely, head, 8) if fit.topic not in known]
        if likely and not head and words[0] in AUXILIARIES:  # "Can a voice be copied?", "what do people call that?"
            best = [fit for fit in best if not self._descriptions.proper(self._pack.kind_of(fit.topic))]
        return _chosen(best)

    def _done(self, context: Context) -> tuple[Fitting, ...]:
        """What the visitor did and now wants a name for: "the word for what I just tried"."""
        said = dict.fromkeys((context.heard, *(text for _, text in reversed(context.trail[-2:]))))
        found = (self._descriptions.best(spoken(text, self._pack.words)) for text in said)
        return next((chosen for best in found if len(chosen := _chosen(best)) == 1), ())

    def _alone(self, clause: Clause, candidates: Sequence[Candidate], context: Context) -> Iterator[Candidate]:
        """The topic of a question that is nothing but a description: "and the test of telling man from machine?"."""
        found = _THE.match(clause.text)
        if found is None or any(c.probability >= TAKEN and not c.missing for c in candidates):
            return
        words = tuple(found["told"].split())
        if sum(word not in self._stopwords for word in words) < FEW:
            return
        best = self._descriptions.best(words, self._around(context), _headed(clause))
        lead = best[0].score - best[1].score if len(best) > 1 else 0.0
        if best and best[0].score >= MEANT and lead >= LEADING and best[0].covered >= WHOLLY:
            about = (Entity(TERM, best[0].topic, extractor="description"),)
            yield Candidate(TERM, about, ALONE, "description", f"described: {best[0].topic} {best[0].score:.2f}")

    def _defined(self, clause: Clause, context: Context) -> str:
        """The topic last defined, or what was last recommended: "what was the word again?"."""
        method = not METHODS.isdisjoint(" ".join((*context.told, clause.text)).split())
        for prefix, _, last in (reference.rpartition("/") for reference in reversed(context.answered)):
            topic, _, side = last.partition(".")
            advice = self._pack.advice.get(topic) if prefix == "advice" or side == "caution" else None
            meant = () if advice is None else advice.about if method else (*advice.tools, *advice.about)
            if side == "define" and not prefix:
                meant = (topic,)
            known = [name for name in meant if name in self._pack.topics]
            if known:
                return min(known, key=lambda name: self._pack.kind_of(name) in self._pack.worries)
        return ""

    def _met(self, context: Context) -> bool:
        """Whether what was described last without its name got its definition for an answer."""
        topic, _, side = ("", *context.answered)[-1].partition(".")
        return side == "define" and not context.told and topic not in self._pack.named_in(context.heard)

    def _told(self, context: Context) -> tuple[str, ...]:
        """The topics named in what was answered last: the word that is wanted was most likely said there."""
        return tuple(topic for said in self._answer(context.answered) for topic in self._pack.named_in(said))

    def _answer(self, answered: Sequence[str]) -> Iterator[str]:
        for reference in answered[-1:]:
            prefix, _, identifier = reference.rpartition("/")
            topic, _, side = identifier.partition(".")
            if prefix == "advice" and (advice := self._pack.advice.get(identifier)):
                yield f"{advice.verdict} {advice.reason} {advice.check_first}"
            elif prefix == "faq" and (entry := self._pack.entries.get(identifier)):
                yield entry.answers[0]
            elif not prefix and (record := self._pack.topics.get(topic)):
                yield from (facet.text for name, facet in record.facets.items() if name == side)

    def meant(self, clause: Clause, context: Context) -> Clause | None:
        """The clause with topics in place of what describes them; None where nothing does, or none leads."""
        if self._nouns.heads.isdisjoint(clause.texts):
            return None
        found = self._facing(clause) or self._famous(clause, context) or clause
        for told in reversed([*self._nouns.described.finditer(clause.text)]):
            words, around = tuple(told["told"].split()), self._around(context)
            best = self._descriptions.best(words, around, "", len(self._pack.topics) if around else 2)
            if around and _CORRECTING.match(clause.text):
                best = tuple(fit for fit in best if fit.topic in around)  # "Wrong, it is the one that paints."
            lead = best[0].score - best[1].score if len(best) > 1 else 0.0
            if best and best[0].score >= MEANT and lead >= APART:
                found = self._standing(found, told.span(), best[0].topic)
        return found if found is not clause else None

    def _facing(self, clause: Clause) -> Clause | None:
        """The clause with "the counterpart of the generator" standing for what faces it."""
        told = COUNTERPART.search(clause.text)
        named = [m for m in clause.of("topic") if told and m.refs and m.first == clause.text[: told.end()].count(" ")]
        two = facing(named[0].ref.value, self._pack, halves=False) if named else ()
        if told is None or not two:
            return None
        return self._standing(
            clause, (told.start(), len(" ".join(w.text for w in clause.words[: named[0].end]))), two[1]
        )

    def _famous(self, clause: Clause, context: Context) -> Clause | None:
        """The clause with what most topics lead to in place of "the chatbot that everybody uses"."""
        told = self._nouns.famous.search(clause.text)
        if told is None:
            return None
        first, end = clause.text[: told.start()].count(" "), clause.text[: told.end()].count(" ") + 1
        inside = [m.ref.value for m in clause.of("topic", "medium") if first <= m.first and m.end <= end and m.refs]
        what = inside[0] if inside else context.focus
        if not inside and (sort := told["sort"]) and (best := self._descriptions.best((sort.strip(),))):
            what = best[0].topic  # "The chat thing everybody uses."
        known = self._known(what)
        return self._standing(clause, told.span(), known) if known else None

    def _known(self, what: str) -> str:
        """Of the products in use that are of a class, or for a medium, or of the narrowest class of one of them, the
        one that most of the pack leads to."""
        above = self._pack.ancestors
        classes = sorted(above.get(what, ()), key=lambda a: (sum(a in found for found in above.values()), a))
        for wanted in (what, *classes):
            for topic in self._pack.central:
                status = self._pack.topics[topic].status
                makes = [fact.target for fact in self._pack.facts(topic, "produces")][:1]
                if status and status.state == "available" and (wanted in above.get(topic, ()) or makes == [wanted]):
                    return topic
        return ""

    def _around(self, context: Context) -> frozenset[str]:
        """What a conversation is about: the topics spoken of, and what the one in focus consists of or belongs to."""
        facts, focus = self._pack.facts, context.focus
        parts = {fact.target for fact in facts(focus, "has_part")}
        wholes = {fact.target for fact in facts(focus, "part_of")}
        wholes |= {t for t in self._pack.topics if any(fact.target == focus for fact in facts(t, "has_part"))}
        beside = {fact.target for whole in wholes for fact in facts(whole, "has_part")}
        return frozenset(parts | beside | {*context.listed, *context.compared}) - {focus}

    def _standing(self, clause: Clause, span: tuple[int, int], topic: str) -> Clause:
        first, end = clause.text[: span[0]].count(" "), clause.text[: span[1]].rstrip().count(" ") + 1
        mention = Mention(first, end, (Ref("topic", topic, self._pack.kind_of(topic)),), "that")
        beside = (m for m in clause.mentions if m.end <= first or m.first >= end)
        return clause._replace(mentions=tuple(sorted((*beside, mention), key=lambda m: m.first)))


def naming(clause: Clause) -> bool:
    """Whether a clause may ask for the name of something: what was told before describes it."""
    return any(word.text in _WANTING for word in clause.words)


def _describing(words: Sequence[str]) -> list[str]:
    """What is left of a question for a name without the question, "technical term" and the like included."""
    term = next((place for place, word in enumerate(words) if word in _TERMS), -1)
    first = term
    while first > 0 and words[first - 1] in _SORTS:
        first -= 1
    asking = range(first, term + 1) if term >= 0 else range(0)
    return [word for place, word in enumerate(words) if place not in asking and word not in _NAMING]


def _headed(clause: Clause) -> str:
    """The kind of thing that a name is wanted for: "the tool that …", "the test in which …"."""
    kind = next(iter(clause.of("kind")), None)
    before = [word.text for word in clause.words[: kind.first]] if kind else [""]
    return kind.ref.value if kind and _NAMING.issuperset(before) else ""


def _ruled(candidate: Candidate) -> bool:
    """Whether a rule is sure of another reading: "is there a nicer word for it?"."""
    return candidate.reason.startswith("rule ") and candidate.probability >= RULED and not candidate.missing


def _chosen(best: Sequence[Fitting]) -> tuple[Fitting, ...]:
    """The one that leads clearly, else those close behind the best that fits at all."""
    if not best or best[0].score < POSSIBLE:
        return ()
    first = best[0]
    lead = first.score - best[1].score if len(best) > 1 else first.score
    if (first.score >= LIKELY and lead >= LEADING) or (first.score >= PLAIN and lead >= AHEAD):
        return (first,)
    return tuple(fit for fit in best[:3] if fit.score >= first.score - BEHIND)
