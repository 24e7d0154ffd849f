"""A list that was shown is cut down, chosen from and gone through; what describes one of it is looked up."""

from __future__ import annotations

import pytest
from visitor import Bot

from bot.engine import Engine

NARROWED = [
    ("list image tools", "leave out the ones from Google and Adobe", "Midjourney", "Firefly"),
    ("list image tools", "cross out everything before 2023", "Firefly", "Midjourney"),
    ("list image tools", "only those since 2023", "Firefly", "Midjourney"),
    ("list image tools", "only the ones still around", "Midjourney", "Imagen"),
    ("list image tools", "what if I drop the first two?", "Midjourney", "DALL"),
    ("list image tools", "drop Midjourney", "without Midjourney: DALL", "), Midjourney"),
    ("model families", "keep the first two", "autoregressive", "LSTM"),
    ("which chatbots do you know?", "Google aside", "ChatGPT", "Gemini"),
]


@pytest.mark.parametrize(("first", "then", "there", "gone"), NARROWED)
async def test_what_is_left_out_of_a_list_is_gone_and_the_rest_stays(
    engine: Engine, first: str, then: str, there: str, gone: str
) -> None:
    """However it is put: "leave out", "drop", "only", "what if I"."""
    bot = Bot(engine)
    await bot.say(first)
    told = (await bot.say(then)).text.split("Source")[0]
    assert there in told, told
    assert gone not in told, told


async def test_what_nothing_is_written_of_picks_none(engine: Engine) -> None:
    """A pick rests on a sentence that tells it; without one the bot does not choose."""
    bot = Bot(engine)
    await bot.say("Midjourney or Firefly?")
    assert "That is" not in (await bot.say("which of the two do dentists like")).text
