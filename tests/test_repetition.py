"""Nobody is told the same thing twice in a row: long walks through chit-chat, misses and questions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from visitor import Bot
from written import written

from bot.engine import Engine

CHAT = written(Path(__file__).parent / "questions" / "chat.yaml")
WINDOW = 10
STEPS = 120


async def walk(bot: Bot, said: Sequence[str], seed: int) -> list[str]:
    """The bot's replies on a walk that likes to go back to what was said before, as people do."""
    dice, replies, recent = random.Random(seed), [], list(said[:1])
    for _ in range(STEPS):
        text = dice.choice(recent) if dice.random() < 0.6 else dice.choice(said)
        recent = [*recent[-3:], text]
        replies.append((await bot.say(text)).text)
    return replies


def repeated(replies: Sequence[str]) -> list[tuple[int, str]]:
    """The replies that were given within the last turns as well, with the number of their turn."""
    return [(n, reply) for n, reply in enumerate(replies) if reply in replies[max(0, n - WINDOW) : n]]


@pytest.mark.parametrize("seed", range(8))
async def test_no_reply_comes_twice_within_ten_turns(bot: Bot, seed: int) -> None:
    """Small talk, feelings, requests, declines and questions, in any order and again and again."""
    assert repeated(await walk(bot, CHAT, seed)) == []


@pytest.mark.parametrize("seed", range(4))
async def test_nor_over_another_pack(tea_bot: Bot, seed: int) -> None:
    """The script is shared: a pack with little small talk of its own repeats itself as little."""
    assert repeated(await walk(tea_bot, CHAT, seed)) == []


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "zxcv qwer",
        "what does Midjourney cost",
        "I feel lost",
        "write me a poem",
        "?!",
        "limitations",
        "you are stupid",
    ],
)
async def test_the_same_message_gets_ten_different_replies(bot: Bot, text: str) -> None:
    """Greeting, misses of every kind, feelings, requests, silence, asking back, insults."""
    replies = [(await bot.say(text)).text for _ in range(WINDOW)]
    assert len(set(replies)) == WINDOW
    assert all(replies)


async def test_an_answer_asked_for_again_comes_back_short(bot: Bot) -> None:
    """Introduced as said before, its first sentence and its sources; a button brings it all."""
    first, second, third = [await bot.say("What is a GAN?") for _ in range(3)]

    sentence = first.text.split(". ")[0]
    assert second.text.startswith(f"As I said: {sentence}.")
    assert third.text.startswith(f"As I told you a moment ago: {sentence}.")
    assert len(second.text) < len(first.text)
    assert second.text.splitlines()[-1] == first.text.splitlines()[-1]
    assert second.messages[0].custom == {
        "blocks": [b for b in first.messages[0].custom["blocks"] if b["type"] == "sources"]
    }
    again = second.buttons[0]
    assert again.title == "Say it all again"
    assert first.text in (await bot.say(again.payload)).text


async def test_what_is_asked_to_be_repeated_is_repeated_whole(bot: Bot) -> None:
    """Nobody who says "say that again" is told that it was said."""
    first = (await bot.say("What is a VAE?")).text

    again = [(await bot.say("say that again")).text for _ in range(3)]
    assert [first in text for text in again] == [True, True, True]


async def test_after_ten_turns_an_answer_is_given_whole(engine: Engine) -> None:
    """By then it was forgotten, or it is meant."""
    bot = Bot(engine)
    first = (await bot.say("What is a GAN?")).text
    for n in range(WINDOW):
        await bot.say(f"zxcv {n}")

    assert (await bot.say("What is a GAN?")).text == first
