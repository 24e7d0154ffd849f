"""What is said often: a turn taken twice alike is taken again as it was, and never where anything differs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.action import PackAction
from actions.reading import Reading
from actions.reply import Reply
from bot import often
from bot.conversation import Conversation
from bot.engine import Engine
from bot.in_process import InProcessExecutor
from bot.messages import Answer, Utterance
from bot.often import LONGEST, MOST, NOTED, Often
from bot.rehearsal import APART, BEGIN
from bot.stores.memory import MemoryStore
from knowledge.dialogue import written

DAY = 24 * 3600.0
OPENINGS = ("What is a VAE?", "and how does it work?", "which is newer, a GAN or that?", "thanks")
Heard = Sequence[tuple[Answer, Sequence[Any]]]


@pytest.fixture
def fresh(engine: Engine) -> Engine:
    """The engine, as if it had heard nothing yet."""
    return Engine(engine.pack, engine.interpreter, engine.executor, engine.wording)


async def held(engine: Engine, said: Sequence[str], name: str, begin: float = BEGIN) -> tuple[Heard, Any]:
    """A conversation in these words: each answer with the turn's events, and what it adds up to."""
    store = MemoryStore()
    conversation = Conversation(store, lambda: engine)
    answers = [
        await conversation.hear(Utterance(text, name, "test", f"{name} {number}", begin + APART * number))
        for number, text in enumerate(said)
    ]
    kept = store.conversations[name]
    return [*zip(answers, kept.turns, strict=True)], kept.state


def again(one: Heard, other: Heard) -> bool:
    """Whether each answer of the other is made of the very messages of the first."""
    return all(a.messages is b.messages for (a, _), (b, _) in zip(one, other, strict=True))


async def test_the_third_conversation_that_goes_alike_is_not_worked_out_again(fresh: Engine) -> None:
    first, _ = await held(fresh, OPENINGS, "ann")
    second, _ = await held(fresh, OPENINGS, "bob")
    third, _ = await held(fresh, OPENINGS, "cid", BEGIN + 3600)
    assert not again(first, second)
    assert again(second, third)
    for number, (answer, events) in enumerate(third):
        assert answer.conversation == "cid"
        assert {event["timestamp"] for event in events} == {BEGIN + 3600 + APART * number}
        assert [event["message_id"] for event in events if event["event"] == "user"] == [f"cid {number}"]


def test_remembered_is_as_found_out(engine: Engine) -> None:
    """Over all dialogues: answers, events and state of the third time are those of an engine that remembers nothing."""

    async def one(said: Sequence[str]) -> None:
        fresh, plain = (Engine(engine.pack, engine.interpreter, engine.executor, engine.wording) for _ in range(2))
        for _ in range(2):
            await held(fresh, said, "visitor")
        remembered, found_out = await held(fresh, said, "visitor"), await held(plain, said, "visitor")
        assert remembered == found_out, said

    async def all_of_them() -> None:
        dialogues = written([Path(__file__).parent / "conversations"])
        for dialogue in dialogues[::3]:
            await one([turn.say for turn in dialogue.turns])

    asyncio.run(all_of_them())


async def test_another_turn_before_it_makes_it_another(fresh: Engine) -> None:
    """One "how does it work?" after two topics gets two answers, each of them again and again."""
    for _ in range(3):
        for topic, part in (("GAN", "generator"), ("VAE", "encoder")):
            heard, _ = await held(fresh, (f"what is a {topic}?", "how does it work?"), "visitor")
            assert part in heard[1][0].text.lower()


@pytest.mark.parametrize(
    "differs",
    [
        {"time": BEGIN + DAY},
        {"person": True},
        {"text": "What is a VAE"},
    ],
)
async def test_what_a_turn_depends_on_is_looked_at(fresh: Engine, differs: dict[str, Any]) -> None:
    """On another day, with a person at hand, in other words: it is worked out anew."""

    async def asked(number: int, **given: Any) -> Answer:
        told = {"text": "What is a VAE?", "time": BEGIN, "channel": "test", "message_id": "1", **given}
        return await Conversation(MemoryStore(), lambda: fresh).hear(Utterance(conversation=str(number), **told))

    _, kept = await asked(0), await asked(1)
    assert (await asked(2)).messages is kept.messages
    assert (await asked(2, channel="rest", metadata={"page": "/"})).messages is kept.messages
    assert (await asked(3, **differs)).messages is not kept.messages


async def test_what_the_visitor_sent_with_it_is_logged_as_it_was_sent(fresh: Engine) -> None:
    """Channel and metadata are each message's own."""
    store = MemoryStore()
    conversation = Conversation(store, lambda: fresh)
    for number in range(3):
        utterance = Utterance("hello", str(number), f"channel {number}", "1", BEGIN, {"page": f"/{number}"})
        await conversation.hear(utterance)
        [user] = [event for event in store.conversations[str(number)].events if event["event"] == "user"]
        assert (user["input_channel"], user["metadata"]) == (f"channel {number}", {"page": f"/{number}"})


class Dated(PackAction):
    """Looks elsewhere than at the reading."""

    repeatable = False
    called = 0

    def name(self) -> str:
        return "action_greet"

    def reply(self, reading: Reading) -> Reply:
        Dated.called += 1
        return Reply(f"You are visitor {Dated.called}.")


class Failing(Dated):
    """Does what it can, and fails."""

    repeatable = True

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        Dated.called += 1
        raise LookupError("no visitor")


@pytest.mark.parametrize("kind", [Dated, Failing])
async def test_an_action_that_looks_elsewhere_or_fails_is_run_each_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, kind: type[Dated]
) -> None:
    """Only what says that it is repeatable is not run again, and never an apology."""
    entry = engine.pack.intents["define"].action
    monkeypatch.setattr(kind, "name", lambda _: entry)
    monkeypatch.setattr(Dated, "called", 0)
    executor = InProcessExecutor([kind(engine.pack)], engine.pack.digest, 5.0)
    changed = Engine(engine.pack, engine.interpreter, executor, engine.wording)
    for _ in range(4):
        await held(changed, ["What is a VAE?"], "visitor")
    assert Dated.called == 4


async def test_who_is_with_a_person_is_not_answered_from_memory(fresh: Engine) -> None:
    """When that began is the conversation's own."""

    async def handed_over(name: str, time: float) -> float:
        store = MemoryStore()
        conversation = Conversation(store, lambda: fresh, person=["test"])
        await conversation.hear(Utterance("can I talk to a human?", name, "test", "1", time))
        return store.conversations[name].state.paused_at

    assert [await handed_over(str(number), BEGIN + number) for number in range(4)] == [BEGIN + n for n in range(4)]


def everything(memory: Often) -> str:
    """All that is remembered, as text."""
    return repr([getattr(memory, name) for name in vars(memory)])


async def test_what_one_visitor_said_alone_is_not_kept(fresh: Engine) -> None:
    """Once there is a digest; a second time there is more, until somebody wants to be forgotten."""
    said = ("My name is Ada Lovelace.", "what is a VAE?")
    await held(fresh, said, "ada")
    assert "Lovelace" not in everything(fresh.often)
    await held(fresh, said, "ada")
    assert "Lovelace" in everything(fresh.often)
    store = MemoryStore()
    await Conversation(store, lambda: fresh).forget("nobody")
    assert "Lovelace" not in everything(fresh.often)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """As if few turns could be remembered."""
    assert MOST < NOTED

    def limited() -> None:
        monkeypatch.setattr(often, "MOST", 3)
        monkeypatch.setattr(often, "NOTED", 6)

    return limited


async def test_what_nobody_says_again_goes(fresh: Engine, few: Callable[[], None]) -> None:
    """Of many turns the ones that were not taken for the longest go, and a long message is never kept."""
    few()
    for text in ("hello", "thanks", "bye", "what is a VAE?", "what is a GAN?"):
        for _ in range(2):
            await held(fresh, [text], "visitor")
    kept = everything(fresh.often)
    assert "what is a GAN?" in kept
    assert "hello" not in kept
    for _ in range(3):
        await held(fresh, ["what is a VAE?" + " " * LONGEST], "visitor")
    assert " " * LONGEST not in everything(fresh.often)
