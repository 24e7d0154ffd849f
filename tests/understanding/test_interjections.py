"""Oaths and hesitation are cut out wherever they stand; a message of nothing else keeps them."""

from __future__ import annotations

import pytest

from bot.understanding.language.interjections import Interjections
from bot.understanding.language.text import normalise
from knowledge.loader import DEFAULT, load

WORDS = load(DEFAULT).words
INTERJECTIONS = Interjections(WORDS)


def left(message: str) -> str:
    """What a message is without them, with its marks."""
    words = INTERJECTIONS.out_of(normalise(message, WORDS).words)
    return "".join(f"{word.mark}{' ' if at else ''}{word.text}" for at, word in enumerate(words))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("what the hell is a token", "what is a token"),
        ("why in god's name does this damn thing lie", "why does this thing lie"),
        ("can I trust it with like history dates", "can i trust it with history dates"),
        ("why does this stupid AI thing invent sources", "why does this ai thing invent sources"),
        ("so, uh, who made it", "so, who made it"),
    ],
)
def test_they_are_cut_out(said: str, meant: str) -> None:
    """In front, within and behind; the mark before one stands before what follows."""
    assert left(said) == meant


@pytest.mark.parametrize("said", ["what the hell", "damn", "bloody hell", "what is it like", "is it stupid"])
def test_what_means_something_stays(said: str) -> None:
    """Alone they are all that is said, and elsewhere the same words ask something."""
    assert left(said) == said
