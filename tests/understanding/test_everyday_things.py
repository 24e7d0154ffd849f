"""Questions about things that no answer is about, though one may mention them in passing."""

from __future__ import annotations

import pytest
from visitor import Bot

from bot.engine import Engine
from bot.understanding.language.defining import defined

THINGS = """bread bicycle car dog mortgage pizza telephone guitar volcano laptop camera kitchen spider whale battery
bridge lawyer dentist rocket planet tax holiday hotel wine coffee salad recipe tennis chess bitcoin election democracy
treaty vaccine virus fever headache cancer allergy vitamin shoe lamp sofa river forest desert rainbow moon comet
dinosaur horse parrot rose violin opera castle pyramid university pension marriage pencil plastic diamond oil tractor
submarine taxi cat""".split()
ASKED = (
    "what is a {}?",
    "how does a {} work?",
    "what is the {} used for?",
    "what are the types of {}?",
    "give me an example of a {}",
    "who invented the {}?",
    "when was the {} invented?",
    "which {} is the oldest?",
    "is a {} better than a model of a ship?",
)


@pytest.mark.parametrize("asked", ASKED)
async def test_they_are_declined(engine: Engine, asked: str) -> None:
    answered = []
    for thing in THINGS:
        bot = Bot(engine)
        answer = await bot.say(asked.format(thing))
        if not bot.state().misses:
            answered.append(f"{asked.format(thing)} {answer.text[:80]!r}")
    assert len(answered) <= 0.05 * len(THINGS), "\n".join(answered)


async def test_what_an_answer_mentions_it_does_not_define(engine: Engine) -> None:
    """One answer says how a program knows a cat."""
    bot = Bot(engine)
    await bot.say("what is a cat?")
    assert bot.state().misses


async def test_what_an_answer_is_about_it_still_answers(engine: Engine) -> None:
    """By its own question, or by a word that its questions share."""
    for asked, answer in {
        "what is MMLU?": "benchmark",
        "what are model cards?": "card",
        "what is fair use?": "fair use",
        "what are vanishing gradients?": "shrink to nothing",
    }.items():
        assert answer in (await Bot(engine).say(asked)).text.lower(), asked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what is a cat", ("cat",)),
        ("how does the washing machine work", ("washing", "machine")),
        ("how does a cat work in a factory", ()),
        ("who invented the wheel", ("wheel",)),
        ("is a cat an animal", ()),
    ],
)
def test_what_a_question_is_about(text: str, words: tuple[str, ...]) -> None:
    assert defined(text) == words
