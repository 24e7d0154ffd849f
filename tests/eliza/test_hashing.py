"""HASH against values that Weizenbaum's paper states or the emulated 7094 gave, and at its edges."""

from __future__ import annotations

import pytest

from actions.eliza.hashing import MOST, hash_word, last_cell


@pytest.mark.parametrize(
    ("word", "bits", "value"),
    [("HERE", 2, 3), ("KIDS", 2, 1), ("TIME", 2, 0), ("ALWAYS", 7, 14), ("HAT", 2, 0), ("KEYS", 2, 1)],
)
def test_known_values(word: str, bits: int, value: int) -> None:
    assert hash_word(word, bits) == value


@pytest.mark.parametrize(
    ("word", "cell"),
    [
        ("ALWAYS", "21 43 66 21 70 62"),
        ("A", "21 60 60 60 60 60"),
        ("PURPOSE", "25 60 60 60 60 60"),
        ("PURPOSES", "25 62 60 60 60 60"),
        ("DON'T", "24 46 45 14 63 60"),
        ("0189/=", "00 01 10 11 61 13"),
        ("+.)-$*", "20 33 34 40 53 54"),
        (",(", "73 74 60 60 60 60"),
        ("É", "03 11 60 60 60 60"),
        ("CAFÉÉ", "11 60 60 60 60 60"),
        ("?", "77 60 60 60 60 60"),
        ("", "60 60 60 60 60 60"),
    ],
)
def test_the_last_cell_in_the_codes_of_the_7094(word: str, cell: str) -> None:
    """Left-justified and filled with blanks; of what has no code, the low six bits of its bytes."""
    assert last_cell(word) == int(cell.replace(" ", ""), 8)


def test_only_the_last_cell_counts() -> None:
    assert {hash_word(word, 15) for word in ("E", "PURPOSE", "ABCDEFABCDEFE")} == {hash_word("E", 15)}


def test_the_sign_does_not_count() -> None:
    """`-` sets the highest bit, `0` in its place none."""
    assert hash_word("-ABCDE", 35) == hash_word("0ABCDE", 35)
    assert hash_word("-ABCDE", 35) != hash_word("1ABCDE", 35)


@pytest.mark.parametrize("bits", [0, 1, 2, 5, 7, 15, 35, 36, 69, MOST])
def test_any_number_of_bits_from_the_middle_of_the_square(bits: int) -> None:
    """Of the seventy bits of the square as many stand above as below, or one less."""
    square = f"{(last_cell('ALWAYS') & 0o377777777777) ** 2:0{MOST}b}"
    above = (MOST - bits) // 2
    assert f"{hash_word('ALWAYS', bits):0{bits}b}"[: max(bits, 1)] == (square[above : above + bits] or "0")


@pytest.mark.parametrize("bits", [-1, MOST + 1])
def test_more_bits_than_there_are_is_an_error(bits: int) -> None:
    with pytest.raises(ValueError, match="square of 70"):
        hash_word("ALWAYS", bits)
