"""ELIZA as a guest: asked for, she speaks as in 1966 until she is told to stop, in every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from visitor import Bot

from actions.eliza.machine import State, hear
from actions.eliza.reading import read
from knowledge.loader import HERE

if TYPE_CHECKING:
    from conftest import Served

SCRIPT = read(HERE / "english" / "eliza.script")
SAID = ("my boss hates me", "what is a VAE?", "you are like my mother", "no, I meant GANs", "thanks", "I am sad", "🙂")


@pytest.mark.parametrize(
    "asked", ["can I talk to ELIZA?", "let me speak with eliza", "eliza mode", "put me through to Eliza"]
)
async def test_she_comes_when_she_is_asked_for(bot: Bot, asked: str) -> None:
    """With her greeting, and the way back."""
    answer = await bot.say(asked)

    assert SCRIPT.greeting in answer.text
    assert "stop" in answer.text
    assert answer.messages[-1].buttons[0].title == "Stop talking to ELIZA"


async def test_she_answers_to_the_letter_until_she_is_stopped(bot: Bot) -> None:
    """Each reply is the machine's own, whatever the knowledge could say; afterwards the bot is itself again."""
    await bot.say("can I talk to ELIZA?")
    state = State()
    for text in (*SAID, *SAID):
        state, reply = hear(SCRIPT, state, text)
        assert (await bot.say(text)).text == reply
    assert "Doolittle" in (await bot.say("Stop talking to ELIZA")).text
    assert "encoder" in (await bot.say("what is a VAE?")).text


@pytest.mark.parametrize("stop", ["stop", "please stop", "ok, bye now", "quit", "back to the bot", "Enough, please!"])
async def test_she_leaves_when_she_is_told_to(bot: Bot, stop: str) -> None:
    """In several ways; a sentence that only holds such a word is for her."""
    await bot.say("can I talk to ELIZA?")
    assert "ELIZA" not in (await bot.say("I want my mother to stop nagging me")).text
    assert bot.state().slots.get("eliza")
    assert "LLMs and generative AI" in (await bot.say(stop)).text
    assert not bot.state().slots.get("eliza")


async def test_asking_about_her_is_not_asking_for_her(bot: Bot) -> None:
    """What ELIZA is stays a question."""
    assert "Weizenbaum" in (await bot.say("who made ELIZA?")).text
    assert not bot.state().slots.get("eliza")


def test_she_comes_over_http_as_well(served: Served) -> None:
    """In every channel it is the same conversation."""
    assert SCRIPT.greeting in served.say("can I talk to ELIZA?", "ann")[0]["text"]
    assert served.say("my boss hates me", "ann")[0]["text"] == hear(SCRIPT, State(), "my boss hates me")[1]
    assert "Doolittle" in served.say("stop", "ann")[0]["text"]
