"""Questions that are alike are put together, the same way whatever else is asked, and without looking at every pair."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.likeness import ALIKE, content, groups
from knowledge.vocabulary import language

ENGLISH = language("english")
WORDS = st.frozensets(
    st.sampled_from(["tea", "pot", "cup", "milk", "jug", "who", "why", "hot"]), min_size=1, max_size=5
)


def together(*questions: str) -> list[list[str]]:
    """Questions in their groups."""
    return [[questions[n] for n in group] for group in groups([content(text, ENGLISH) for text in questions])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("do you have oolong?", "OOLONG, please"),
        ("what is the price of oolong", "oolong price"),
        ("is there caffeine in it", "has it cafeine"),
        ("which temperature should the water have", "water temperatures?"),
        ("what is it", "what is it?"),
    ],
)
def test_what_asks_the_same_is_together(one: str, other: str) -> None:
    """In other words of courtesy, another order, with an ending or a slip."""
    assert together("can I add lemon", one, "who runs the shop", other)[1] == [one, other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("what does oolong cost", "what does matcha cost"),
        ("when was oolong introduced in Europe", "who introduced oolong there"),
        ("can I add lemon", "can I add milk"),
    ],
)
def test_what_asks_something_else_is_apart(one: str, other: str) -> None:
    """Another subject, or another side of it."""
    apart = together("can I have lemon", "what does sencha cost", one, other)
    assert not any({one, other} <= set(group) for group in apart)


@given(st.lists(WORDS, max_size=30))
def test_no_like_question_is_passed_over(questions: list[frozenset[str]]) -> None:
    """Looking at rare words alone finds what looking at every group would: each question is with its likeliest."""
    counts = Counter(word for words in questions for word in words)
    weights = {word: math.log(1 + len(questions) / count) for word, count in counts.items()}
    expected: list[list[int]] = []
    for place, words in enumerate(questions):
        firsts = [questions[group[0]] for group in expected]
        likeness = [_weight(words & first, weights) / _weight(words | first, weights) for first in firsts]
        if likeness and max(likeness) >= ALIKE + 1e-9:
            expected[likeness.index(max(likeness))].append(place)
        elif not likeness or max(likeness) < ALIKE - 1e-9:
            expected.append([place])
        else:
            return  # Exactly on the border, rounding decides.
    found = groups(questions)
    assert sorted(place for group in found for place in group) == list(range(len(questions)))
    assert [group[0] for group in found] == [group[0] for group in expected]


def _weight(words: frozenset[str], weights: dict[str, float]) -> float:
    return math.fsum(weights[word] for word in words)


def test_a_hundred_thousand_questions_are_no_square() -> None:
    """Each is held against those it shares a rare word with: all of them are grouped while one waits."""
    questions = [frozenset({"tea", f"word{n % 40_000}", f"thing{n % 7}"}) for n in range(100_000)]

    assert len(groups(questions)) == 40_000
