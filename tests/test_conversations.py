"""Golden dialogues, written by people who had not seen the code."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import pytest
from visitor import Bot

from bot.conversation import Conversation
from bot.engine import Engine
from bot.rehearsal import Verdict, rehearse
from bot.stores.memory import MemoryStore
from knowledge.dialogue import Dialogue, written

RIGHT = 0.85
"""Share of all turns that must be as demanded; whole conversations are harder: one turn that goes astray spoils one."""


@pytest.fixture(scope="module")
def rehearsed(engine: Engine) -> Sequence[tuple[Verdict, Sequence[set[str]]]]:
    """Each dialogue as it went, and the texts that the bot sent at each turn."""

    async def held(dialogue: Dialogue) -> tuple[Verdict, Sequence[set[str]]]:
        store = MemoryStore()
        verdict = await rehearse(dialogue, Conversation(store, lambda: engine))
        [kept] = store.conversations.values()
        return verdict, [
            {event["text"] for event in turn if event["event"] == "bot" and event["text"]} for turn in kept.turns
        ]

    async def all_of_them() -> Sequence[tuple[Verdict, Sequence[set[str]]]]:
        return [await held(dialogue) for dialogue in written([Path(__file__).parent / "conversations"])]

    return asyncio.run(all_of_them())


def test_the_dialogues_go_as_written(rehearsed: Sequence[tuple[Verdict, Sequence[set[str]]]]) -> None:
    """Turn by turn, over all of them."""
    wrong: list[str] = []
    total = 0
    for verdict, _ in rehearsed:
        total += len(verdict.turns)
        for number in verdict.wrong:
            turn = verdict.turns[number]
            told = f"{turn.demanded.say!r} lacks {turn.lacks}, holds {turn.holds}: {turn.answer[:160]!r}"
            wrong.append(f"{verdict.dialogue.place(number)}: {told}")
    rate = 1 - len(wrong) / total
    assert rate >= RIGHT, f"{rate:.1%} of {total} turns:\n" + "\n".join(wrong)


def test_nothing_is_said_twice_within_ten_turns(rehearsed: Sequence[tuple[Verdict, Sequence[set[str]]]]) -> None:
    """Word for word, over all dialogues."""
    for verdict, said in rehearsed:
        last = deque[set[str]](maxlen=10)
        for turn, texts in zip(verdict.turns, said, strict=True):
            twice = [text for text in texts if any(text in earlier for earlier in last)]
            assert not twice, f"{verdict.dialogue.file.name}: {turn.demanded.say}"
            last.append(texts)


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("what is a GAN?", "and when was it introduced?", "2014"),
        ("what is a VAE?", "who made it?", "Kingma"),
        ("what is a transformer?", "and GANs?", "discriminator"),
        ("who made ChatGPT?", "and Midjourney?", "Midjourney"),
        ("difference between LLM and generative AI?", "and in architecture?", "transformer"),
        ("should I use an LLM for translation?", "and for images?", "image"),
        ("which tools are for audio?", "list them again", "Lyria"),
        ("which tools are for audio?", "the second one", "ElevenLabs"),
        ("what is a diffusion model?", "say that again", "noise"),
        ("what is a diffusion model?", "where did you get that?", "arxiv|novita"),
        ("is every generative AI an LLM?", "why not?", "images|audio"),
        ("who made ChatGPT?", "is it an LLM?", "built on|based on"),
        ("when did GPT-4 come out?", "I was asking about Claude, not GPT-4", "^Claude was released"),
        ("compare ELIZA with ChatGPT", "how many years lie between them?", "57 years"),
        ("copilot or codewhisperer", "the amazon one", "^CodeWhisperer is"),
        ("what is a NeRF?", "what was the 3D thing called again?", "radiance"),
        (
            "list the tools that make pictures",
            "without the retired ones",
            "^Of that list, that are not retired.*Midjourney",
        ),
        ("what is a VAE?", "by whom?", "Kingma"),
        ("should I use an LLM for slogans?", "and the cover art?", "image generator|Midjourney"),
        ("what is a chatbot?", "is Claude one?", "^Yes: Claude"),
        ("does a GAN have an encoder?", "who has one then?", "VAE"),
        ("does a GAN have an encoder?", "and a VAE?", "^Yes: A VAE"),
        ("who built ELIZA?", "where did he work?", "MIT"),
        ("what is Claude?", "what else have they got?", "By Anthropic"),
        ("what is Veo?", "its maker?", "Google"),
        ("was ChatGPT launched in 2021?", "which month exactly?", "November 2022"),
        ("compare BERT with GPT-1", "who made the older one?", "GPT-1 was made by OpenAI"),
        ("compare DALL-E with Midjourney", "which of the two can I still use?", "^Midjourney is available"),
        ("compare GPT-4 with Gemini", "are both still available?", "GPT-4 has been retired"),
        ("which AI makes short clips?", "which company is it?", "Google.*\n.*Runway"),
        ("who made brad?", "no sorry, I meant Bard", "Google"),
        ("what is GPT-3?", "how big is it?", "175 billion"),
        ("what is an AI winter?", "how many were there?", "Of the AI winters I know 2"),
        ("what is Lyria?", "back to the music thing: who made it?", "^Lyria was made"),
    ],
)
async def test_a_follow_up_is_about_what_was_said(engine: Engine, first: str, then: str, expected: str) -> None:
    """Pronouns, ellipsis, aspects, lists and sources keep to the topic."""
    bot = Bot(engine)
    await bot.say(first)
    assert re.search(expected, (await bot.say(then)).text)


async def test_starting_over_forgets(engine: Engine) -> None:
    """After "start over" nothing of before leaks in."""
    bot = Bot(engine)
    await bot.say("what is a GAN?")
    await bot.say("start over")
    assert "2014" not in (await bot.say("when was it introduced?")).text


async def test_a_decline_is_worded_in_turns(engine: Engine) -> None:
    """The same miss is not answered twice in the same words."""
    bot = Bot(engine)
    said = [(await bot.say("xyzzy plugh frobnicate")).text for _ in range(3)]
    assert len(set(said)) == 3


async def test_nobody_is_asked_back_twice_in_a_row(engine: Engine) -> None:
    """The second time the likeliest reading is answered, and said to be a guess."""
    bot = Bot(engine)
    first = await bot.say("i want to use AI for my brand")
    second = await bot.say("i want to use AI for my brand")

    assert [d["action"] for d in first.trace["decisions"]] == ["action_clarify"]
    assert "action_clarify" not in [d["action"] for d in second.trace["decisions"]]
    assert "guess" in second.text or "I may be wrong" in second.text
