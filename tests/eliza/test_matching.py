"""Taking a text apart, held against a matcher that tries everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from exchange import one, replies, script
from hypothesis import given
from hypothesis import strategies as st

from actions.eliza.matching import decompose
from actions.eliza.script import Element, Pattern

A, B = frozenset({"A"}), frozenset({"B"})
ELEMENTS = st.sampled_from([0, 0, 1, 2, A, B, frozenset({"A", "C"}), frozenset[str]()])
TEXTS = st.lists(st.sampled_from("ABC"), max_size=9)


def lazily(pattern: Pattern, text: Sequence[str]) -> Iterator[list[Sequence[str]]]:
    """Every way to take a text apart, those first in which earlier `0` take fewer words."""
    if not pattern:
        if not text:
            yield []
        return
    element: Element = pattern[0]
    if isinstance(element, frozenset):
        widths = [1] if text and text[0] in element else []
    else:
        widths = list(range(len(text) + 1)) if element == 0 else [element] if element <= len(text) else []
    for width in widths:
        for rest in lazily(pattern[1:], text[width:]):
            yield [text[:width], *rest]


@given(st.lists(ELEMENTS, max_size=7).map(tuple), TEXTS)
def test_it_finds_what_trying_everything_finds_first(pattern: Pattern, text: list[str]) -> None:
    assert decompose(pattern, text) == next(lazily(pattern, text), None)


@pytest.mark.parametrize(
    ("pattern", "line", "shown"),
    [
        ("0 KEY 0", "a key b key c", "A / KEY / B KEY C"),
        ("0 KEY", "key a key", "KEY A / KEY"),
        ("KEY 0", "key", "KEY /"),
        ("2 KEY 1", "a b key c", "A B / KEY / C"),
        ("0 KEY 2 0", "key a b c", "/ KEY / A B / C"),
        ("0 0 KEY 0", "a key", "/ A / KEY"),
        ("0 (*X Y) 0 KEY", "a y x key", "A / Y / X / KEY"),
        ("0 (* X Y) KEY", "a y x key", "A Y / X / KEY"),
        ("0 (/T) 0", "key cat dog", "KEY / CAT / DOG"),
        ("0 (/T U) 0", "key dog cat", "KEY / DOG / CAT"),
        ("0 (/ U) 0", "key cat dog", "KEY CAT / DOG"),
        ("0 (/T) 0", "key puss", "KEY / CAT"),
        ("0 KEY KEYS 0", "key keys", "/ KEY / KEYS"),
    ],
)
def test_elements(pattern: str, line: str, shown: str) -> None:
    """Each element makes one part, words as well; a tag is asked of the word that stands in the text now."""
    tags = "(CAT DLIST(/T)) (DOG DLIST(/T U)) (PUSS = CAT)"
    parts = " / ".join(str(number) for number in range(1, shown.count("/") + 2))
    assert one(f"{tags} (KEY (({pattern}) ({parts})))", line) == shown


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("0 KEY", "key a"),
        ("KEY 0", "a key"),
        ("0 KEY 1", "key"),
        ("0 KEY 1", "key a b"),
        ("0 KE 0", "key"),
        ("0 (*DEPRESSEDLY D) 0", "key depressed"),
        ("0 (/T) 0", "key dog"),
        ("0 (KEY) 0", "key"),
        ("KEY KEY", "key"),
        ("0 (*) 0", "key"),
        ("999999999999 KEY", "a key"),
    ],
)
def test_what_does_not_fit(pattern: str, line: str) -> None:
    """Whole words, both ends, exact counts; a list that is neither choice nor tag is never one word."""
    spoken = script(f"(CAT DLIST(/T)) (KEY (({pattern}) (FITS)) ((0) (NO)))")
    assert replies(spoken, line) == ["NO"]


def test_a_hundred_thousand_words_are_no_hindrance() -> None:
    """Many `0` over a text of one word is what makes other matchers try for ever."""
    pattern: Pattern = (0, A, 0, A, 0, A, 0, A, 0, A, 0, A, 0, B)
    assert decompose(pattern, ["A"] * 100_000) is None
    parts = decompose(pattern, ["A"] * 100_000 + ["B"])
    assert parts is not None
    assert [len(part) for part in parts] == [0, 1] * 6 + [99_994, 1]
