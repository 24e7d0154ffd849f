"""Conditions are taken out of a message, which keeps its places, and nothing else is."""

from __future__ import annotations

import pytest

from bot.understanding.keywords.bidding import BIDDEN, Bidding
from bot.understanding.keywords.conditions import Conditions
from bot.understanding.language.text import normalise
from bot.understanding.understanding import Candidate, taken
from knowledge.loader import DEFAULT, load

PACK = load(DEFAULT)
CONDITIONS, BIDDING = Conditions(PACK), Bidding(PACK.words)


@pytest.mark.parametrize(
    ("said", "conditions", "left"),
    [
        ("need something I can self-host to summarise logs", ("own_machines",), "need something to summarise logs"),
        ("transcribe interviews, but nothing must leave our network", ("own_machines",), "transcribe interviews,"),
        ("pictures, as cheap as possible. Do I have to program?", (), None),
        ("It should be as cheap as possible, and it must run on my phone", ("phone", "cheap"), ","),
        ("do we need to hire an expert for that?", ("expertise",), "?"),
        ("The voice must speak Polish", ("spoken_language",), "The voice"),
    ],
)
def test_conditions_are_taken_out(said: str, conditions: tuple[str, ...], left: str | None) -> None:
    """What is left stands where it stood; what comes first in the pack comes first."""
    found = CONDITIONS.of(normalise(said, PACK.words).words)

    if left is None:
        assert found is not None
        return
    assert found is not None
    assert found.conditions == conditions
    rest = found.without(said)
    assert len(rest) == len(said)
    assert " ".join(rest.split()) == left


@pytest.mark.parametrize(
    "said",
    [
        "what is an open-weight model",
        "do transformers need a lot of data",
        "polish my text",
        "is there a cheap way to learn about GANs",
        "does an LLM run on a server",
    ],
)
def test_what_asks_something_else_says_no_condition(said: str) -> None:
    """A word of a condition alone is none."""
    assert CONDITIONS.of(normalise(said, PACK.words).words) is None


@pytest.mark.parametrize(
    ("said", "bids"),
    [
        ("do my maths: solve 3x + 5 = 20", True),
        ("Please you can correct my cover letter?", True),
        ("could you summarise this report for me", True),
        ("what is 15 percent of 280", True),
        ("I want to translate our menu", False),
        ("what can correct my letters", False),
        ("and then translate the captions", False),
        ("can you tell me what translates my letters", False),
    ],
)
def test_what_gives_the_bot_a_task(said: str, *, bids: bool) -> None:
    """A need that is told is no task for the bot."""
    heard = taken(said, Candidate("advise", (), 1.0, "cue"))

    [one] = BIDDING.over((heard,), normalise(said, PACK.words).words)

    assert one.chosen is not None
    assert (BIDDEN in {entity.entity for entity in one.chosen.entities}) is bids
