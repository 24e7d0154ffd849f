"""Two lanes of examples: question types in a space where names are replaced, entries in their own words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from bot.understanding.clause import Clause, slot_name
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import Mention
from bot.understanding.language.pattern import parse, samples
from bot.understanding.matching.features import Sample
from bot.understanding.matching.index import STEPS, Index
from bot.understanding.matching.postings import Floats
from bot.understanding.matching.ridge import Ridge
from bot.understanding.matching.vectors import Vector, Vectors
from knowledge.language import Words
from knowledge.pack import Pack

_NOUNS = {
    "topic": "thing",
    "task": "activity",
    "organisation": "company",
    "person": "person",
    "criterion": "factor",
    "medium": "media",
    "kind": "type",
    "year": "year",
    "unknown": "thing",
}
_SUBTYPES = frozenset({"task", "organisation", "person", "criterion"})
BEST = 5
"""Candidates each lane proposes."""
BLOCK = 1024
"""Examples whose vectors are compared at once."""


def probability(score: float) -> float:
    """How likely a score means the right answer: a logistic map fitted on simulated bots of public data.

    One half, from which a reading is accepted, lies at a score of 0.3 on anybody's bot.
    """
    return 1.0 / (1.0 + math.exp(-(11.6 * (score - 0.3))))


class Scored(NamedTuple):
    """A label with its score."""

    label: str
    score: float
    closest: str = ""
    """The example of it that is most like the text."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a lane learned from its examples: it can be kept on disk."""

    labels: tuple[str, ...]
    vocabulary: Mapping[str, str]
    """The words of each label's examples, with a blank before and behind each: sets of them take much more."""
    index: Index
    sentences: tuple[str, ...]
    """Every example, as its words."""


class _Course:
    """Labelled examples, known again by their digest, so that they need not be kept once they are learned."""

    def __init__(self, examples: Iterable[tuple[str, Sample]]) -> None:
        self._examples: Sequence[tuple[str, Sample]] = tuple(examples)
        found = blake2b()
        for label, sample in self._examples:
            found.update("\0".join((label, *sample.words, "", *sample.plain, "", *sample.extras, "\n")).encode())
        self._digest = found.digest()

    def __hash__(self) -> int:
        return hash(self._digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Course) and self._digest == other._digest

    def taken(self) -> Sequence[tuple[str, Sample]]:
        """The examples, which are let go of."""
        examples, self._examples = self._examples, ()
        return examples


def learn(examples: Iterable[tuple[str, Sample]], vectors: Vectors | None) -> Learned:
    """Learn labelled examples; facets of topics do not compete with other entries, the judge compares them."""
    return _learned(_Course(examples), vectors)


@lru_cache(maxsize=2)
def _learned(course: _Course, vectors: Vectors | None) -> Learned:
    examples = course.taken()
    labels = tuple(dict.fromkeys(label for label, _ in examples))
    places = {label: place for place, label in enumerate(labels)}
    words: dict[str, set[str]] = {label: set() for label in labels}
    for label, sample in examples:
        words[label].update(sample.plain)
    vocabulary = {label: f" {' '.join(sorted(found))} " for label, found in words.items()}
    numbers = [places[label] for label, _ in examples]
    groups = [int(label.startswith("topic/")) for label, _ in examples]
    index = Index.of([sample for _, sample in examples], numbers, vectors, groups)
    return Learned(labels, vocabulary, index, tuple(" ".join(sample.plain) for _, sample in examples))


class Lane:
    """Examples of one kind and the ridge over them."""

    def __init__(self, learned: Learned, vectors: Vectors | None) -> None:
        self.labels, self.vocabulary = learned.labels, learned.vocabulary
        self._sentences = learned.sentences
        self._numbers, self._order = learned.index.labels.tolist(), learned.index.order.tolist()
        self._ridge = Ridge(learned.index, vectors) if learned.labels else None
        self._embedded = learned.index.embedded
        # Visitors repeat one another: what was scored once under this pack need not be scored again.
        self.best = lru_cache(maxsize=2048)(self._best)

    @property
    def size(self) -> int:
        """How many examples there are."""
        return len(self._sentences)

    def cosines(self, vector: Vector) -> Floats:
        """The cosine of a unit vector and that of each label's most similar example; -1 for all without vectors."""
        found = np.full(len(self.labels), -1.0, dtype=np.float32)
        for first in range(0, len(self._embedded) if self._embedded.shape[1] else 0, BLOCK):
            block = self._embedded[first : first + BLOCK].astype(np.float32) @ vector
            np.maximum.at(found, self._numbers[first : first + BLOCK], block / STEPS)
        return found

    def exactly(self, sample: Sample) -> Scored | None:
        """The label one of whose examples is this text, word for word; None if there is none, or more than one."""
        sentence = " ".join(sample.plain)
        label = self._told.get(sentence)
        return Scored(label, 1.0, sentence) if label else None

    @cached_property
    def _told(self) -> Mapping[str, str]:
        told: dict[str, str] = {}
        for number, example in zip(self._numbers, self._order, strict=True):
            sentence, label = self._sentences[example], self.labels[number]
            told[sentence] = label if told.get(sentence, label) == label else ""
        return told

    def _best(self, sample: Sample) -> tuple[Scored, ...]:
        """The best labels, best first."""
        if self._ridge is None or not sample.words:
            return ()
        best = self._ridge.best(sample, BEST)
        return tuple(Scored(self.labels[near.label], near.score, self._sentences[near.row]) for near in best)


def typed_sample(clause: Clause) -> Sample:
    """A clause as the typed lane sees it: every name replaced by its type."""
    if clause.items is clause.words:
        words_alone = tuple([_NUMBER if text in NUMBERS else text for text in clause.texts])
        return Sample(words_alone, words_alone)
    words: list[str] = []
    plain: list[str] = []
    extras: list[str] = []
    for item in clause.items:
        if isinstance(item, Mention):
            _slot(slot_name(item), words, plain, extras)
            if item.ref.entity == "kind":
                extras += item.surface.split()
        else:
            word = _NUMBER if item.text in NUMBERS else item.text
            words.append(word)
            plain.append(word)
    return Sample(tuple(words), tuple(plain), tuple(extras))


_NUMBER = "three"
"""How many examples or sentences are wanted makes no other question: each small number is read as this one."""
NUMBERS = frozenset(
    [*map(str, range(2, 21)), *"two three four five six seven eight nine ten hundred thousand million billion".split()]
)


def _slot(name: str, words: list[str], plain: list[str], extras: list[str]) -> None:
    words.append("<topic>" if name in _SUBTYPES or name == "unknown" else f"<{name}>")
    plain.append(_NOUNS.get(name, name))
    if name in _SUBTYPES:
        extras.append(f"<{name}>")


def examples(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every example of an intent, as it is written, with the intent."""
    for intent in pack.intents.values():
        yield from ((intent.intent, example) for example in intent.examples)


@lru_cache(maxsize=1)
def typed_examples(
    written: tuple[tuple[str, str], ...], language: Words, lexicon: Lexicon
) -> tuple[tuple[int, str, Sample], ...]:
    """The `examples` of every intent, expanded, each with the number of the one it is a form of.

    A word for a kind is one in a visitor's sentence too.
    """
    found: dict[tuple[str, tuple[str, ...]], int] = {}
    for number, (intent, example) in enumerate(written):
        for sample in samples(parse(example, language), limit=4):
            found.setdefault((intent, sample), number)
    return tuple((number, intent, _example_sample(sample, lexicon)) for (intent, sample), number in found.items())


_SLOT = re.compile(r"^\{([a-z|]+)\}$")


def _example_sample(sample: tuple[str, ...], lexicon: Lexicon) -> Sample:
    words: list[str] = []
    plain: list[str] = []
    extras: list[str] = []
    for word in sample:
        slot = _SLOT.match(word)
        refs = lexicon.refs.get(word)
        if slot:
            _slot(slot.group(1).split("|")[0], words, plain, extras)
        elif refs and refs[0].entity == "kind":
            _slot("kind", words, plain, extras)
            extras.append(word)
        else:
            word = _NUMBER if word in NUMBERS else word
            words.append(word)
            plain.append(word)
    return Sample(tuple(words), tuple(plain), tuple(extras))


def entry_sample(clause: Clause, pack: Pack) -> Sample:
    """A clause as the entry lane sees it: its own words, each name in one form."""
    if clause.items is clause.words:
        return Sample(clause.texts, clause.texts)
    return own_words([item if isinstance(item, Mention) else item.text for item in clause.items], pack)


def own_words(items: Iterable[str | Mention], pack: Pack) -> Sample:
    """The same of words and names."""
    words: list[str] = []
    plain: list[str] = []
    for item in items:
        if not isinstance(item, Mention):
            words.append(item)
            plain.append(item)
        elif item.refs and item.ref.entity != "year":
            words.append(item.ref.value)
            plain += pack.name(item.ref.value).lower().split()
        else:
            words.append(item.surface)
            plain += item.surface.split()
    return Sample(tuple(words), tuple(plain))
