"""Completing: readings that lack something, with what the conversation or the message has for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from actions.together import ASKED as TOGETHER
from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.following.genuine import really_first
from bot.understanding.following.offered import ADVICE, EXAMPLES, task_of, to_be_had
from bot.understanding.following.pointing import pair
from bot.understanding.following.sharing import sharing
from bot.understanding.language.pattern import TOPIC_CLASSES
from bot.understanding.needs import TOPICAL, lacking
from bot.understanding.sifting import FIRM, LIKE
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

COMPLETED, COMPLETED_RULE = 0.93, 0.96
"""What a reading keeps that the conversation completes; one that a rule is sure of keeps more."""
LONGEST = 9
"""Words of the longest clause that the conversation completes."""
WHICH = 0.995
"""Probability of a reading as "which ones do?" behind a question whether one does."""
_WHETHER = frozenset("is_it can_it has_it made_it was_it media status".split())
"""Intents that ask whether something is said of a topic."""
_OF_EACH = re.compile(
    r"\b(?:which|each|each one|every one|(?:each|all) of (?:them|these|those))$|"
    r"\b(?:which|what|who) .*\bwhom$|\bwhose is which\b"
)
"""What asks of each of several: "who made which?", "which belongs to whom?"."""
_THAT = re.compile(r"\b(?:that|it|this|they|those|these|them)\b")
"""What points at the tools of the advice given last: "which company is that from?"."""
_AT_ALL = re.compile(
    r"\b(?:you|it) (?:know|have|have got|list|cover)(?: of| about)?$|"
    r"\b(?:at all|altogether|overall|of all|ever|there (?:is|are)|you are aware of)$"
)
"""What says that all there is of a kind is meant, and not what was listed: "the oldest you know of"."""
_TYPES = re.compile(r"\b(?:types?|sorts?|families|varieties)\b")
_NARROW = ("narrow", "small", "specific", "special")
_WIDER = re.compile(
    r"\b(?:bigger|broader|wider|larger|greater|general|comprehensive|overarching|umbrella|"
    rf"(?:{'|'.join(_NARROW)})[a-z]*)\b"
)
"""What asks which of two terms takes in the other: "and generative AI is the bigger word?"."""
_IS_IT = "is_it"
_OF_TOOLS = frozenset("who when status behind".split())
"""Intents that ask of the tools that were recommended, where nothing else is spoken of."""
_WHY, _WHO, _STATUS, _WHEN = "why_not", "who", "status", "when"
_OF_ALL = (_WHEN, _WHO, "uses")
"""Intents that ask of all that was listed, where nothing else is spoken of: "who runs that?"."""
_SAID = ("medium", "year", "kind", "state")
_MAKER = "organisation|person"
"""The need that "what else do they make?" leaves open."""

_DOING = ("task|medium",)
"""The need that "can't ChatGPT do that?" leaves to the task spoken of."""


def _which(things: Iterable[str]) -> re.Pattern[str]:
    """What asks which do, where `things` are the pack's nouns: "which ones do?", "and what tools can do that?"."""
    nouns = "".join(rf"| {thing}s?" for thing in things)
    return re.compile(
        r"(?!.*\bwhat (?:is|are|was|were) (?:it|that)\b)"  # "Is it an LLM? And what is it then?"
        rf"(?:and |so |but |then |okay )?(?:which|what|who)(?: ones?{nouns}| of them| of those| others?| then)*"
        r" (?:do|does|did|are|is|was|were|can|could|has|have|would)(?P<none> not)?"
        r"(?: so| it| that| then| one| have it| do it| do that)*$"
    )


class Completing:
    """Completes readings, in a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._which_do = pack, _which(pack.card.things)

    def circumstanced(self, candidates: Sequence[Candidate], context: Context) -> Iterator[Candidate]:
        """Readings that lack a task or a medium, completed by what an earlier clause of the message named."""
        for candidate in candidates:
            if candidate.missing and set("|".join(candidate.missing).split("|")) & {"task", "medium"}:
                reason = f"{candidate.reason}; told before = {', '.join(e.value for e in context.circumstances)}"
                full = candidate._replace(
                    entities=(*context.circumstances, *candidate.entities), missing=(), reason=reason
                )
                yield lacking(full, self._pack)

    def completed(
        self, candidates: Sequence[Candidate], raw: Clause, clause: Clause, context: Context
    ) -> Iterator[Candidate]:
        """Readings that lack only a topic, completed by what the conversation or a year names."""
        if len(clause.words) > LONGEST:
            return
        if context.intent in _WHETHER:
            yield from self._whether([*candidates], clause, context)
        if "one" in clause.texts and (years := clause.of("year")) and (dated := self._dated(years[0].ref.value)):
            asked = [c for c in candidates if c.intent == _WHO and c.missing == ("topic",)]
            yield from (self._with(c, (dated,)) for c in asked)  # "Whose was the 1966 one?"
        yield from really_first(candidates, raw, context, self._pack)
        yield from self._of_that_kind(candidates, context, raw.text)
        if TOGETHER.search(clause.text) and (two := self._side_by_side(clause, context)):
            yield Candidate("relate", two, WHICH, "context", "whether the two go together")
        if context.listed and (context.listing or not context.focus):
            each = _OF_EACH.search(clause.text) is not None
            alone = context.listing and not context.focus  # "Published when?", of a list and nothing else.
            yield from self._among((c for c in candidates if each or (alone and c.intent in _OF_ALL)), "listed")
        if context.listed and not context.focus and _THAT.search(raw.text):
            yield from self._among((c for c in candidates if c.intent in _WHETHER), "listed")
        last = next(iter(reversed(context.answered)), "")
        specific = context.focus and context.focus not in self._pack.wide  # "That" is not all of AI.
        tools = self._pack.recommended(last) if not (specific or context.told) else ()
        if tools and _THAT.search(raw.text):
            yield from self._among((c for c in candidates if c.intent in _OF_TOOLS), "|".join(tools))
        if tools and (task := task_of(last, self._pack)):
            named = (c for c in candidates if c.intent == EXAMPLES and c.missing == ("topic",))
            yield from (self._with(c, (task,)) for c in named if c.probability > FIRM)
        if last.startswith(ADVICE):
            yield from to_be_had(candidates, context, last, self._pack)
        yield from sharing(candidates, context, self._pack)
        if context.focus:
            yield from self._focused(candidates, clause, context)

    def _among(self, candidates: Iterable[Candidate], shown: str) -> Iterator[Candidate]:
        """Readings that lack only a topic, asked of all that was shown."""
        among = Entity("among", shown, extractor="context")
        for c in candidates:
            if c.missing == ("topic",):
                yield lacking(c._replace(entities=(among, *c.entities), missing=(), proposer="context"), self._pack)

    def _side_by_side(self, clause: Clause, context: Context) -> tuple[Entity, ...]:
        """The two last spoken of together, where nothing else is named; advice speaks of combining what is wide."""
        two = pair(context, self._pack)
        things = bool(two) and self._pack.wide.isdisjoint(two) and self._pack.kind_of(two[0]) != "criterion"
        known = things and "relate" in self._pack.intents
        return (
            tuple(Entity(self._type(t), t, extractor="context") for t in two)
            if known and not clause.of("topic")
            else ()
        )

    def _of_that_kind(self, candidates: Sequence[Candidate], context: Context, said: str) -> Iterator[Candidate]:
        """The first or last of what kind was asked for before: "which criteria are there?", "the very first?".

        Of all there are, where it is said so: "which types are from 2014?", "the youngest of the types you know?".
        """
        asked = tuple(Entity(str(e["entity"]), str(e["value"]), extractor="context") for e in context.entities)
        kinds = tuple(entity for entity in asked if entity.entity == "kind")
        meant = (
            kinds[:1]
            if not context.listed
            else self._undated(asked, said, context.listed)
            if _AT_ALL.search(said)
            else ()
        )
        for c in candidates if meant else ():
            if c.intent == "superlative" and c.probability > FIRM and {e.entity for e in c.entities} <= {"order"}:
                yield c._replace(entities=(*c.entities, *meant), probability=WHICH, proposer="context")

    def _undated(self, asked: tuple[Entity, ...], said: str, listed: Sequence[str]) -> tuple[Entity, ...]:
        """What was asked for of one year, whatever its year; nothing if no kind or class was.

        Of "the types you know" no makes are meant, where what was listed is all of one kind.
        """
        classes = self._pack.classes
        wider = tuple(entity for entity in asked if entity.entity not in ("year", "among", "order"))
        of_a_class = any(entity.value in classes for entity in wider)
        if len(wider) == len(asked) or not (of_a_class or any(entity.entity == "kind" for entity in wider)):
            return ()
        kinds = {self._pack.kind_of(topic) for topic in listed} if of_a_class and _TYPES.search(said) else set()
        if len(kinds) != 1:
            return wider
        kind = Entity("kind", kinds.pop(), extractor="context")
        return (*(entity for entity in wider if entity.value not in classes), kind)

    def _whether(self, candidates: Sequence[Candidate], clause: Clause, context: Context) -> Iterator[Candidate]:
        """What goes on from a question whether something is so: "which ones do?", "why not?"."""
        if found := self._which_do.match(clause.text):
            yield from self._which(context, "not" if found["none"] else "")
        sides = tuple(Entity(str(e["entity"]), str(e["value"]), extractor="context") for e in context.entities)
        for candidate in candidates:
            if candidate.intent == _WHY and candidate.probability > LIKE:
                yield candidate._replace(entities=sides, probability=WHICH, proposer="context")

    def _focused(self, candidates: Sequence[Candidate], clause: Clause, context: Context) -> Iterator[Candidate]:
        """Readings completed by the topic in focus, or by the two last spoken of."""
        for candidate in candidates:
            if (
                len(candidate.missing) == 2
                and set(candidate.missing) == {"topic"}
                and (both := pair(context, self._pack, alike=False))
            ):
                yield self._with(candidate, both)
            if candidate.missing == ("topic",) and _OF_EACH.search(clause.text):
                if context.listing and context.listed:
                    continue
                yield self._with(candidate, self._both(context))  # "Who made which?"
                continue
            named = [e.value for e in candidate.entities if e.entity in TOPICAL]
            if "topic topic" in self._pack.intents[candidate.intent].needs and candidate.missing == ("topic",):
                beside = (context.focus,) if named else pair(context, self._pack, alike=False)
                if beside and context.focus not in named:
                    yield self._with(candidate, beside)  # "Which one is faster?", of the two that were compared.
                continue
            if candidate.intent == _IS_IT and named and _WIDER.search(clause.text) and context.focus not in named:
                yield self._wider(candidate, clause, context)
            if candidate.missing == (_MAKER,) and (maker := self._maker(context.focus)):
                yield self._with(candidate, (maker,))
            if candidate.missing == ("topic",) and not any(e.entity == "unknown" for e in candidate.entities):
                yield self._with(candidate, (context.focus,))
            if candidate.missing == _DOING and named and (task := self._task(context)):
                yield self._with(candidate, (task,))

    def _task(self, context: Context) -> str:
        """The task spoken of: what is in focus, or what was just asked of something else; empty if there is none."""
        asked = (str(e["value"]) for e in context.entities)
        before = (topic for topic, _ in reversed(context.trail)) if context.advising else ()
        return next((topic for topic in (context.focus, *asked, *before) if self._pack.kind_of(topic) == "task"), "")

    def _wider(self, candidate: Candidate, clause: Clause, context: Context) -> Candidate:
        """Whether the topic in focus is one of what is said to be the wider term, or the other way round."""
        wide = self._with(candidate, (context.focus,))
        narrow = any(text.startswith(_NARROW) for text in clause.texts)
        return wide._replace(entities=(*wide.entities[1:], wide.entities[0])) if narrow else wide

    def _both(self, context: Context) -> tuple[str, ...]:
        """The two that were spoken of together, or else the one in focus."""
        return pair(context, self._pack, alike=False) or context.compared or (context.focus,)

    def _which(self, context: Context, role: str) -> Iterator[Candidate]:
        """What else has what was asked of a topic: "does a VAE have a discriminator?", "which ones do?"."""
        asked = [Entity(str(e["entity"]), str(e["value"]), extractor="context") for e in context.entities]
        named = [entity for entity in asked if entity.entity in TOPICAL]
        said = [e._replace(role=role) for e in asked if e not in named[:1] and e.entity in (*TOPICAL, *_SAID)]
        if context.intent == _STATUS and named:
            makes = self._pack.facts(named[0].value, "produces")[:1]
            said = [Entity("state", "available", role=role, extractor="context")]
            said += [Entity("medium", fact.target, extractor="context") for fact in makes]
        if not (named and said and "select" in self._pack.intents):
            return
        kind = self._pack.kind_of(named[0].value)
        among = () if kind in TOPICAL or not kind else (Entity("kind", kind, extractor="context"),)
        yield Candidate("select", (*among, *said), WHICH, "context", f"of what was asked of {named[0].value}")

    def _dated(self, year: str) -> str:
        """What is best known of a year, no class."""
        classes = self._pack.classes
        mains = ((t, self._pack.topics[t].main_event()) for t in self._pack.central if t not in classes)
        return next((topic for topic, main in mains if main and str(main.on.year) == year), "")

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
