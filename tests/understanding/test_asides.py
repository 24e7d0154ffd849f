"""What long messages hold beside a question is left aside; what bears on the answer is not."""

from __future__ import annotations

import pytest

from bot.understanding.asides import TRIED, without_asides
from bot.understanding.understanding import Interpretation, Understanding
from knowledge.loader import DEFAULT, load

WORDS = load(DEFAULT).words


def read_as(message: str) -> list[str]:
    """What a message is tried as instead; no reading of it settles anything."""
    tried: list[str] = []

    def understood(plain: str) -> Understanding:
        tried.append(plain)
        return Understanding(plain, (Interpretation(plain, "declined", None, (), "nothing is sure"),))

    assert without_asides(message, WORDS, understood) is None
    return tried


def left(message: str) -> list[str]:
    """The same without the blanks."""
    return [" ".join(plain.split()) for plain in read_as(message)]


@pytest.mark.parametrize(
    ("message", "question"),
    [
        (
            "My uncle, who mends clocks, left me a note about networks; how does a GAN work?",
            "how does a GAN work?",
        ),
        (
            "I run a choir in a small town, and since nobody here knows: who invented the VAE?",
            "who invented the VAE?",
        ),
        ("How does a GAN, if you please, learn to draw?", "How does a GAN learn to draw?"),
    ],
)
def test_a_question_is_found_beside_what_is_told(message: str, question: str) -> None:
    """With blanks for the rest, so that names stand where they stood."""
    assert question in left(message)
    assert all(len(plain) == len(message) for plain in read_as(message))


@pytest.mark.parametrize(
    "message",
    [
        "What is a GAN?",
        "If we publish the pictures in our next catalogue for the fair, who owns the copyright?",
        "I want a poster for our next concert in the town hall, can Midjourney do that?",
        "In one sentence for my slide on the history of the field, what is a GAN?",
    ],
)
def test_what_bears_on_the_answer_stays(message: str) -> None:
    """A condition, a wish for brevity, and what a question points back to."""
    assert all(plain.split()[0] in message.split()[:1] for plain in left(message))


def test_of_many_questions_in_a_row_few_are_tried() -> None:
    """Each takes as long as a message does."""
    assert len(read_as(f"Well, {', '.join(['what is it'] * 8)}?")) <= TRIED + 1
