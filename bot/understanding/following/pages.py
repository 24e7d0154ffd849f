"""What is written of topics, sentence by sentence, and which sentences tell of some words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.language.stemming import stem
from bot.understanding.weighing import Weights
from knowledge.topic import Topic

TRIED = 6
"""Sentences of one page that are looked at for the best."""
EVERYWHERE, NEAR = 0.6, 0.7
"""What a word counts that is written of all of them, and one that only means nearly the same."""
DENYING = re.compile(r"\b(?:not|no|never|nor|without|neither|nobody|nothing|cannot)\b|n't\b")
_BEHIND = re.compile(r"\bwithout\b.*")
"""What is denied by a word that only speaks of what stands behind it: "keeps facts up to date without training"."""
_WORD = re.compile(r"[a-z0-9]+")
_PART = re.compile(r"[,;:]|\bbut\b|\band\b")
_TELLING = frozenset("own open online public short read simple easy small large new free".split())
"""Words that say nothing elsewhere and here may say which is meant."""


class Sentence(NamedTuple):
    """A sentence that tells of what is asked."""

    topic: str
    facet: str
    place: int
    """Its number in the facet."""
    score: float
    """How many of the words it tells of."""
    denied: bool
    """Whether it says No to what it tells of."""


class _Index(NamedTuple):
    """Where each stem stands; a row is a sentence of a page, or a question that its nearest sentence answers."""

    spans: dict[str, tuple[int, int]]
    """The rows of each topic, end excluded."""
    said: list[tuple[str, int]]
    """The facet and the sentence of each row."""
    stems: NDArray[np.uint32]
    """Checksums, in order: the words themselves would take ten times as much."""
    firsts: NDArray[np.int32]
    """Where the rows of each stem begin in `rows`, and where the last one's end."""
    rows: NDArray[np.int32]
    """The rows that hold a stem, in order; one stem's behind the other's."""

    def holding(self, stem_: str) -> NDArray[np.int32]:
        """The rows that hold a stem."""
        checksum = _checksum(stem_)
        at = int(self.stems.searchsorted(np.uint32(checksum)))
        known = at < len(self.stems) and self.stems[at] == checksum
        return self.rows[self.firsts[at] : self.firsts[at + 1]] if known else self.rows[:0]


class Pages:
    """The pages of all topics; read when they are first asked, or warmed."""

    def __init__(self, weights: Weights) -> None:
        self._pack, self._synonyms = weights.pack, weights.knowhow.synonyms
        self.stop = weights.pack.words.stopwords - _TELLING
        """Words that tell nothing."""
        lines = map(str.split, weights.pack.words.forms)
        self._lemmas = {form: forms[0] for forms in lines for form in forms}

    def warm(self) -> None:
        """Read them now."""
        self._index  # noqa: B018

    def telling(self, known: Sequence[str], asked: Sequence[str]) -> list[Sentence]:
        """The sentence of each topic that tells most of the words asked, the best of all first.

        Passed over is a sentence that names another of these topics, which it may tell of.
        """
        scores = self._scores(known, asked)
        found = []
        for topic in known:
            first, end = self._index.spans[topic]
            others = frozenset(known) - {topic}
            for row in (first + np.argsort(-scores[first:end], kind="stable")[:TRIED]).tolist():
                facet, place = self._index.said[row]
                sentence = self._pack.topics[topic].facets[facet].sentences[place]
                if others.isdisjoint(self._pack.named_in(sentence)):
                    found.append(Sentence(topic, facet, place, scores.item(row), self._denies(sentence, asked)))
                    break
        return sorted(found, key=lambda one: -one.score)

    def scores(self, asked: Sequence[str], texts: Sequence[str]) -> Iterator[float]:
        """How many of the words asked each of some other texts tells of."""
        near = [(self._stem(word), self._near(word)) for word in asked]
        for stems in map(self._stems, texts):
            yield sum(1.0 if own in stems else NEAR if others & stems else 0.0 for own, others in near)

    def _scores(self, known: Sequence[str], asked: Sequence[str]) -> NDArray[np.float64]:
        index = self._index
        scores = np.zeros(len(index.said))
        for word in asked:
            own, told = index.holding(self._stem(word)), np.zeros(len(scores))
            for other in self._near(word):
                told[index.holding(other)] = NEAR
            told[own] = 1.0
            spans = (own.searchsorted(index.spans[topic]) for topic in known)
            scores += told * (EVERYWHERE if all(first < end for first, end in spans) else 1.0)
        return scores

    def _stem(self, word: str) -> str:
        """A word without its endings, whatever its form."""
        return self._lemmas.get(word) or stem(word)

    def _near(self, word: str) -> set[str]:
        return {self._stem(other) for other in self._synonyms.of(word)}

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(self._stem(word) for word in _WORD.findall(text.lower()) if word not in self.stop)

    def _denies(self, sentence: str, asked: Sequence[str]) -> bool:
        """Whether a sentence says No to what is asked, in the part of it that tells of that."""
        stems = {self._stem(word) for word in asked}
        parts = [self._short_of(part, stems) for part in _PART.split(sentence.lower())]
        telling = [part for part in parts if self._tells(part, stems)]
        return any(DENYING.search(part) for part in telling or parts)

    def _tells(self, part: str, stems: Collection[str]) -> bool:
        return any(self._stem(word) in stems for word in _WORD.findall(part))

    def _short_of(self, part: str, stems: Collection[str]) -> str:
        """A part of a sentence up to "without …", unless that is what is asked."""
        behind = _BEHIND.search(part)
        return part if behind is None or self._tells(behind[0], stems) else part[: behind.start()]

    @cached_property
    def _index(self) -> _Index:
        spans, said, stems, rows, checksum = {}, list[tuple[str, int]](), list[int](), list[int](), cache(_checksum)
        shared: dict[tuple[str, int], tuple[str, int]] = {}  # Of thousands of rows a few hundred differ.
        for topic in self._pack.topics.values():
            first = len(said)
            for facet, place, held in self._rows(topic):
                stems += map(checksum, held)
                rows += [len(said)] * len(held)
                said.append(shared.setdefault((facet, place), (facet, place)))
            spans[topic.id] = first, len(said)
        each = np.array(stems, dtype=np.uint32)
        order = np.argsort(each, kind="stable")
        known, firsts = np.unique(each[order], return_index=True)
        places = np.array(rows, dtype=np.int32)[order]
        return _Index(spans, said, known, np.append(firsts, len(each)).astype(np.int32), places)

    def _rows(self, topic: Topic) -> Iterator[tuple[str, int, frozenset[str]]]:
        """The sentences of a page with their stems; questions on a facet count for its nearest sentence."""
        for facet, prose in topic.facets.items():
            stems = [self._stems(sentence) for sentence in prose.sentences]
            for place, found in enumerate(stems):
                yield facet, place, found
            for question in topic.asks.get(facet, ()):
                asked = self._stems(question)
                yield facet, max(range(len(stems)), key=lambda at: len(stems[at] & asked)), asked


def _checksum(stem_: str) -> int:
    return crc32(stem_.encode())
