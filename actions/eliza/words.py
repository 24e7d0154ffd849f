"""What is typed → words, upper-case; a comma and a full stop are words by themselves."""

from __future__ import annotations

BREAKS = frozenset(",.")
"""Words that end a clause."""

_CONTROLS = map(chr, (*range(32), *range(127, 160)))
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(_CONTROLS, " "),
        **dict.fromkeys("!?", "."),
        **dict.fromkeys(":;–—", ","),
        "’": "'",
        **dict.fromkeys('"`¡«»¿‘‚‛“”„‟‹›', " "),
    }
)
"""Marks that were on no keyboard of 1966, as those that were (a convenience of Hay's re-creation)."""
_APART = str.maketrans({mark: f" {mark} " for mark in BREAKS})


def plain(text: str) -> str:
    """The text in capitals and in the marks of 1966."""
    return text.upper().translate(_PLAIN)


def words(text: str) -> list[str]:
    """The words of a line; none where it is blank."""
    return plain(text).translate(_APART).split()
