"""HASH as the IBM 7094 computed it for SLIP: the middle bits of the square of a six-character cell."""

from __future__ import annotations

CELL = 6
"""Characters in a machine word of 36 bits."""
MOST = 70
"""Bits of the square."""

_BLANK = 0o60
_CODES = {
    ord(character): first + place
    for first, row in {
        0o00: "0123456789",
        0o13: "='",
        0o20: "+ABCDEFGHI",
        0o33: ".)",
        0o40: "-JKLMNOPQR",
        0o53: "$*",
        0o60: " /STUVWXYZ",
        0o73: ",(",
    }.items()
    for place, character in enumerate(row)
}
"""The six-bit codes of the 7094 (BCD)."""


def hash_word(word: str, bits: int) -> int:
    """So many bits (70 at most) from the middle of the square of a word's last cell, the sign left out."""
    if not 0 <= bits <= MOST:
        raise ValueError(f"{bits} bits are not to be had of a square of {MOST}")
    magnitude = last_cell(word) & ((1 << 35) - 1)
    return magnitude * magnitude >> (35 - bits // 2) & ((1 << bits) - 1)


def last_cell(word: str) -> int:
    """The cell that holds the end of a word, as 36 bits: left-justified, filled with blanks.

    A byte of UTF-8 that has no code gives its low six bits.
    """
    data = word.encode("utf-8", "surrogatepass")
    cell = data[(len(data) - 1) // CELL * CELL :] if data else b""
    codes = [_CODES.get(byte, byte & 0o77) for byte in cell]
    number = 0
    for code in codes + [_BLANK] * (CELL - len(codes)):
        number = number << 6 | code
    return number
