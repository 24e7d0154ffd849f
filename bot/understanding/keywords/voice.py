"""The reflective voice: when knowledge has nothing to say, the script may.

It hears every part of a message. Knowledge comes first: only a rule of rank `HARD` speaks before it, and a question
that nobody knows the answer to stays one, whatever was told beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.understanding.clause import ASKING, Clause, asks, slot_name, split, stretch
from bot.understanding.context import Context
from bot.understanding.keywords.script import HARD, Fit, Keywords
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import link
from bot.understanding.language.reflection import Reflection
from bot.understanding.language.text import normalise
from bot.understanding.needs import lacking
from bot.understanding.stripper import Stripper
from bot.understanding.understanding import Candidate, Entity, Interpretation, Spoken, Understanding
from knowledge.pack import Pack
from knowledge.script import filled

HOPS = 10
"""Links followed and rewritings made for one message: a script can lead in a circle."""
DOUBTFUL = 0.75
"""Likelihood below which small talk that is only like an example gives way to a specific item."""
LIKELY = 0.9
"""Likelihood below which an answer that is only like an example gives way to an item that fixes the whole clause."""
STOPGAP = 25
"""Rank below which an item says something only lest nothing be said."""
GRAVE = 75
"""Rank from which a decline of the script's comes before asking back and before offering what is near."""

Again = Callable[[str, Context, int], Understanding]
"""Understands a rewritten message; the number counts the hops so far."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A part of the message, and what of the script fits it."""

    clause: Clause
    fit: Fit | None
    message: str


class Voice:
    """Speaks by a pack's script; holds no state of any conversation."""

    def __init__(self, pack: Pack, lexicon: Lexicon, stripper: Stripper, keywords: Keywords, again: Again) -> None:
        self._pack, self._lexicon, self._stripper, self._keywords = pack, lexicon, stripper, keywords
        self._again = again
        self._turned, self._quoted = Reflection(pack.script.reflect, pack.words), Reflection({}, pack.words)

    def over(
        self,
        settled: tuple[Interpretation, ...],
        clauses: Sequence[Clause],
        message: str,
        context: Context,
        hops: int = 0,
        *,
        told: bool = False,
    ) -> tuple[Interpretation, ...]:
        """What was settled, or what the script makes of the message instead.

        `told` is whether the message tells something that a choice may need.
        """
        clear = told or all(map(self._clear, settled))
        if clear and not any(map(self._keywords.urgent, clauses)):
            return settled
        heard = self._loudest(clauses, message, HARD if clear else 0)
        if heard is None or heard.fit is None:
            return self._answered(settled, clauses)
        entire = heard.fit.whole and len(heard.clause.words) == sum(len(clause.words) for clause in clauses)
        known = [i for i in settled if not self._gives_way(i, heard.fit, entire, context)]
        if known and (heard.fit.rule.rank < HARD or all(map(_word_for_word, settled))):
            return self._answered(settled, clauses)
        spoken = self._spoken(heard, heard.fit, context, hops)
        if heard.fit.item.as_ and all(map(_declined, spoken)) and not all(map(_declined, settled)):
            return settled  # The other words led nowhere; what was half understood is better than that.
        if spoken and heard.fit.item.ask:
            return (*self._beside(heard, settled, clauses), *spoken)
        return spoken or settled

    def _beside(
        self, heard: Heard, settled: tuple[Interpretation, ...], clauses: Sequence[Clause]
    ) -> tuple[Interpretation, ...]:
        """What was clear in other clauses than the one that is taken for a question of its own."""
        within = next(clause for clause in clauses if heard.clause.words[0] in clause.words)
        return tuple(i for i in settled if self._clear(i) and i.text not in within.text)

    def _answered(self, settled: tuple[Interpretation, ...], clauses: Sequence[Clause]) -> tuple[Interpretation, ...]:
        """What was settled, without what was only told beside a question that is answered."""
        said = [self._heard(clause, "", 0) for clause in clauses if not asks(clause)] if len(settled) > 1 else []
        told = {self._stripper.strip(heard.clause).text for heard in said if heard.fit is not None}
        return tuple(i for i in settled if not (self._beyond(i) and i.text in told)) or settled

    def alone(self, message: str) -> tuple[Interpretation, ...]:
        """What the script by itself makes of a message; nothing where it is silent."""
        text = normalise(message, self._pack.words)
        clauses = split(text.words, link(text.words, self._lexicon, self._pack.words), text.closing)
        heard = self._loudest(clauses, message, 0)
        return () if heard is None or heard.fit is None else self._spoken(heard, heard.fit, Context(), 0)

    def lost(self, heard: Interpretation) -> bool:
        """Whether nothing is known of a clause, and nothing but a stopgap said to it."""
        if heard.named or heard.spoken is None:
            return heard.outcome in ("declined", "likely", "unsure") and not heard.named
        return self._pack.script.named[heard.spoken.response.split("/")[1]].rank < STOPGAP

    def _loudest(self, clauses: Sequence[Clause], message: str, least: int) -> Heard | None:
        """The part of a message that the script answers to: by rank, a specific item first, then the last."""
        wholes = [self._heard(clause, message, least) for clause in clauses]
        parts = [
            whole if part is whole.clause else self._heard(part, message, least)
            for whole in wholes
            for part in _parts(whole.clause)
        ]
        open_question = any(heard.fit is None and self._asks(heard.clause) for heard in parts)
        speaking = [
            (heard.fit.rule.rank, heard.fit.specific, place, heard)
            for place, heard in enumerate((*wholes, *parts))
            if heard.fit is not None and not (open_question and _reflects(heard))
        ]
        return max(speaking, key=lambda each: each[:3])[-1] if speaking else None

    def _heard(self, clause: Clause, message: str, least: int) -> Heard:
        return Heard(clause, next(self._keywords.fits(clause, least), None), message)

    def _clear(self, heard: Interpretation) -> bool:
        """Whether knowledge is so sure that nothing below `HARD` is asked."""
        chosen = heard.chosen
        if heard.outcome != "accepted" or chosen is None or self._beyond(heard):
            return False
        return chosen.proposer not in ("typed", "entry") or chosen.probability >= LIKELY

    def _asks(self, clause: Clause) -> bool:
        """Whether a part is a question of its own: "isn't it?" at the end of a statement is none."""
        words = clause.texts
        tag = words[0] not in ASKING and self._pack.words.stopwords.issuperset(words)
        return asks(clause) and not tag

    def _gives_way(self, heard: Interpretation, fit: Fit, entire: bool, context: Context) -> bool:
        """Whether knowledge has so little to say that this item may speak instead.

        `entire` is whether it fixes every word of the message.
        """
        chosen, near = heard.chosen, bool(heard.named or heard.suggestions)
        if heard.outcome == "declined" or self._beyond(heard):
            return not near or _speaks_up(fit)
        if chosen is None or not _speaks_up(fit) or chosen.proposer not in ("typed", "entry"):
            return False
        if heard.outcome in ("likely", "unsure"):
            return not chosen.missing or chosen.probability < DOUBTFUL
        if heard.outcome == "partly":
            return bool(fit.item.as_)
        return chosen.probability < self._sure(chosen, entire, context)

    def _sure(self, chosen: Candidate, entire: bool, context: Context) -> float:
        """From which likelihood on a reading that is only like an example is held to against an item."""
        if chosen.intent == "small_talk":
            return DOUBTFUL
        intent, talked = self._pack.intents.get(chosen.intent), bool(context.focus or context.intent)
        if intent and intent.follow_up:
            return self._pack.card.accept if talked else LIKELY
        return LIKELY if entire else self._pack.card.accept

    def _beyond(self, heard: Interpretation) -> bool:
        """Whether a clause was understood as asking what no pack says."""
        intent = self._pack.intents.get(heard.chosen.intent) if heard.chosen else None
        return bool(intent and intent.declines and heard.outcome == "accepted")

    def _spoken(self, heard: Heard, fit: Fit, context: Context, hops: int) -> tuple[Interpretation, ...]:
        """What an item makes of its part of the message; nothing where the script leads in a circle."""
        item = fit.item
        if item.say:
            return (self._said(heard, fit),)
        if hops >= HOPS:
            return ()
        if item.as_:
            heard = self._rewritten(heard, fit)
            if not item.ask:
                return tuple(_led(i, fit, heard) for i in self._again(heard.message, context, hops + 1).interpretations)
        target = self._pack.script.named.get(item.ask)
        if target is None:
            return (self._asked(heard, fit),)
        following = self._keywords.taken(target, heard.clause, (*fit.trail, fit.rule.name))
        if following is None or following.item.pass_:
            return ()
        return self._spoken(heard, following, context, hops + 1)

    def _said(self, heard: Heard, fit: Fit) -> Interpretation:
        slots = {name: self._turned.of(words, heard.message) for name, words in fit.kept.items()}
        mentions = [m for m in heard.clause.of("topic") if m.refs]
        inside = {word for m in mentions for word in heard.clause.words[m.first : m.end]}
        words = [word for kept in fit.kept.values() for word in kept if word not in inside]
        named = tuple(dict.fromkeys(m.ref.value for m in mentions))
        telling = (word.text for word in words if word.text not in self._pack.words.stopwords)
        about = tuple(dict.fromkeys((*named, *telling)))
        spoken = Spoken(fit.rule.response(fit.place), slots, about)
        return Interpretation(heard.clause.text, "reflected", None, (), fit.reason, named, spoken=spoken)

    def _rewritten(self, heard: Heard, fit: Fit) -> Heard:
        text = filled(fit.item.as_, {n: self._quoted.of(words, heard.message) for n, words in fit.kept.items()})
        return Heard(self.clause(text), None, text)

    def clause(self, text: str) -> Clause:
        """A text as one clause, with the names in it."""
        read = normalise(text, self._pack.words)
        return Clause(read.words, link(read.words, self._lexicon, self._pack.words), read.question)

    def _asked(self, heard: Heard, fit: Fit) -> Interpretation:
        """A clause taken for a question type, with the names in it."""
        entities = tuple(Entity(slot_name(m), m.ref.value, role=m.role) for m in heard.clause.mentions if m.refs)
        found = lacking(Candidate(fit.item.ask, entities, 1.0, "script", fit.reason), self._pack)
        if found.missing:
            return Interpretation(heard.clause.text, "unsure", found, (), f"it lacks {', '.join(found.missing)}")
        return Interpretation(heard.clause.text, "accepted", found, (), fit.reason)


def _declined(heard: Interpretation) -> bool:
    return heard.outcome == "declined"


def _word_for_word(heard: Interpretation) -> bool:
    return heard.outcome == "accepted" and heard.chosen is not None and heard.chosen.proposer == "exact"


def _speaks_up(fit: Fit) -> bool:
    """Whether an item may stand in for what knowledge half knows: a decline that is not grave is no better."""
    return fit.specific and (fit.rule.rank >= GRAVE or not fit.item.declines)


def _reflects(heard: Heard) -> bool:
    """Whether this is only said to what was told, so that it would pass over a question."""
    fit = heard.fit
    return fit is not None and fit.rule.rank < GRAVE and not asks(heard.clause)


def _led(heard: Interpretation, fit: Fit, rewritten: Heard) -> Interpretation:
    """An understanding of rewritten words, whose places are none in the message as sent."""
    chosen, reason = heard.chosen, f"{fit.reason} → “{rewritten.message}”: {heard.reason}"
    if chosen is not None:
        chosen = chosen._replace(entities=tuple(e._replace(start=0, end=0) for e in chosen.entities))
    return heard._replace(chosen=chosen, reason=reason)


def _parts(clause: Clause) -> Iterator[Clause]:
    """A clause cut at every mark, before "but" and before "and I": the parts in which something may be told.

    Only the last asks where the clause does, and what it begins with only to join it is left out.
    """
    words, cuts = clause.words, [0]
    for position in range(1, len(words)):
        marked = bool(set(words[position].mark) & set(",;:-–—()")) and not words[position].joined
        goes_on = words[position].text in _LINKS and [w.text for w in words[position + 1 : position + 2]]
        if marked or words[position].text in _TURNS or (goes_on and goes_on[0] in _TELLERS):
            cuts.append(position)
    if len(cuts) == 1 and words[0].text not in _LEADING:
        yield clause
        return
    for first, end in pairwise([*cuts, len(words)]):
        while first < end - 1 and words[first].text in _LEADING:
            first += 1
        part = stretch(clause, first, end)
        yield part if end == len(words) else part._replace(question=False)


_TURNS = frozenset({"but", "however", "though", "although"})
_LINKS = frozenset({"and", "so", "then", "well", "also"})
_LEADING = _LINKS | _TURNS
_TELLERS = frozenset({"i", "we", "my", "our", "he", "she", "they", "it", "you"})
