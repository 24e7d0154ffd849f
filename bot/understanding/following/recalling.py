"""What was spoken of, called by a description: "the Google one", "the music thing", "what was that chatbot called?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.following.genuine import truly
from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import Mention
from bot.understanding.language.returning import EARLIER
from bot.understanding.language.text import normalise
from knowledge.pack import Pack

_TOLD = "thing|stuff|story|question|topic|bit|part"
_WORD = r"(?!(?:the|an?|not|no|or|and|is|are|was|without) )\S+ "


_HALF = "something|whatever|thingy|thingummy|what's it|sth|blah|dingsbums"
"""What stands for the part of a name that is forgotten."""
_EARLIER = "|".join(map(" ".join, EARLIER))
_ASKED = r"(?:who|whose|whom|what|when|where|how|why|since|is|was|are|were|does|did|do|can|could|has)\b"
_RIVALS = "equivalent|counterpart|rival|version|alternative|competitor|offering|pendant|answer to (?:it|that)"


def _named(heads: str) -> tuple[re.Pattern[str], ...]:
    """How something is described whose name is forgotten, or is asked for again."""
    return (
        re.compile(
            r"(?:(?:\b(?:the|that|this) )+|(?<=made )|(?<=makes )|(?<=owns )|(?<=called )|(?<=about ))"
            rf"(?P<begun>\S{{2,}}) (?:{_HALF})(?: or other)?(?: (?:{heads}))?(?=$| {_ASKED})"
        ),
        re.compile(
            r"^(?:(?:what|how) (?:do|does|did|would) (?:you|we|one|they|people) call|"
            r"what (?:is|was) (?:it|that|this|the (?:word|name|term))(?: called| named| for)?)"
            rf"(?: (?:it|that|this|thing|again))* (?:the|that|this) "
            rf"(?P<called>(?:{_WORD}){{1,4}}?)(?:{heads})(?: again)?$"
        ),
        re.compile(rf"^what (?:was|is) (?:the|that|this) (?P<called>(?:{_WORD}){{1,4}}?)(?:called|named)(?: again)?$"),
        re.compile(
            rf"^(?:and )?(?:the|that) (?P<one>(?:{_WORD}){{1,3}}?)(?:{heads}) (?:is|was) (?:called|named)(?: what)?$"
        ),
    )


def _patterns(things: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """How something spoken of is described, where `things` are the pack's nouns for it."""
    heads = "|".join(("one", "guy", *things, _TOLD))
    similar = (
        "(?:something|anything) (?:like (?:it|that|this)|similar|comparable|of the (?:kind|sort))|"
        f"a (?:similar|comparable) (?:{'|'.join(('one', 'thing', 'product', *things))})|"
        "an equivalent|a rival|an alternative"
    )
    return (
        *_named(heads),
        re.compile(
            rf"^(?:and |does |has |did |or ){{0,2}}(?P<has>(?:{_WORD}){{1,2}}?)(?:has|have|makes?|offers?|sells?) "
            rf"(?:got )?(?:one|{similar})(?: too| as(?: well)?| also| then)*$"
        ),
        re.compile(
            rf"^(?:and )?(?:has|have) (?P<own>(?:{_WORD}){{1,2}}?)(?:got )?(?:one|{similar})"
            r"(?: too| as(?: well)?| also)*$"
        ),
        re.compile(
            rf"^(?:and |is there |what is |what was |what about |how about |do you know )*(?:the |an? )?"
            rf"(?P<rival>(?:{_WORD}){{1,2}}?)(?:{_RIVALS})(?: called| named| then| to it| to that| of it| there)*$"
        ),
        re.compile(
            rf"\b(?:the|that|this) (?P<before>(?:{_WORD}){{1,4}}?)(?:{heads})\b"
            rf"(?: (?:{_EARLIER})(?=$| {_ASKED})|(?! (?:of|in|on|is|are|that|who|which)))"
        ),
        re.compile(r"\b(?:the|that|this) (?:one|thing|story) (?:from|of|by|with|for|about) (?P<after>(?:\S+ ?){1,4})$"),
        re.compile(rf"\b(?:the|that|this) (?:one|thing) (?:from|of|by) (?P<whose>\S+(?: \S+)?)(?= {_ASKED})"),
        re.compile(
            r"\b(?:the|that|this|your) (?:point|item|criterion|aspect|part|bit|heading|factor) "
            r"(?:about|on|of|concerning) (?P<point>(?:\S+ ?){1,3})$"
        ),
    )


_WHO = ("organisation", "person")
_PARTS = ("has_part", "based_on")
_DESCRIBING = ("organisation", "person", "task", "criterion")
"""Kinds of topics that describe another rather than name it: "the Google one", "the music thing"."""
_VAGUE = frozenset(
    "best same only other right wrong first second third fourth fifth last next whole main big small good bad real "
    "better old new little older newer latest oldest newest biggest".split()
)

_ITSELF = (("part",), ("bit",))
"""What is said behind the name of what is meant itself."""
METHODS = frozenset(["technique", "method", "approach", "procedure"])
"""Words that stand for the way recommended and describe none."""
_OPPOSITE = frozenset(["opposite", "counterpart", "opponent", "other"])
_MOST = re.compile(r"best|worst|most|least|cheapest|dearest|fastest|strongest|smartest|biggest|largest|smallest")
"""What asks for the foremost of many: "the cheapest"."""


class Recalling:
    """Finds topics of a conversation by what a visitor says of them."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._patterns = pack, _patterns(pack.card.things)
        self._words: dict[str, frozenset[str]] = {}

    def recalled(self, clause: Clause, context: Context) -> Clause | None:
        """The clause with a topic of the conversation in place of what describes it; None where it describes none."""
        spoken = context.trail or context.listed or context.earlier or context.form or context.answered
        if not spoken or truly(clause):
            return None
        for pattern in self._patterns:
            found = pattern.search(clause.text)
            words = found[found.lastgroup or 0].split() if found else []
            if found is None or METHODS.issuperset(words) or any(map(_MOST.fullmatch, words[:2])):
                continue  # "The cheapest tool" is asked for anew.
            first, end = _stretch(clause, found.span(found.lastgroup or 0))
            if topic := self._meant(str(found.lastgroup), clause, first, end, context):
                return self._named(clause, *_stretch(clause, found.span()), topic)
        return None

    def _meant(self, way: str, clause: Clause, first: int, end: int, context: Context) -> str:
        """The topic that a stretch of words means, by the way in which it describes it."""
        if way == "begun":
            return self._begun(clause.texts[end - 1], context)
        if way == "point":
            return self._criterion([w for w in clause.texts[first:end] if w not in self._pack.words.stopwords])
        if way in ("has", "own", "rival"):
            return self._rival(clause, first, end, context)
        again = clause.text.startswith(("what was ", "who was ")) or clause.words[-1].text == "again"
        return self._described(clause, first, end, context, way == "called" or again or _told_of(clause, end))

    def _begun(self, half: str, context: Context) -> str:
        """What was shown or spoken of, or else is known, the name of which begins so: "the mid something"."""
        if half in self._pack.words.stopwords:
            return ""
        spoken = (*context.listed, *context.compared, *(topic for topic, _ in reversed(context.trail)))
        known = (t for t in dict.fromkeys((*spoken, *self._pack.central)) if self._pack.plays(t, "work", "tool"))
        return next((topic for topic in known if self._pack.name(topic).lower().startswith(half)), "")

    def _rival(self, clause: Clause, first: int, end: int, context: Context) -> str:
        """What the maker that a stretch of words names, and nothing else, has like what was spoken of last."""
        makers = [m.ref for m in clause.of("topic", "organisation") if first <= m.first and m.end <= end and m.refs]
        if len(makers) != 1 or makers[0].kind not in _WHO:
            return ""
        spoken = [topic for topic in (context.focus, *(t for t, _ in reversed(context.trail))) if topic]
        return next(iter(self._beside(spoken, makers)), "")

    def _named(self, clause: Clause, first: int, end: int, topic: str) -> Clause:
        mention = Mention(first, end, (Ref("topic", topic, self._pack.kind_of(topic)),), "that")
        outside = (m for m in clause.mentions if m.end <= first or m.first >= end)
        return clause._replace(mentions=tuple(sorted((*outside, mention), key=lambda m: m.first)))

    def _described(self, clause: Clause, first: int, end: int, context: Context, told: bool) -> str:
        """The topic that a stretch of words describes, among those listed, compared or spoken of."""
        spoken = [topic for topic, _ in reversed(context.trail)]
        shown = (*context.listed, *context.compared)
        before = [topic for topic, _ in reversed(context.earlier)]
        pool = dict.fromkeys((*spoken, *before, *shown) if told else (*shown, *spoken))
        narrow = [topic for topic in pool if topic in self._pack.topics and topic not in self._pack.wide]
        known = [topic for topic in narrow if self._pack.kind_of(topic) not in _WHO]
        refs = [m.ref for m in clause.mentions if first <= m.first and m.end <= end and m.refs]
        if any(ref.entity == "order" for ref in refs) and clause.texts[end : end + 1] != ("one",):
            return ""  # "The newest image tool" is asked for, not spoken of.
        telling = [ref for ref in refs if ref.entity in ("topic", "medium", "kind", "year")]
        itself = [ref.value for ref in telling if ref.entity == "topic" and ref.kind not in _DESCRIBING]
        if itself and clause.texts[end : end + 1] in _ITSELF:
            return ""  # "The discriminator part" is the discriminator and not what has one.
        if itself:
            likely = [topic for topic in known if topic in itself] or [t for t in known if self._has(t, itself)]
            return likely[0] if likely else ""
        if any(ref.kind in _WHO for ref in telling):
            things = (topic for topic in known if self._pack.kind_of(topic) not in _DESCRIBING)
            fitting = [topic for topic in things if all(self._fits(topic, ref) for ref in telling)]
            known = fitting or self._beside(known, telling)
        stop = self._pack.words.stopwords | _VAGUE
        words = [w.text for w in clause.words[first:end] if w.text not in stop]
        if context.form and words and (asked := self._criterion(words)):
            return asked
        if not _OPPOSITE.isdisjoint(w.text for w in clause.words[first:end]):
            return ""  # "The opposite part" is not the one spoken of.
        return self._like(words, telling, context, known)

    def _criterion(self, words: Sequence[str]) -> str:
        """The criterion of a guided choice whose names hold all of some words: "explain the data one"."""
        advisor, wanted = self._pack.advisor, {_stem(word) for word in words}
        criteria = [self._pack.topics[ask.criterion] for ask in advisor.asks] if advisor else []
        names = {c.id: " ".join((c.name, c.called, *c.aliases)) for c in criteria}
        return next((c for c in names if wanted and wanted <= self._stems(names[c])), "")

    def _beside(self, shown: Sequence[str], telling: Sequence[Ref]) -> list[str]:
        """What a maker has for what was shown, where none of that is the maker's: "the OpenAI one", of video tools.

        What is of most of the same classes comes first, and before what is gone what can be used.
        """
        first = next((topic for topic in shown if self._pack.kind_of(topic) not in _DESCRIBING), "")
        others = (t for t in self._pack.topics if t != first and self._pack.kind_of(t) not in _DESCRIBING)
        alike = [t for t in others if all(self._fits(t, ref) for ref in telling) and self._serves(first, t)]
        return sorted(alike, key=lambda topic: self._unlike(first, topic))

    def _serves(self, one: str, other: str) -> bool:
        """Whether one thing serves for what another is best for, or a curator compares the two."""
        if frozenset((one, other)) in self._pack.comparison_of:
            return True
        kinds = {self._pack.kind_of(one), *self._pack.playing("tool")}
        best = {fact.target for fact in self._pack.facts(one, "good_for")[:1]}
        makes = [{fact.target for fact in self._pack.facts(topic, "produces")} for topic in (one, other)]
        alike = self._pack.kind_of(other) in kinds and bool(makes[0] & makes[1])
        return alike and best <= {fact.target for fact in self._pack.facts(other, "good_for")}

    def _unlike(self, one: str, other: str) -> tuple[int, bool, bool, bool]:
        """By what the likest of one thing goes first: of its classes and uses, compared by a curator, usable still."""
        above, status = self._pack.ancestors, self._pack.topics[other].status
        uses, makes = (
            [{fact.target for fact in self._pack.facts(topic, relation)} for topic in (one, other)]
            for relation in ("good_for", "produces")
        )
        shared = len((above[one] & above[other]) - self._pack.wide) + len(uses[0] & uses[1])
        gone = status is not None and status.state != "available"
        return (-shared, frozenset((one, other)) not in self._pack.comparison_of, makes[0] != makes[1], gone)

    def _has(self, topic: str, elements: Sequence[str]) -> bool:
        """Whether a topic is one of some classes or has some parts."""
        parts = {fact.target for relation in _PARTS for fact in self._pack.facts(topic, relation)}
        return all(element in parts | self._pack.ancestors.get(topic, frozenset()) for element in elements)

    def _fits(self, topic: str, ref: Ref) -> bool:
        """Whether a name describes a topic: its maker, its medium, its kind, what it is or has."""
        record = self._pack.topics[topic]
        if ref.entity == "year":
            return any(str(event.on.year) == ref.value for event in record.dates)
        if ref.entity == "kind":
            return record.kind in self._pack.kinds_under(ref.value)
        related = {fact.target for facts in record.facts.values() for fact in facts}
        return ref.value in related | {e.by for e in record.dates} | self._pack.ancestors.get(topic, frozenset())

    def _suits(self, topic: str, ref: Ref) -> int:
        """How well a name describes a topic: what it makes before all else describes it best."""
        makes = [fact.target for fact in self._pack.topics[topic].facts.get("produces", ())]
        tells = makes[:1] == [ref.value] or makes[:1] == [self._medium(ref)]
        made = ref.kind in _WHO and any(fact.target == ref.value for fact in self._pack.facts(topic, "made_by"))
        return self._fits(topic, ref) + tells + made

    def _medium(self, ref: Ref) -> str:
        """The medium that a task is about, if it is about one: of music generation, audio."""
        return next((fact.target for fact in self._pack.facts(ref.value, "produces")), "")

    def _like(self, words: Sequence[str], refs: Sequence[Ref], context: Context, known: Sequence[str]) -> str:
        """The topic that most is said of: by its facts, its name, its definition, or the visitor."""
        said, wanted = dict((*context.earlier, *context.trail)), {_stem(word) for word in words}
        scored = [
            (len(wanted & (self._told(t) | self._stems(said.get(t, "")))) + sum(self._suits(t, ref) for ref in refs), t)
            for t in known
        ]
        best = max((score for score, _ in scored), default=0)
        return next((topic for score, topic in scored if score == best), "") if best else ""

    def _told(self, topic: str) -> frozenset[str]:
        if topic not in self._words:
            record = self._pack.topics[topic]
            define = record.facets.get("define")
            texts = (record.name, record.called, *record.aliases, define.first_sentence if define else "")
            self._words[topic] = frozenset[str]().union(*map(self._stems, texts))
        return self._words[topic]

    def _stems(self, text: str) -> frozenset[str]:
        words = (word.text for word in normalise(text, self._pack.words).words)
        return frozenset(_stem(word) for word in words if word not in self._pack.words.stopwords)


def _told_of(clause: Clause, end: int) -> bool:
    """Whether a description ends as one of what was talked about does: "the music thing"."""
    earlier = any(clause.texts[end + 1 : end + 1 + len(tail)] == tail for tail in EARLIER)
    return earlier or (end < len(clause.words) and clause.words[end].text in _TOLD.split("|"))


def _stretch(clause: Clause, span: tuple[int, int]) -> tuple[int, int]:
    """The words that a stretch of a clause's text covers."""
    first, end = span
    return clause.text[:first].count(" "), clause.text[:end].rstrip().count(" ") + 1


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
