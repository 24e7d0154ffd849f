"""Slips that make another word, or one that could be several: what the question is like tells what was meant."""

from __future__ import annotations

import importlib.util
import json
import random
import re
from pathlib import Path

import pytest
from visitor import Bot

from bot.channels.rest import rendered
from bot.engine import Engine

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "acceptance"
LOST = 0.04
"""Share of the questions that one slip each may cost."""


@pytest.mark.parametrize(
    ("said", "repaired"),
    [
        ("what is noise in diffusion modes?", "modes → model"),
        ("does motel size matter when choosing?", "motel → model"),
        ("do llms alucinate", "alucinate → hallucinate"),
        ("which kind of model adds nopse and then removes it", "nopse → noise"),
        ("what abot ethics and privacy?", "abot → about"),
        ("is an LLM one of thone?", "thone → those"),
    ],
)
async def test_what_is_read_instead_is_in_the_trace(engine: Engine, said: str, repaired: str) -> None:
    bot = Bot(engine)
    answer = await bot.say(said)
    assert repaired in answer.trace["understanding"]["repairs"]
    assert not bot.state().misses


@pytest.mark.parametrize("said", ["what is a motel?", "where can I park my van?", "how long is the mode of travel?"])
async def test_what_is_like_nothing_else_stays_as_it_is(engine: Engine, said: str) -> None:
    bot = Bot(engine)
    answer = await bot.say(said)
    assert answer.trace["understanding"]["repairs"] == []
    assert bot.state().misses


async def test_a_reading_can_be_refused(engine: Engine) -> None:
    bot = Bot(engine)
    await bot.say("what is noise in diffusion modes?")
    answer = await bot.say("no, I did mean modes")
    assert answer.trace["understanding"]["insisted"] == ["modes"]
    assert answer.trace["understanding"]["repairs"] == []


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the acceptance questions are not beside the project")
async def test_one_slip_in_each_question_costs_few_of_them(engine: Engine) -> None:
    """In a word of five letters or more: one left out, put in, exchanged or swapped; over two sets of slips."""
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    items = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()]

    async def right(slips: random.Random | None) -> int:
        good = 0
        for item in items:
            bot, problems = Bot(engine), []
            for turn in item["turns"]:
                said = slipped(turn["say"], slips) if slips else turn["say"]
                problems += score.check_turn(turn, list(rendered(await bot.say(said))), item["category"])
            good += not problems
        return good

    spelt = await right(None)
    typed = [await right(random.Random(seed)) for seed in (1, 2)]
    assert (spelt - sum(typed) / len(typed)) / len(items) <= LOST


def slipped(text: str, slips: random.Random) -> str:
    """The text with one slip of the finger."""
    words = [found.span() for found in re.finditer(r"[A-Za-z]{5,}", text)]
    if not words:
        return text
    start, end = slips.choice(words)
    at, letter = slips.randrange(start, end), slips.choice("abcdefghijklmnopqrstuvwxyz")
    swap = min(at, end - 2)
    return slips.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:swap] + text[swap + 1] + text[swap] + text[swap + 2 :],
        )
    )
