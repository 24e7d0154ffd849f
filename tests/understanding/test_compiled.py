"""The inner loops, compiled, say nearly what numpy says; and they follow no number out of an array."""

from __future__ import annotations

import random
import sys
from typing import Any

import numpy as np
import pytest
from outside import absent
from test_ridge import ASKED, taught

from bot.understanding.matching import index as indexing
from bot.understanding.matching import kin, terms
from bot.understanding.matching import vectors as vectoring
from bot.understanding.matching.built import native
from bot.understanding.matching.compiled import Compiled
from bot.understanding.matching.features import Sample
from bot.understanding.matching.held import Holder
from bot.understanding.matching.plain import LIKELY, NEAREST, Plain
from bot.understanding.matching.ridge import Ridge
from bot.understanding.matching.vectors import Vectors, vectors

SAMPLES = [Sample(words, words) for words in ASKED]


@pytest.fixture(autouse=True)
def _compiled() -> None:
    if native is None:
        absent("there was no C compiler when the project was installed")


@pytest.mark.parametrize("table", [vectors(), None])
@pytest.mark.parametrize(("count", "once"), [(300, 1500), (900, 0), (4000, 0)])
def test_compiled_or_not_a_text_has_the_same_labels(
    count: int, once: int, table: Vectors | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all examples solved once, over the nearest of all, and over the nearest of some cells."""
    monkeypatch.setattr(indexing, "ONCE", once)
    _, index = taught(count, table)
    ridge = Ridge(index, table)
    assert isinstance(ridge._arithmetic, Compiled)
    quick = [ridge.best(sample, 5) for sample in SAMPLES]
    monkeypatch.setattr(ridge, "_arithmetic", Plain(index))
    plain = [ridge.best(sample, 5) for sample in SAMPLES]

    apart = [abs(one[0].score - other[0].score) for one, other in zip(quick, plain, strict=True)]
    assert sum(apart) < 0.002 * len(apart)
    assert max(apart) < 0.1, "of examples that are as near, one may be left out here and another there"
    assert sum(one[0][::2] == other[0][::2] for one, other in zip(quick, plain, strict=True)) > 0.98 * len(SAMPLES)


def test_compiled_or_not_examples_hold_the_same_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phrases, kin by letters, and the vector of a text, also of words that no example has."""
    table = vectors()
    assert table is not None
    _, index = taught(900, table)
    mistyped = [Sample(tuple(word[::-1] for word in sample.words), sample.plain) for sample in SAMPLES]
    quick = [(Holder(index).of(sample), table._of(sample.plain)) for sample in (*SAMPLES, *mistyped)]
    for module in (kin, terms, vectoring):
        monkeypatch.setattr(module, "native", None)
    plain = [(Holder(index).of(sample), table._of(sample.plain)) for sample in (*SAMPLES, *mistyped)]

    for (one, vector), (other, same) in zip(quick, plain, strict=True):
        assert one.phrases == other.phrases
        assert (one.phrased, one.spelt) == pytest.approx((other.phrased, other.spelt))
        for mine, theirs in zip(one.kin, other.kin, strict=True):
            assert mine == pytest.approx(theirs, rel=1e-5)
        assert vector == pytest.approx(same, abs=1e-6)


def test_both_count_alike() -> None:
    """What C and Python each write down is the same."""
    assert (native.NEAREST, native.LIKELY, native.USUAL) == (NEAREST, LIKELY, indexing.AXES)


def test_numbers_that_lead_nowhere_are_refused() -> None:
    """Whatever one array of a call is changed to, by length, by type or by its numbers: an error, or an answer."""
    table = vectors()
    _, index = taught(300, table)
    _, wide = taught(1600, table)
    calls = [*_calls(index, table), *_calls(wide, table)]
    arrays = [each for _, given in calls for each in given if isinstance(each, np.ndarray)]
    held = [*map(sys.getrefcount, arrays)]
    assert {name for name, _ in calls} == {"known", "shared", "unit", "lexical", "overall", "nearest"}
    draw, refused = random.Random(7), 0
    for _ in range(3000):
        name, given = draw.choice(calls)
        try:
            getattr(native, name)(*_broken(given, draw))
        except (IndexError, TypeError, ValueError, BufferError, OverflowError):
            refused += 1
    assert refused > 1000
    assert [*map(sys.getrefcount, arrays)] == held, "what a refused call was given is let go"


def _calls(index: indexing.Index, table: Vectors | None) -> list[tuple[str, tuple[Any, ...]]]:
    """What each function is called with for one text."""
    calls: list[tuple[str, tuple[Any, ...]]] = []

    class Recorder:
        def __getattr__(self, name: str) -> Any:
            if not callable(getattr(native, name)):
                return getattr(native, name)

            def recorded(*given: Any) -> Any:
                calls.append((name, tuple(np.copy(each) if isinstance(each, np.ndarray) else each for each in given)))
                return getattr(native, name)(*given)

            return recorded

    with pytest.MonkeyPatch.context() as patch:
        for module in (kin, terms, vectoring, __import__(Compiled.__module__, fromlist=["native"])):
            patch.setattr(module, "native", Recorder())
        words = ("which", "modlels", "write", "poems")
        Ridge(index, table).best(Sample(words, words), 5)
    return calls


def _broken(given: Any, draw: random.Random) -> Any:
    """The same with one part of it changed."""
    at = draw.randrange(len(given))
    return tuple(_changed(each, draw) if place == at else each for place, each in enumerate(given))


def _changed(value: Any, draw: random.Random) -> Any:
    if isinstance(value, np.ndarray):
        return draw.choice([value[: len(value) // 2], value[:0], value.astype(np.float64), _wild(value, draw)])
    if isinstance(value, tuple):
        return _broken(value, draw)
    if isinstance(value, list):
        wrong = np.zeros(4)  # Numbers of another width.
        return draw.choice([[], [*value, 2**40], [*value, -5], [None], "none", [*value, *value], [wrong]])
    return draw.choice([-1, 0, 2**20, None, 1.5])


def _wild(values: Any, draw: random.Random) -> Any:
    changed = values.copy()
    if changed.size:
        changed.flat[draw.randrange(changed.size)] = draw.choice([-100, 100, -1, 0])
    return changed
