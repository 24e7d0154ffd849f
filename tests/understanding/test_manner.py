"""Lengths and audiences: what is asked stays what it is without them."""

from __future__ import annotations

import pytest

from bot.understanding.keywords.manner import Manners
from bot.understanding.language.text import normalise
from knowledge.loader import DEFAULT, load

WORDS = load(DEFAULT).words
MANNERS = Manners(WORDS)


@pytest.mark.parametrize(
    ("said", "asked", "sentences", "simple"),
    [
        ("latent space in one or two sentences", "latent space", 2, False),
        ("In twenty words at most, what are LLMs?", "what are llms", 1, False),
        ("A closing line about LLMs, twenty words at most", "llms", 1, False),
        ("one sentence for eight-year-olds: what does AI do?", "what does ai do", 1, True),
        ("explain diffusion to a six year old in a single sentence", "explain diffusion", 1, True),
        ("What is a GAN, in short?", "what is a gan", 1, False),
        ("how would you tell a child what a token is", "what a token is", 0, True),
        ("I only have one sentence of text", "i only have one sentence of text", 0, False),
        ("what can I use for a short answer", "what can i use for a short answer", 0, False),
        ("two lines of code please", "two lines of code please", 0, False),
        ("do I have to write in whole sentences", "do i have to write in whole sentences", 0, False),
    ],
)
def test_how_an_answer_is_wanted_is_no_part_of_the_question(
    said: str, asked: str, sentences: int, simple: bool
) -> None:
    """It is taken out where it stands apart, and left where it is what is spoken of."""
    wanted = MANNERS.of(normalise(said, WORDS).words)
    assert (" ".join(word.text for word in wanted.words), *wanted.manner) == (asked, sentences, simple)
    assert not wanted.alone


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("put that in one sentence", "shorter"),
        ("ok the short version for a slide", "shorter"),
        ("shorter, it must fit on one slide", "shorter"),
        ("explain it like I'm five", "reword"),
        ("can you squeeze that into a tweet", "shorter"),
    ],
)
def test_alone_it_speaks_of_the_answer_before(said: str, intent: str) -> None:
    """A message that says nothing else is a question of its own."""
    assert MANNERS.of(normalise(said, WORDS).words).alone == intent
