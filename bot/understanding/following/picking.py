"""Picking one of some things by what is written of them: "which of the three would sing for me?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.following.pages import DENYING, Pages
from bot.understanding.following.shown import COUNTED, among
from bot.understanding.understanding import Candidate, Entity
from bot.understanding.weighing import Weights
from knowledge.answers import Comparison

PICK = "pick"
"""The intent of picking."""
MOST = 14
"""Things that are looked through."""
SAID = 3
"""Of those that are as well described, so many are said."""
ENOUGH = 0.6
"""The share of what is asked that a sentence must tell of."""
BESIDE = 0.62
"""How likely it is that what a part and its counterpart do answers whether the part does something."""
LEAD = 0.3
"""By how much of a word the best must lead the others."""
_SAME = re.compile(r"\b(?:same|identical|different)\b")
"""What sets two things side by side: no sentence about the one settles it."""
_WHICH = re.compile(r"\bwhich (?!one is$)")
_WHETHER = re.compile(
    r"^(?:(?:and|but|so|then|okay) )*(?:does|do|did|is|are|can|will|would|has|have) "
    r"(?:(?P<it>it|they|this|that) |(?=.))"
)
_SIDE = re.compile(
    r"^(?:(?:and|so|but|then|okay|now) )*(?:of (?:the two|these|them|both|these two) )?which "
    r"(?:(?:one|ones|side|two)(?: of (?:the two|them|these|these two|those|both|those two))? |"
    r"of (?:the two|them|these|these two|those|both|those two) |"
    r"(?=(?:is|are|has|have|can|could|would|will|does|do|needs?|gives?|makes?|lets?|takes?|handles?|works?|shows?|"
    r"keeps?|runs?|costs?|suits?|learns?|writes?|reads?|uses?|draws?|stays?|changes?|allows?|fits?|creates?|"
    r"understands?|produces?|knows?|cites?|names?|remembers?|forgets?|trains?|compresses?|searches|requires?|wants?|"
    r"helps?|looks?|sounds?|leaves?|offers?|supports?|hallucinates?|invents?) ))"
)
"""What a question begins with that chooses between two; what it wants of them follows."""
_LIGHT = frozenset(
    "better best good well more most less least fewer need needs needed give gives make makes let lets take takes has "
    "have get gets use uses would could rather usually really always ever work works thing things handle handles lot "
    "lots much many kind sort two".split()
)
"""Words of such a question that say nothing of what is wanted."""
_COMPARED = frozenset({"compare", PICK})
_NO_WAYS = frozenset({"organisation", "person", "task", "criterion"})
_BELONGING = ("is_a", "part_of", "has_part", "based_on")
_BEING = ("is", "are", "was", "were")
FEWEST = 2
"""Words from which what something may do is described."""
CERTAIN = 0.75
"""The share of them that a sentence must tell of to settle whether it does."""
_ASIDE = frozenset({"which", "who", "what", "one", "ones", "them", "these", "those", "either", *COUNTED})


class Picker:
    """Looks up which of some topics a clause describes."""

    def __init__(self, weights: Weights) -> None:
        self._pack, self._pages = weights.pack, Pages(weights)
        self._like = lru_cache(maxsize=1024)(self._compared_with)
        words = weights.pack.words
        self._dating = (*words.before, *words.after, *words.since, *words.until, *words.by, *words.appearing)

    def warm(self) -> None:
        """Read the pages now."""
        self._pages.warm()

    def picked(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """The reading that one of what was shown, or of what is named side by side, is described; else none."""
        if "which" not in clause.texts or PICK not in self._pack.intents or not _WHICH.search(clause.text):
            return
        ids = self._choices(clause, context)
        known = [topic for topic in ids[:MOST] if topic in self._pack.topics]
        asked = self._asked(clause, known)
        if len(known) < 2 or not asked:
            return
        found = self._pages.telling(known, asked)
        telling = [one for one in found if one.score >= ENOUGH * len(asked)]
        if not telling:
            return
        negated = bool(DENYING.search(clause.text))
        fitting = [one for one in telling if one.denied == negated]
        fitting = [one for one in fitting if one.score > fitting[0].score - LEAD]
        if len(fitting) == len(known):
            return  # It is written of all of them.
        if negated and not fitting:
            return  # That nothing is written of it says No of none.
        said = (fitting or telling[:1])[:SAID]
        best = said[0]
        entities = [Entity("topic", one.topic, role="" if fitting else "not", extractor="context") for one in said]
        entities += [Entity("said", f"{one.topic}.{one.facet}.{one.place}", extractor="context") for one in said]
        likely = 0.4 + 0.55 * min(1.0, best.score / len(asked))
        reason = f"written of {' and '.join(one.topic for one in said)}"
        among_them = Entity("among", "|".join(known), extractor="context")
        yield Candidate(PICK, (*entities, among_them), likely, "context", reason)

    def described(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """The readings by what is written of things that a clause describes and does not name."""
        yield from self.picked(clause, context)
        yield from self.sided(clause, context)
        yield from self.whether(clause, context)
        yield from self.parted(clause)

    def sided(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """The reading that asks of two just compared what their comparison tells: "which one is sharper?"."""
        comparison = self._pack.comparison_of.get(frozenset(context.compared))
        found = _SIDE.match(clause.text)
        if comparison is None or found is None or context.intent not in _COMPARED or PICK not in self._pack.intents:
            return
        asked = self._telling(clause, found[0].count(" "), comparison.sides)
        asked = [word for word in asked if word not in _LIGHT]
        if not asked:
            return
        places, texts = zip(*self._told(comparison), strict=True)
        told = zip(self._pages.scores(asked, texts), places, strict=True)
        score, (_, where) = max(told, key=lambda one: (one[0], *one[1]))
        if score >= ENOUGH * len(asked):
            said = Entity("said", f"{comparison.id}.{where}", extractor="context")
            sides = [Entity("topic", side, extractor="context") for side in comparison.sides]
            likely = 0.4 + 0.55 * min(1.0, score / len(asked))
            yield Candidate(PICK, (*sides, said), likely, "context", f"told in compare/{comparison.id}")

    def _told(self, comparison: Comparison) -> Iterator[tuple[tuple[int, str], str]]:
        """What a comparison says, and where; of what tells as much, what says it in fewest words comes first."""
        for place, row in enumerate(comparison.rows):
            yield (1, f"rows.{place}"), self._pack.name(row.aspect).split()[-1]  # "Data" of "training data".
            for cell in row.cells.values():
                yield (-len(cell), f"rows.{place}"), f"{self._pack.name(row.aspect)} {cell}"
        yield from (((-len(text), f"short.{place}"), text) for place, text in enumerate(comparison.sentences))
        yield from (((-len(when), "choose.0"), when) for when in comparison.choose.values())

    def whether(self, clause: Clause, context: Context) -> Iterator[Candidate]:
        """The reading that the pages tell whether something works as a clause says, or that another like it does."""
        found = _WHETHER.match(clause.text) if PICK in self._pack.intents and "or" not in clause.texts else None
        if found is None or DENYING.search(clause.text) or _SAME.search(clause.text):
            return
        end = clause.text[: found.end()].count(" ")
        end += clause.texts[end : end + 1] in (("a",), ("an",), ("the",))
        if clause.texts[0] in _BEING and len(clause.of("topic")) > 1:
            return  # "Is a transformer a generative model?": a question of kinds.
        named = next((m for m in clause.of("topic") if m.refs and m.first <= end <= m.end), None)
        pointed = found["it"] is not None and (named is None or named.first < end)
        subject = context.focus if pointed else named.ref.value if named and not found["it"] else ""
        like = self._like(subject)
        asked = self._telling(clause, named.end if named and not pointed else end, (subject, *like)) if like else []
        if len(asked) < FEWEST:
            return
        ranked = self._pages.telling((subject, *like), asked)
        own = next((one for one in ranked if one.topic == subject), None)
        best = own if own and own.score >= ranked[0].score - LEAD else ranked[0]
        if best.score < CERTAIN * len(asked) or (best is not own and best.denied):
            return
        said = Entity("said", f"{best.topic}.{best.facet}.{best.place}", extractor="context")
        role = "not" if best.denied else ""
        about = (Entity("topic", best.topic, role=role, extractor="context"), Entity("whether", subject), said)
        likely = 0.4 + 0.58 * min(1.0, best.score / len(asked))
        yield Candidate(PICK, about, likely, "context", f"written of {best.topic}, asked of {subject}")

    def parted(self, clause: Clause) -> Iterator[Candidate]:
        """The reading that asks whether a part does what its counterpart may do: "does the generator judge?"."""
        found = _WHETHER.match(clause.text)
        named = [m for m in clause.of("topic") if m.refs]
        if found is None or found["it"] or not named or clause.of("medium") or PICK not in self._pack.intents:
            return
        part, wholes, first = named[0], named[1:], clause.text[: found.end()].count(" ")
        if part.first - first > 1 or any(not 1 < m.first - part.end <= 2 for m in wholes):
            return
        asked = self._telling(clause, named[-1].end, (part.ref.value,))
        both = (c for c in self._pack.comparisons.values() if part.ref.value in c.sides)
        told = next((c for c in both if all(self._pack.plays(side, "part") for side in c.sides)), None)
        if told is None or not asked:
            return
        best, *others = self._pages.telling(told.sides, asked)
        where = f"{best.topic}.{best.facet}.{best.place}"
        about = [Entity("topic", best.topic, extractor="context"), Entity("whether", part.ref.value)]
        if best.denied or best.score < ENOUGH * len(asked) or any(best.score - o.score < LEAD for o in others):
            where, about = f"{told.id}.short.0", [Entity("topic", side, extractor="context") for side in told.sides]
        reason = f"what each does in compare/{told.id}"
        yield Candidate(PICK, (*about, Entity("said", where, extractor="context")), BESIDE, "context", reason)

    def _compared_with(self, topic: str) -> tuple[str, ...]:
        """What a curator compares a topic with; nothing for what is no thing or way of working."""
        sides = (c.sides for c in self._pack.comparisons.values() if topic in c.sides)
        others = (side for two in sides for side in two if side != topic and self._works(side))
        apart = (side for side in others if not self._built_on(topic, side) | self._built_on(side, topic))
        return tuple(dict.fromkeys(apart))[: MOST - 1] if self._works(topic) else ()

    def _built_on(self, one: str, other: str) -> bool:
        """Whether one thing is, has or rests on another: what is true of the other may be true of it."""
        facts = (fact.target for relation in _BELONGING for fact in self._pack.facts(one, relation))
        return other in self._pack.ancestors.get(one, ()) or other in facts

    def _works(self, topic: str) -> bool:
        return topic in self._pack.topics and self._pack.kind_of(topic) not in _NO_WAYS

    def _telling(self, clause: Clause, first: int, known: Sequence[str]) -> list[str]:
        """The words behind the subject that describe what it may do."""
        names = {part for topic in known for part in self._pack.called(topic).lower().split()}
        words = (word.text for word in clause.words[first:])
        return list(dict.fromkeys(w for w in words if w not in self._pages.stop and w not in names and len(w) > 2))

    def _choices(self, clause: Clause, context: Context) -> Sequence[str]:
        """What there is to choose among: named before "which", else shown or spoken of."""
        asked = len(clause.text[: _WHICH.search(clause.text).start()].split())  # type: ignore[union-attr]
        named = [m.ref.value for m in clause.of("topic") if m.refs and m.end <= asked]
        if len(named) > 1:
            return named
        shown = among(clause.text, context, self._pack)
        if not shown and context.listing and re.match(r"(?:and |so |but )*which one\b", clause.text):
            shown = "listed" if context.listed else "|".join(context.compared)
        return context.listed if shown == "listed" else shown.split("|")

    def _asked(self, clause: Clause, known: Sequence[str]) -> list[str]:
        """The words that describe what is meant."""
        start = _WHICH.search(clause.text)
        first = clause.text[: start.end() if start else 0].count(" ")
        typed = {at for m in clause.of("medium", "organisation", "person", "year") for at in range(m.first, m.end)}
        words = [word.text for at, word in enumerate(clause.words) if at >= first and at not in typed]
        dated = {word for phrase in self._dating for word in phrase.split()} if clause.of("year") else set[str]()
        stop = self._pages.stop | _ASIDE | dated
        names = {part for topic in known for part in self._pack.called(topic).lower().split()}
        return list(dict.fromkeys(word for word in words if word not in stop and word not in names and len(word) > 2))
