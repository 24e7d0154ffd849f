"""The ridge: solved once over few examples, for each text over the nearest of many; both say the same."""

from __future__ import annotations

import pytest

from bot.understanding.examples.lessons import asks
from bot.understanding.language.text import spoken
from bot.understanding.matching import index as indexing
from bot.understanding.matching import ridge as ridges
from bot.understanding.matching.features import Sample
from bot.understanding.matching.index import Index
from bot.understanding.matching.kernel import RIDGE
from bot.understanding.matching.ridge import Ridge
from bot.understanding.matching.vectors import Vectors, vectors
from knowledge.loader import DEFAULT, load

PACK = load(DEFAULT)
CURATED = [(label, spoken(sentence, PACK.words)) for label, sentence in asks(PACK)]
ASKED = [words for _, words in CURATED[3::40]]
"""Texts that no index of these tests holds."""
TAUGHT = [pair for place, pair in enumerate(CURATED) if place % 40 != 3]


def taught(count: int, table: Vectors | None) -> tuple[list[str], Index]:
    """The labels and the index of so many questions, from all over the pack."""
    some = TAUGHT[:: len(TAUGHT) // count][:count]
    labels = sorted({label for label, _ in some})
    samples = [Sample(words, words) for _, words in some]
    return labels, Index.of(samples, [labels.index(label) for label, _ in some], table)


@pytest.mark.parametrize("table", [vectors(), None])
def test_an_example_scores_what_the_ridge_leaves_of_its_label(table: Vectors | None) -> None:
    """In closed form: its target less the ridge times its share."""
    labels, index = taught(300, table)
    some = [words for _, words in TAUGHT[:: len(TAUGHT) // 300][:300]]

    ridge, errors = Ridge(index, table), []
    for row in range(0, 300, 7):
        words, label = some[index.order[row]], index.labels[row]
        scores = {near.label: near.score for near in ridge.best(Sample(words, words), len(labels))}
        errors.append(abs(scores[label] - (1 - RIDGE * index.shares[row, label])))
    assert sum(errors) < 0.015 * len(errors)
    assert max(errors) < 0.2, "words hardly alike count in the one and not in the other"


@pytest.mark.parametrize("table", [vectors(), None])
def test_a_solve_over_the_nearest_says_what_one_over_all_does(
    table: Vectors | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same label for nine texts of ten that any example is like, at nearly the same score."""
    _, index = taught(900, table)
    whole = Ridge(index, table)
    monkeypatch.setattr(indexing, "ONCE", 0)
    near = Ridge(taught(900, table)[1], table)

    pairs = [(whole.best(Sample(words, words), 5)[0], near.best(Sample(words, words), 5)[0]) for words in ASKED]
    like = [(one, other) for one, other in pairs if one.score > 0.2]
    same = [(one, other) for one, other in like if one.label == other.label]
    assert len(like) > 30
    assert len(same) > 0.9 * len(like)
    assert sum(abs(one.score - other.score) for one, other in same) < 0.05 * len(same)
    closest = sum(one.row == other.row for one, other in same)
    assert closest > 0.95 * len(same), "the closest example, but for two that are as close to the last bit"


def test_of_many_examples_the_nearest_cells_and_the_words_in_common_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking there finds what looking at every outline finds, but for a text in twenty."""
    table = vectors()
    _, index = taught(4000, table)
    ridge = Ridge(index, table)
    monkeypatch.setattr(ridges, "FEW", 4000)
    whole = [ridge.best(Sample(words, words), 1)[0] for words in ASKED]
    monkeypatch.setattr(ridges, "FEW", 0)
    monkeypatch.setattr(ridges, "CELLS", 8)
    found = [ridge.best(Sample(words, words), 1)[0] for words in ASKED]

    assert sum(one.label == other.label for one, other in zip(whole, found, strict=True)) > 0.95 * len(ASKED)
    assert sum(one == other for one, other in zip(whole, found, strict=True)) < len(ASKED), "the cells were looked in"


def test_a_word_that_is_one_token_is_looked_up_as_the_tokenizer_would() -> None:
    """The shorter way to a vector leads to the same one."""
    table = vectors()
    assert table is not None
    words = sorted({word for _, words in CURATED for word in words})[::9]

    for word, vector in zip(words, table.each(words), strict=True):
        assert table.of((word,)) == pytest.approx(vector, abs=1e-6), word
