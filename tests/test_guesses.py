"""What is likely enough for a guess is answered as one; between two that are about as likely it is asked."""

from __future__ import annotations

import pytest
from visitor import Bot

from bot import assembly
from bot.engine import Engine
from bot.exchanges import exchanges
from knowledge.loader import load

CARD = """
id: kettles
title: kettles
language: english
operator: A shop.
contact: Ask at the counter.
provenance: The shop wrote this.
"""
FAQ = """
question,answer
How do I send a kettle back?,"Within two weeks, in its box."
How do I have a kettle repaired?,Bring it in on a Friday.
How do I descale a kettle?,Boil vinegar in it.
When are you open?,From nine to six.
Which colours are there?,Red and black.
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A shop's list of questions, one example each."""
    folder = tmp_path_factory.mktemp("kettles")
    (folder / "faq").mkdir()
    (folder / "pack.yaml").write_text(CARD.lstrip(), "utf-8")
    (folder / "faq/faq.csv").write_text(FAQ.lstrip(), "utf-8")
    return assembly.engine(load(folder))


async def test_a_likely_reading_is_answered_as_a_guess_beside_what_else_it_could_be(shop: Engine) -> None:
    """A curator finds it among the questions that were asked back."""
    bot = Bot(shop)
    answer = await bot.say("kettle?")
    kept = exchanges(await bot.store.events("visitor"))

    assert answer.trace["understanding"]["clauses"][0]["outcome"] == "likely"
    assert "guess" in answer.text
    assert "vinegar" in answer.text
    assert [button.title for button in answer.buttons][:1] == ["How do I send a kettle back?"]
    assert [part.fate for part in kept[0].parts] == ["asked back"]


async def test_what_it_could_be_besides_is_one_answer_away(shop: Engine) -> None:
    bot = Bot(shop)
    await bot.say("kettle?")
    assert "two weeks" in (await bot.say("the first one")).text


async def test_between_answers_that_are_about_as_likely_it_is_asked(shop: Engine) -> None:
    bot = Bot(shop)
    answer = await bot.say("my kettle")

    assert [told["action"] for told in answer.trace["decisions"]] == ["action_clarify"]
    assert len(answer.buttons) == 3
    assert "vinegar" not in answer.text
