"""Meanings that are remembered: understood once in each context, and never taken for what it means in another."""

from __future__ import annotations

from pathlib import Path

from visitor import Bot

from bot.understanding.context import Context
from bot.understanding.interpreter import Interpreter
from bot.understanding.knowhow import Knowhow
from bot.understanding.meanings import LONGEST, MOST, Meanings
from bot.understanding.understanding import Understanding
from knowledge.loader import load


class _Counted:
    """Understands nothing, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Context]] = []

    def __call__(self, message: str, context: Context) -> Understanding:
        """Nothing but the message."""
        self.asked.append((message, context))
        return Understanding(message, ())


def test_a_message_is_understood_once_in_each_context() -> None:
    """A context that is equal is the same one, however it came about."""
    counted = _Counted()
    memory, entities = Meanings(counted), [({"entity": "topic", "value": "vae"},) for _ in range(2)]
    for _ in range(2):
        assert memory.understand("why?", Context()).text == "why?"
        assert memory.understand("why?", Context(heard="what is a VAE?", entities=entities[0])).text == "why?"
        assert memory.understand("why?", Context(heard="what is a VAE?", entities=entities[1])).text == "why?"
    assert len(counted.asked) == 2


def test_nothing_that_was_said_before_is_kept() -> None:
    """What was deleted is not kept here either: of a context there is no more than a digest."""
    memory = Meanings(_Counted())
    memory.understand("why?", Context(heard="my name is Ada Lovelace", trail=(("vae", "my street is Dorset Street"),)))
    assert "Lovelace" not in repr(memory.__dict__)
    assert "Dorset" not in repr(memory.__dict__)


def test_what_nobody_says_again_is_not_kept() -> None:
    """A long message is understood each time, and of many short ones the oldest is let go."""
    counted = _Counted()
    memory = Meanings(counted)
    for _ in range(2):
        memory.understand("a" * (LONGEST + 1), Context())
    assert len(counted.asked) == 2
    for number in (0, *range(MOST + 1), 0):
        memory.understand(str(number), Context())
    assert [message for message, _ in counted.asked].count("0") == 2


async def test_the_same_words_mean_what_the_conversation_makes_of_them(bot: Bot) -> None:
    """One "how does it work?" after two topics gets two answers, each of them again and again."""
    for _ in range(2):
        for topic, part in (("GAN", "generator"), ("VAE", "encoder")):
            await bot.say(f"what is a {topic}?")
            assert part in (await bot.say("how does it work?")).text.lower()


def test_remembered_is_as_found_out(tiny_pack: Path) -> None:
    """Understanding is a function of message and context: remembering changes nothing but the time it takes."""
    knowhow = Knowhow.of(load(tiny_pack), None)
    one, other = Interpreter(knowhow), Interpreter(knowhow)
    context = Context(focus="green_tea", intent="define", heard="what is green tea?")
    for message in ("what is green tea?", "and how is it made", "grene tea", "thx", "pixies?"):
        found = one.understand(message, context)
        assert one.understand(message, context) is found
        assert other.understand(message, context) == found
