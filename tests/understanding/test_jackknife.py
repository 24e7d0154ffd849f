"""The jackknife: what the other examples make of one, as though a visitor had said it."""

from __future__ import annotations

import pytest

from bot.understanding.matching import jackknife
from bot.understanding.matching.features import Sample
from bot.understanding.matching.index import Index
from bot.understanding.matching.jackknife import LeftOut, left_out
from bot.understanding.matching.ridge import Ridge
from bot.understanding.matching.vectors import Vectors, vectors

SAID = {
    "hours": ["when do you open", "at what time do you open", "are you open on sundays", "until when are you open"],
    "post": ["do you send parcels", "how long does a parcel take", "what does a parcel cost", "is the parcel free"],
    "odd": ["when do you open the shop", "my cat is sick", "who won the match"],
}
LABELS = [place for place, said in enumerate(SAID.values()) for _ in said]
SAMPLES = [Sample(words, words) for said in SAID.values() for words in (tuple(one.split()) for one in said)]


def scored(index: Index, sources: list[int]) -> dict[int, LeftOut]:
    """By the number of the example."""
    return {one.example: one for one in left_out(index, sources)}


@pytest.mark.parametrize("table", [vectors(), None])
def test_each_is_scored_as_by_a_ridge_that_never_saw_it(table: Vectors | None) -> None:
    """Nearly the same scores: sketches stand for features, and rarity is counted over all."""
    found = scored(Index.of(SAMPLES, LABELS, table), [*range(len(SAMPLES))])

    assert found.keys() == {*range(len(SAMPLES))}
    for place, sample in enumerate(SAMPLES):
        others = [at for at in range(len(SAMPLES)) if at != place]
        ridge = Ridge(Index.of([SAMPLES[at] for at in others], [LABELS[at] for at in others], table), table)
        scores = {near.label: near.score for near in ridge.best(sample, 9)}
        assert found[place].own == pytest.approx(scores[LABELS[place]], abs=0.15)
        assert found[place].score == pytest.approx(max(s for la, s in scores.items() if la != LABELS[place]), abs=0.15)


def test_a_misplaced_example_is_another_s_by_all_accounts() -> None:
    """Its own label has nothing like it; the other's closest example is named."""
    found = scored(Index.of(SAMPLES, LABELS, vectors()), [*range(len(SAMPLES))])[8]

    assert (found.other, found.closest) == (0, 0)
    assert found.own < 0.1 < 0.5 < found.score


def test_a_twin_speaks_for_an_example_unless_both_are_of_one_source() -> None:
    """The same sentence written twice keeps both at home; two forms of one pattern do not vouch for each other."""
    samples, labels = [*SAMPLES, SAMPLES[8]], [*LABELS, 2]
    index = Index.of(samples, labels, vectors())

    assert scored(index, [*range(len(samples))])[8].own > 0.4
    assert scored(index, [*range(len(SAMPLES)), 8])[8].own < 0.1


def test_of_many_examples_the_nearest_cells_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking in a few cells finds what looking at all of them finds."""
    index, sources = Index.of(SAMPLES, LABELS, vectors()), [*range(len(SAMPLES))]
    whole = scored(index, sources)
    monkeypatch.setattr(jackknife, "FEW", 0)

    for place, one in scored(index, sources).items():
        assert (one.other, one.closest) == (whole[place].other, whole[place].closest)
        assert one.score == pytest.approx(whole[place].score, abs=1e-3)


def test_one_label_leaves_nothing_to_doubt() -> None:
    """With nothing to be taken for, no example is looked at; nor is there any of none."""
    assert not scored(Index.of(SAMPLES, [0] * len(SAMPLES), None), [*range(len(SAMPLES))])
    assert not scored(Index.of([], [], None), [])
