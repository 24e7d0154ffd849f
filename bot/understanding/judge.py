"""The judge: weighs each proposal against what it leaves unexplained, and alone decides.

Probability, margin and coverage decide between an answer, a question back and an honest decline. Words that a
reading does not account for are evidence against it: "what is the price of a VAE?" is not "what is a VAE?".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np

from bot.understanding.clause import SOFT, Clause, opening
from bot.understanding.knowhow import Knowhow
from bot.understanding.linking import Mention
from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate, Interpretation

_OWN = frozenset({"my", "our"})
ACCEPT = 0.5
"""Probability from which a reading is answered."""
ASK = 0.28
"""Probability from which a reading is worth a "did you mean"."""
BESIDE = 2
"""Words that a question may hold beside what is clear of it."""
CLEAR = 0.8
"""Likeness to the examples from which a question is clear."""
ALONE = 0.36
"""Probability from which a reading is answered that leaves no word unexplained and leads any other by `LEAD`."""
LEAD = 0.2
MARGIN = 0.06
"""Two different readings closer than this are asked about, unless a rule is sure."""
ORDINARY = 0.56
"""What a question type keeps of its probability for each content word it leaves unexplained: one may be idle talk."""
TELLING = 0.49
"""The same for a word like those in which visitors ask for what no pack holds: "price", "download", "salary"."""
STRANGE = 0.3
"""The same for each word that is no word at all: most likely a name mistyped beyond repair."""
ENTRY_FLOOR = 0.35
"""What an entry keeps at the least for what it leaves unexplained: its examples are stories rather than forms."""
ONE_SIDE = 0.7
"""What a comparison keeps where only one of its sides is named."""
OTHER_FORM = 0.6
"""What an entry keeps where none of its questions asks as the visitor does: "how does …", "who", "when", "why"."""
UNWRITTEN = 0.55
"""What a question type keeps where the topic lacks its facet: an answer that exists beats one improvised."""
LACKING = 0.65
"""Probability from which a reading that lacks a name is worth asking for it."""
LIKELIEST = 0.985
"""A reading by likeness alone never outdoes a rule that fits."""
ALIKE = 0.62
"""Cosine of word vectors from which a word is taken for a synonym of one in the examples."""


class Judge:
    """Weighs proposals and disposes."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._knowhow = knowhow
        self._stopwords = knowhow.pack.words.stopwords
        self._declining = tuple(intent.intent for intent in knowhow.pack.intents.values() if intent.declines)
        self._stems = {
            label: frozenset(stem(word) for word in words)
            for lane in (knowhow.typed, knowhow.entries)
            for label, words in lane.vocabulary.items()
        }
        self._alike = lru_cache(maxsize=16384)(self._like_any)
        self._content = cache(self._rows_of)
        self._row = cache(self._row_of)
        words = {
            word for lane in (knowhow.typed, knowhow.entries) for found in lane.vocabulary.values() for word in found
        }
        # A vector for each word of the examples, filled in as it is needed and shared by all labels.
        self._table = np.zeros((len(words), knowhow.vectors.width if knowhow.vectors else 0), dtype=np.float32)
        self._filled: list[str] = []

    def unexplained(self, clause: Clause, label: str) -> tuple[str, ...]:
        """The content words of a clause that the examples of a label do not hold, nor anything like them."""
        uses = self._knowhow.slots.get(label, frozenset())
        named = {
            position
            for mention in clause.mentions
            if mention.refs and (mention.ref.entity not in SOFT or mention.ref.entity in uses)
            for position in range(mention.first, mention.end)
        }
        known = self._stems.get(label, frozenset())
        asides = self._knowhow.stripper.asides(clause)
        found = []
        for position, word in enumerate(clause.words):
            if position in named or position in asides or word.text in self._stopwords or stem(word.text) in known:
                continue
            if (refs := self._knowhow.lexicon.refs.get(word.text)) and refs[0].entity == "kind":
                continue  # "As a task", "some tool": a kind named in passing asks for none.
            if position and clause.words[position - 1].text in _OWN:
                continue  # "for my team", "of our shop": whose it is changes no answer.
            if word.text.replace(",", "").isdigit():
                continue  # "three of them", "40,000 tickets": a version number is part of a name.
            if not self._alike(word.text, label):
                found.append(word.text)
        return tuple(found)

    def _like_any(self, word: str, label: str) -> bool:
        vectors = self._knowhow.vectors
        if vectors is None or not word.isalpha() or len(word) < 4:
            return False
        return bool((self._table[self._content(label)] @ vectors.of((word,))).max(initial=0.0) >= ALIKE)

    def _rows_of(self, label: str) -> list[int]:
        """The places in the table of the content words of a label's examples."""
        lanes = (self._knowhow.typed, self._knowhow.entries)
        vocabulary = next((lane.vocabulary[label] for lane in lanes if label in lane.vocabulary), frozenset())
        return [self._row(w) for w in sorted(vocabulary) if w not in self._stopwords and w.isalpha()]

    def _row_of(self, word: str) -> int:
        row, vectors = len(self._filled), self._knowhow.vectors
        self._filled.append(word)
        if vectors is not None:
            self._table[row] = vectors.of((word,))
        return row

    def weigh(self, candidate: Candidate, clause: Clause, label: str) -> Candidate:
        """The candidate with what it leaves unexplained, and its probability after that."""
        if candidate.proposer in ("exact", "payload"):
            return candidate
        left = self.unexplained(clause, label)
        unknown = [mention.surface for mention in clause.mentions if not mention.refs]
        strange = sum(not self._knowhow.speller.knows(word) for word in left)
        factor = float(0.25 ** len(unknown))
        if "/" in label and candidate.intent != "small_talk":
            factor *= self._coverage(clause, left) * self._agreement(clause, label) * float(STRANGE**strange)
            factor *= self._form(clause, label)
        else:
            told = sum(self._telling(word) for word in left if self._knowhow.speller.knows(word))
            factor *= float(TELLING**told * ORDINARY ** (len(left) - strange - told) * STRANGE**strange)
            factor *= 1.0 if self._written(candidate) else UNWRITTEN
        return replace(
            candidate,
            probability=min(LIKELIEST, candidate.probability * factor),
            likeness=candidate.probability,
            unexplained=(*left, *unknown),
        )

    def _clear(self, whole: Sequence[Candidate]) -> Candidate | None:
        """The reading that is clear but for a word or two of ordinary English that no pack is asked for in vain."""
        for candidate in whole:
            words = candidate.unexplained
            if (
                candidate.entry
                or not 1 <= len(words) <= BESIDE
                or candidate.likeness < CLEAR
                or self._declines(candidate)
            ):
                continue
            ordinary = all(self._knowhow.speller.knows(word) and " " not in word for word in words)
            if ordinary and not any(map(self._telling, words)) and any(e.entity in TOPICAL for e in candidate.entities):
                return candidate
        return None

    def _declines(self, candidate: Candidate) -> bool:
        intent = self._knowhow.pack.intents.get(candidate.intent)
        return bool(intent and intent.declines)

    def _telling(self, word: str) -> bool:
        """Whether a word is like one in the examples of an intent that declines."""
        return any(stem(word) in self._stems.get(label, ()) or self._alike(word, label) for label in self._declining)

    def _form(self, clause: Clause, label: str) -> float:
        """What the form of a question says against an entry none of whose questions begins like it."""
        card, begins = self._knowhow.cards.get(label), opening(clause)
        return OTHER_FORM if card is not None and begins and begins not in card.openings else 1.0

    def _coverage(self, clause: Clause, left: tuple[str, ...]) -> float:
        """How much of what a clause says an entry accounts for."""
        items = [item for item in clause.items() if isinstance(item, Mention) or item.text not in self._stopwords]
        said = max(1, len(items), len(left))
        return max(ENTRY_FLOOR, float((1.0 - 0.75 * len(left) / said) ** 1.5))

    def _written(self, candidate: Candidate) -> bool:
        """Whether the facet a question type asks for is written for the topic it names."""
        pack = self._knowhow.pack
        intent = pack.intents.get(candidate.intent)
        if not intent or not intent.facet:
            return True
        named = [e.value for e in candidate.entities if e.entity in TOPICAL]
        known = next((pack.topics[value] for value in named if value in pack.topics), None)
        return intent.facet in known.facets if known else not named

    def _agreement(self, clause: Clause, label: str) -> float:
        """What the topics named in a clause say for or against an entry."""
        card = self._knowhow.cards.get(label)
        named = {mention.ref.value for mention in clause.of("topic")}
        if card is None or not named:
            return 1.0
        classes = {above for topic in card.topics for above in self._knowhow.pack.ancestors.get(topic, ())}
        named -= classes - card.topics
        if not named:
            return 1.0
        if label.startswith("compare/") and len(named & card.topics) < 2:
            return ONE_SIDE
        if named <= card.topics:
            # Two names alone make no comparison: "is an LLM a foundation model?" asks something else.
            return 0.85 if label.startswith("compare/") and len(named) > 1 else 1.15
        return 0.8 if named & card.topics else 0.5

    def dispose(self, text: str, candidates: Iterable[Candidate]) -> Interpretation:
        """Accept the best reading, ask between the best two, or decline."""
        ranked = _ranked(candidates)
        whole = [candidate for candidate in ranked if not candidate.missing]
        best = whole[0] if whole else None
        lacking = ranked[0] if ranked and ranked[0].missing else None
        others = tuple(c for c in ranked if c is not best)[:3]
        sure = lacking is not None and lacking.proposer == "rule" and best is not None and best.proposer == "typed"
        if sure and lacking and best and lacking.probability > best.probability + MARGIN:
            return Interpretation(text, "unsure", lacking, others, f"it lacks {', '.join(lacking.missing)}")
        if best is not None and (best.probability >= ACCEPT or _leads(best, ranked)):
            rival = next((c for c in whole[1:] if _different(c, best)), None)
            close = rival is not None and best.probability - rival.probability < MARGIN and not self._declines(best)
            if close and best.proposer not in ("exact", "rule", "payload", "context") and best.probability < 0.65:
                return Interpretation(text, "unsure", best, others, "two readings are about as likely")
            return Interpretation(text, "accepted", best, others, best.reason)
        if lacking is not None and lacking.probability >= LACKING:
            reason = f"it lacks {', '.join(lacking.missing)}"
            return Interpretation(text, "unsure", lacking, others, reason)
        if (clear := self._clear(whole)) is not None:
            return Interpretation(text, "partly", clear, others, f"nothing is known of {', '.join(clear.unexplained)}")
        if best is not None and best.probability >= ASK and not best.unexplained and best.intent != "small_talk":
            return Interpretation(text, "unsure", best, others, "not sure enough to answer")
        return Interpretation(text, "declined", best, others, _why_not(best))


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The readings, likeliest first; what two proposers say independently is likelier than either alone."""
    kept: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        key = _meant(candidate)
        known = kept.get(key)
        if known is None:
            kept[key] = candidate
            continue
        best, other = (known, candidate) if known.probability >= candidate.probability else (candidate, known)
        both = best.probability
        if {best.proposer, other.proposer} == {"typed", "entry"} and not best.missing and not other.missing:
            both = min(LIKELIEST, 1.0 - (1.0 - best.probability) * (1.0 - other.probability))
        kept[key] = replace(best, probability=both)
    return sorted(kept.values(), key=lambda c: -c.probability)


def _meant(candidate: Candidate) -> tuple[str, str]:
    """By what two readings are one: their intent and names; for advice, the task it is about."""
    tasks = sorted({e.value for e in candidate.entities if e.entity == "task"})
    if candidate.intent in ("advise", "recommend") and tasks:
        return ("advise", " ".join(tasks))
    named = sorted(e.value for e in candidate.entities if e.entity in ("topic", "task", "entry"))
    return (candidate.intent, " ".join(dict.fromkeys(named)))


def _leads(best: Candidate, ranked: Sequence[Candidate]) -> bool:
    """Whether a reading that is not very likely has no rival and explains every word."""
    rival = next((c.probability for c in ranked if _different(c, best)), 0.0)
    return best.probability >= ALONE and best.probability - rival >= LEAD and not best.unexplained


def _different(one: Candidate, other: Candidate) -> bool:
    if {one.intent, other.intent} == {"advise", "recommend"}:
        return False  # The advice for a task and the advice for a situation like it.
    return (one.intent, one.entry) != (other.intent, other.entry)


def _why_not(best: Candidate | None) -> str:
    if best is None:
        return "nothing fits"
    if best.unexplained:
        return f"nothing is known of {', '.join(best.unexplained)}"
    return "the best reading is too unlikely"


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word without its commonest English endings: enough to see that two forms are of one word."""
    for ending in ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "es", "er", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
