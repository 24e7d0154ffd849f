"""Descriptions: which topics some words describe, as in a dictionary read backwards.

A description is set against what the pack says of each topic: its names, its definition, what the other sides of it
say first, and every question about it. Two likenesses count alike: how much of the description the topic's words
cover, rare words counting more and near synonyms nearly as much (after Mihalcea, Corley, Strapparava, AAAI 2006), and
how near its vector is to that of the topic's most similar sentence.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.knowhow import Knowhow
from bot.understanding.language.stemming import stem
from bot.understanding.language.text import spoken
from bot.understanding.matching.index import STEPS, stepped
from bot.understanding.matching.postings import Floats
from knowledge.topic import Topic

GRAMMAR = 0.35
"""What a word counts that is mostly grammar: "wrong" and "never" tell something of a hallucination."""
UNLIKE, ALIKE = 0.35, 0.95
"""Cosines at which another word begins to stand for a word, and at which it would do so wholly."""
NEARLY = 0.85
"""What another word counts at the most."""
SHORTEST = 4
"""Letters of the shortest word that another may stand for."""
NARROW = ("organisation", "person", "criterion")
"""Kinds of topics that are described only where their kind is named: "the company that …"."""
ELSEWHERE = 0.12
"""What those lose where it is not."""
PROPER = 0.06
"""What a topic with a name of its own loses where its kind is not named."""
MUCH = 0.06
"""What a topic loses of which 2.7 times as much is said as of most."""
SPOKEN = 0.12
"""What a topic gains that the conversation is about."""
OF_KIND = 0.08
"""What it gains that is of the kind named."""


class Fitting(NamedTuple):
    """A topic that a description fits."""

    topic: str
    score: float
    """From 0 to 1; two topics that fit are about as likely where theirs differ by less than a tenth."""
    covered: float
    """How much of the description what is said of the topic covers, from 0 to 1."""


class _Read(NamedTuple):
    """What the pack says of its topics, read for comparing."""

    topics: tuple[str, ...]
    stems: NDArray[np.uint32]
    """Checksums, in order: the words themselves would take ten times as much."""
    weights: Floats
    """Of the stems: how much rarer than in every topic."""
    held: NDArray[np.uint16]
    """The stems of each topic, one topic behind the other."""
    firsts: NDArray[np.int32]
    """Where each topic's begin."""
    told: NDArray[np.int8]
    """A vector for each sentence of a definition."""
    of: NDArray[np.uint16]
    """Whose sentence it is."""

    def place(self, word: str) -> int:
        """Where the stem of a word is; -1 if nothing said of a topic holds it."""
        checksum = crc32(stem(word).encode())
        place = int(self.stems.searchsorted(checksum))
        return place if place < len(self.stems) and self.stems[place] == checksum else -1


class Descriptions:
    """Ranks the topics of a pack by how well words describe them; read when it is first asked, or warmed."""

    def __init__(self, knowhow: Knowhow) -> None:
        self._knowhow, self._pack = knowhow, knowhow.pack

    def warm(self) -> None:
        """Read it now."""
        if not self._pack.plain:
            self._much  # noqa: B018  # Reads what is said of each topic, too.

    def best(
        self, words: Sequence[str], likely: Collection[str] = (), kind: str = "", count: int = 3
    ) -> tuple[Fitting, ...]:
        """The topics that words fit best, best first.

        `likely` are topics a conversation is about, which a description most likely means; `kind` is the kind of
        thing that is described, where it was named.
        """
        if not words or self._pack.plain:
            return ()
        read = self._read
        covered = self._covered(words)
        scores = 0.5 * covered + 0.5 * self._near(words) - MUCH * self._much
        within = self._pack.kinds_under(kind) if kind else frozenset[str]()
        for place, topic in enumerate(read.topics):
            own = self._pack.kind_of(topic)
            if own not in within:
                scores[place] -= ELSEWHERE if own in NARROW else PROPER * self.proper(own)
            scores[place] += SPOKEN * (topic in likely) + OF_KIND * (own in within)
        best = np.argsort(-scores, kind="stable")[:count].tolist()
        return tuple(Fitting(read.topics[place], scores.item(place), covered.item(place)) for place in best)

    @cached_property
    def _much(self) -> NDArray[np.float64]:
        """How much more than of others is said of a topic: much said covers much by chance."""
        sizes = np.log(np.diff([*self._read.firsts, len(self._read.held)]))
        return np.asarray(sizes - sizes.mean(), dtype=np.float64)

    def proper(self, kind: str) -> bool:
        """Whether things of a kind have names of their own, which nobody looks for in a dictionary."""
        known = self._pack.card.kinds.get(kind)
        return known is not None and not known.article

    def _covered(self, words: Sequence[str]) -> NDArray[np.float64]:
        """How much of a description each topic's words cover."""
        read, total = self._read, 0.0
        found = np.zeros(len(read.topics))
        rarest = math.log(len(read.topics) + 1)
        for word in dict.fromkeys(words):
            place = read.place(word)
            weight = float(read.weights[place]) if place >= 0 else rarest
            weight *= GRAMMAR if word in self._pack.words.stopwords else 1.0
            total += weight
            found += weight * np.maximum.reduceat(self._standing(word)[read.held], read.firsts)
        return found / total if total else found

    def _standing(self, word: str) -> Floats:
        """How well each stem stands for a word."""
        read = self._read
        stands = np.zeros(len(read.stems), dtype=np.float32)
        if len(word) >= SHORTEST and (alike := self._knowhow.synonyms.alike(word)) is not None:
            known = self._known >= 0
            counts = np.clip((alike - UNLIKE) / (ALIKE - UNLIKE), 0.0, NEARLY)
            np.maximum.at(stands, self._known[known], counts[known])
        if (place := read.place(word)) >= 0:
            stands[place] = 1.0
        return stands

    @cached_property
    def _known(self) -> NDArray[np.int16]:
        """The stem of each word that has synonyms; -1 for those that nothing said of a topic holds."""
        return np.array([self._read.place(word) for word in self._knowhow.synonyms.words], dtype=np.int16)

    def _near(self, words: Sequence[str]) -> NDArray[np.float64]:
        """The cosine of a description and each topic's most similar sentence."""
        vectors, read = self._knowhow.vectors, self._read
        near = np.zeros(len(read.topics))
        if vectors is None:
            return near
        vector = vectors.of(self._telling(words))
        np.maximum.at(near, read.of, read.told.astype(np.float32) @ vector / STEPS)
        labels, places = self._asked
        np.maximum.at(near, places, self._knowhow.entries.cosines(vectors.of(tuple(words)))[labels])
        return near

    @cached_property
    def _asked(self) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """The labels that are a side of a topic, and the place of each one's topic."""
        places = {topic: place for place, topic in enumerate(self._read.topics)}
        sides = (label.removeprefix("topic/").partition(".")[0] for label in self._knowhow.entries.labels)
        found = [(label, places[topic]) for label, topic in enumerate(sides) if topic in places]
        labels, of = zip(*found, strict=True) if found else ((), ())
        return np.array(labels, dtype=np.int32), np.array(of, dtype=np.int16)

    def _telling(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(word for word in words if word not in self._pack.words.stopwords) or tuple(words)

    @cached_property
    def _read(self) -> _Read:
        topics = tuple(self._pack.topics.values())
        said = [np.unique(np.fromiter(self._stems(topic), dtype=np.uint32)) for topic in topics]
        stems, held = np.unique(np.concatenate(said), return_inverse=True)
        counts = np.bincount(held)
        told, of = self._sentences(topics)
        return _Read(
            tuple(topic.id for topic in topics),
            stems,
            np.log((len(topics) + 1) / (counts + 1)).astype(np.float32),
            held.astype(np.uint16),
            np.cumsum([0, *map(len, said)])[:-1].astype(np.int32),
            told,
            of,
        )

    def _stems(self, topic: Topic) -> Iterator[int]:
        """The checksums of all stems in what is said of a topic and asked about it."""
        asked = (self._knowhow.entries.vocabulary.get(f"topic/{topic.id}.{side}", "") for side in topic.asks)
        words = {word for text in _texts(topic) for word in self._words(text)}.union(*map(str.split, asked))
        return (crc32(stem(word).encode()) for word in words)

    def _sentences(self, topics: Sequence[Topic]) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
        vectors = self._knowhow.vectors
        if vectors is None:
            return np.zeros((0, 0), dtype=np.int8), np.zeros(0, dtype=np.uint16)
        rows, of = [], []
        for place, topic in enumerate(topics):
            define = topic.facets.get("define")
            for sentence in define.sentences if define else ():
                rows.append(stepped(vectors.of(self._telling(self._words(sentence)))))
                of.append(place)
        vectors.forget()
        return np.stack(rows), np.array(of, dtype=np.uint16)

    def _words(self, text: str) -> tuple[str, ...]:
        return spoken(text, self._pack.words)


def _texts(topic: Topic) -> Iterator[str]:
    """What says something of a topic: its names, its definition, what its other sides say first."""
    yield from (topic.name, topic.short, topic.stands_for, *topic.aliases)
    if define := topic.facets.get("define"):
        yield define.text
