"""Conditions: what visitors add to a need, or ask beside it, and what changes the advice: "…, and it must run offline".

What says a condition is taken out of the message; what is left is understood as ever. Where nothing is left, it is
about the advice given before.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.understanding.context import Context
from bot.understanding.language.phrases import Phrases, Place
from bot.understanding.language.text import Word
from bot.understanding.understanding import Candidate, Entity, Interpretation, Understanding, taken
from knowledge.pack import Pack

ADVICE = ("advise", "recommend")
"""Intents that a condition changes the answer to."""
RECENT = 4
"""Answers back to which the advice may lie that a condition alone is about."""
PLAIN = 0.995
LIKELY = 0.5
"""Probability from which a bare name is a need."""
_IDLE = frozenset(
    "work works working run running possible want wants wanted need needs like use using possibly please okay "
    "important make makes ask question thing things whole everything right know uh um er yes no".split()
)
"""What may stand beside a condition and still names nothing."""

Again = Callable[[str], Understanding]
"""Understands what is left of a message, in the same conversation."""


class Said(NamedTuple):
    """What a message says of conditions."""

    conditions: tuple[str, ...]
    """In the order of the pack."""
    left: tuple[Word, ...]
    """The words that say none."""
    places: tuple[tuple[int, int], ...]
    """The characters of those that do."""

    def without(self, message: str) -> str:
        """The message with blanks for what says a condition: what is left stands where it stood."""
        for start, end in self.places:
            message = f"{message[:start]}{' ' * (end - start)}{message[end:]}"
        return message


class Conditions:
    """Finds the conditions of a pack, and what they are beside."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._order = pack, {name: at for at, name in enumerate(pack.conditions)}
        self._lasting = frozenset(name for name, condition in pack.conditions.items() if not condition.latest)
        self._idle = pack.words.stopwords | _IDLE
        said = ((pattern, name) for name, condition in pack.conditions.items() for pattern in condition.when)
        self._phrases = Phrases(said, pack.words)

    def of(self, words: Sequence[Word]) -> Said | None:
        """The conditions that words say; None for none, as of nearly all messages."""
        said = self._said(words, self._order)
        if said and not self._nothing(said.left) and not self._lasting.issuperset(said.conditions):
            return self._said(words, self._lasting)  # "A cheap way to learn about GANs" speaks of no earlier advice.
        return said

    def _said(self, words: Sequence[Word], among: Container[str]) -> Said | None:
        left, found, places = tuple(words), list[str](), list[tuple[int, int]]()
        while cut := max(
            (place for place in self._phrases.of(left) if place.meaning in among), key=_size, default=None
        ):
            name, first, end = cut
            found.append(name)
            places.append((left[first].start, left[end - 1].end))
            left = (*left[:first], *left[end:])
        ordered = sorted(dict.fromkeys(found), key=lambda name: self._order[name])
        return Said(tuple(ordered), left, tuple(places)) if ordered else None

    def _nothing(self, words: Sequence[Word]) -> bool:
        """Whether words beside a condition name nothing."""
        return all(word.text in self._idle for word in words)

    def over(self, heard: Understanding, words: Sequence[Word], context: Context, again: Again) -> Understanding:
        """A message as it was understood, with the conditions that count beside the advice it is answered with."""
        settled, said = heard.interpretations, None if context.form else self.of(words)
        if said is None or any(i.chosen and i.chosen.proposer in ("exact", "payload") for i in settled):
            return heard
        own = {f"advice/{self._pack.conditions[name].advice}" for name in said.conditions}
        idle = self._nothing(said.left)
        bare = None if idle else again(said.without(heard.text))
        if bare is not None and (needed := self._needed(bare.interpretations, own, context)):
            return replace(heard, interpretations=self._with(said, needed))
        advised = settled and all(map(_advises, settled)) and not own & {i.chosen.entry for i in settled if i.chosen}
        if advised and not idle:
            return replace(heard, interpretations=self._with(said, settled))
        if not idle and all(i.outcome == "accepted" for i in settled):
            return heard
        given = self._given(said, context)
        return replace(heard, interpretations=(given,)) if given else heard

    def _needed(self, settled: Sequence[Interpretation], own: set[str], context: Context) -> tuple[Interpretation, ...]:
        """What of the rest is advice, where it is nothing else; a bare name is, where advice is the matter."""
        known = tuple(i for i in settled if i.outcome not in ("declined", "reflected"))
        if context.advising:
            known = tuple(_advised(i) or i for i in known)
        plain = all(map(_advises, known)) and not own & {i.chosen.entry for i in known if i.chosen}
        return known if known and plain else ()

    def _with(self, said: Said, settled: Sequence[Interpretation]) -> tuple[Interpretation, ...]:
        """Advice, with conditions beside the first piece of it."""
        first = settled[0]
        beside = tuple(Entity("condition", name, extractor="condition") for name in said.conditions)
        chosen = first.chosen and first.chosen._replace(entities=(*first.chosen.entities, *beside))
        return (first._replace(chosen=chosen), *settled[1:])

    def _given(self, said: Said, context: Context) -> Interpretation | None:
        """The advice given before, with the conditions that count beside it."""
        recent, known = context.answered[-RECENT:], self._pack.conditions
        given = [ref.removeprefix("advice/") for ref in recent if ref.startswith("advice/")]
        advice = self._pack.advice.get(given[-1]) if given else None
        last = next((ref for ref in reversed(recent) if not ref.startswith("faq/")), "")
        spoken = last.startswith("advice/") or last.endswith(".caution")
        meant = [name for name in said.conditions if spoken or not known[name].latest]
        counting = [name for name in meant if advice and known[name].beside(advice)]
        if advice is None or not counting:
            return None
        entities = [Entity("entry", advice.id, extractor="context")]
        entities += [Entity("condition", name, extractor="condition") for name in counting]
        reason = f"a condition on advice/{advice.id}"
        return taken(reason, Candidate("advise", tuple(entities), PLAIN, "context", reason, f"advice/{advice.id}"))


def _size(place: Place[str]) -> int:
    return place.size


def _advised(heard: Interpretation) -> Interpretation | None:
    """A clause as a need, if it may be one: "the voice"."""
    needs = (c for c in heard.alternatives if c.intent in ADVICE and not c.missing and c.probability >= LIKELY)
    found = None if _advises(heard) else next(needs, None)
    return taken(heard.text, found) if found else None


def _advises(heard: Interpretation) -> bool:
    return heard.chosen is not None and heard.chosen.intent in ADVICE and heard.outcome == "accepted"
