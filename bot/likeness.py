"""Likeness: questions put into groups by the words they share, the rare ones counting most.

The likeness of two questions is what the words they share weigh, by what all their words weigh (weighted Jaccard), a
word weighing the more the fewer questions have it. A question joins the group whose first it is most like. Only groups
that share one of a question's rarest words are looked at: whatever is like enough shares one (prefix filtering;
Chaudhuri, Ganti, Kaushik 2006), so that the work grows with what is alike and not with the square of all there is.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA

from bot.understanding.language.deletions import Deletions
from bot.understanding.language.text import normalise
from knowledge.language import Words

ALIKE = 0.5
"""Likeness from which two questions are put together."""
SPELT = 5
"""Letters from which a word may be another one with a slip or an ending: `caffeine`, `cafeine`; `price`, `prices`."""

ASKED = frozenset({"who", "when", "where", "why"})
"""Words of the closed classes that tell questions on one subject apart."""

Content = frozenset[str]
"""The words of a question that say what it is about."""


def content(text: str, language: Words) -> Content:
    """The words of a text without the closed classes; all of them where it has no other."""
    words = frozenset(word.text for word in normalise(text, language).words)
    return words - (language.stopwords - ASKED) or words


def groups(questions: Sequence[Content]) -> tuple[tuple[int, ...], ...]:
    """Put questions together by their places; the first come first, and each group begins with the first of it."""
    questions = _one_spelling(questions)
    weights = _weights(questions)
    found: list[list[int]] = []
    totals: list[float] = []
    having: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(questions):
        total = math.fsum(weights[word] for word in words)
        telling = _telling(words, total, weights)
        best, closest = 0.0, -1
        for group in dict.fromkeys(group for word in telling for group in having[word]):
            shared = math.fsum(weights[word] for word in words & questions[found[group][0]])
            likeness = shared / (total + totals[group] - shared)
            if likeness >= ALIKE and likeness > best:
                best, closest = likeness, group
        if closest >= 0:
            found[closest].append(place)
            continue
        for word in telling:
            having[word].append(len(found))
        found.append([place])
        totals.append(total)
    return tuple(map(tuple, found))


def _telling(words: Content, total: float, weights: Mapping[str, float]) -> list[str]:
    """The rarest words, until the rest of a question alone is too little to be like another."""
    rest, found = total, []
    for word in sorted(words, key=lambda word: (-weights[word], word)):
        if rest < ALIKE * total:
            break
        found.append(word)
        rest -= weights[word]
    return found


def _weights(questions: Sequence[Content]) -> dict[str, float]:
    counts = Counter(word for words in questions for word in words)
    return {word: math.log(1 + len(questions) / count) for word, count in counts.items()}


def _one_spelling(questions: Sequence[Content]) -> list[Content]:
    """The questions with each word as most of them spell it."""
    counts = Counter(word for words in questions for word in words)
    long = sorted(word for word in counts if len(word) >= SPELT and word.isalpha())
    index = Deletions(long)
    spelt: dict[str, str] = {}
    for word in long:
        near = [word, *(other for other in index.near(word, 1) if OSA.distance(word, other, score_cutoff=1) == 1)]
        spelt[word] = min(near, key=lambda other: (-counts[other], other))
    return [frozenset(spelt.get(word, word) for word in words) for words in questions]
