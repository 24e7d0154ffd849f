"""The matcher on its own: labelled sentences in, the likeliest labels of a text out. No pack is needed.

It is what a pack's curated answers are found with, without names, rules and conversation: an exact hit is sure,
unknown words are repaired against the examples' own vocabulary, the rest is the ridge over the nearest examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from bot.understanding.examples.classifier import Lane, Scored, learn, probability
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.spelling import Speller
from bot.understanding.language.text import spoken
from bot.understanding.matching.features import Sample
from bot.understanding.matching.vectors import Vectors
from knowledge.language import Words


class Matcher:
    """Matches texts with labelled examples; there is nothing to train."""

    def __init__(self, examples: Sequence[tuple[str, str]], language: Words, vectors: Vectors | None) -> None:
        """From pairs of text and label."""
        self._language = language
        sampled = tuple((label, self._sample(text)) for text, label in examples)
        self._exact = {sample.words: label for label, sample in reversed(sampled)}
        vocabulary = {word for _, sample in sampled for word in sample.words}
        if vectors is not None:
            vectors.learn(vocabulary)
        self._speller = Speller(Lexicon({}, frozenset(), ()), vocabulary, language.stopwords)
        self._lane = Lane(learn(sampled, vectors), vectors)
        self.best = lru_cache(maxsize=1024)(self._best)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, in the order of its first example."""
        return self._lane.labels

    def _best(self, text: str) -> tuple[Scored, ...]:
        """The likeliest labels, best first, each with its probability as the score; empty for a text without words."""
        words = self._sample(text).words
        if words in self._exact:
            return (Scored(self._exact[words], 1.0),)
        mended = tuple(chain.from_iterable([self._speller.repair(word)[0] for word in words]))
        found = self._lane.best(Sample(mended, mended))
        return tuple(Scored(scored.label, probability(scored.score)) for scored in found)

    def _sample(self, text: str) -> Sample:
        words = spoken(text, self._language)
        return Sample(words, words)
