"""Sessions: what a visitor who comes back after a long silence meets, over each store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from visitor import Bot

from bot.conversation import Conversation
from bot.exchanges import exchanges
from bot.gaps import unanswered
from bot.messages import Utterance
from bot.rehearsal import BEGIN
from bot.stores.memory import MemoryStore
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store
from bot.tracker import Event, State, fold

if TYPE_CHECKING:
    from bot.engine import Engine

MINUTE, HOUR = 60.0, 3600.0
LUNCH = 61 * MINUTE
OPENING = ["action action_session_start", "session_started", "action action_listen"]


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each store in turn, open and empty."""
    made = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "bot.db")
    await made.open()
    yield made
    await made.close()


async def say(bot: Conversation, text: str, time: float, message_id: str = "") -> str:
    """Ann says something so many seconds after the beginning; the answer's text."""
    return (await bot.hear(Utterance(text, "ann", "test", message_id or f"at {time}", BEGIN + time))).text


def kinds(events: Sequence[Event]) -> list[str]:
    """What happened, with the names of actions."""
    return [f"action {event['name']}" if event["event"] == "action" else event["event"] for event in events]


async def test_the_first_message_and_one_after_an_hour_begin_a_session(tea_engine: Engine, store: Store) -> None:
    """As Rasa does it: its events stand before the message, with the message's time; the history stays whole."""
    bot = Conversation(store, lambda: tea_engine)
    await say(bot, "what is green tea?", 0)
    await say(bot, "and black tea?", HOUR)
    first = await bot.events("ann")
    await say(bot, "hello", 2 * HOUR + 1)
    events = await bot.events("ann")

    assert kinds(first)[:4] == [*OPENING, "user"]
    assert kinds(first).count("session_started") == 1, "exactly an hour is not yet too long"
    assert list(events[: len(first)]) == list(first)
    assert kinds(events[len(first) :])[:4] == [*OPENING, "user"]
    assert {event["timestamp"] for event in events[len(first) :]} == {BEGIN + 2 * HOUR + 1}
    assert events[0] == {
        "event": "action",
        "timestamp": BEGIN,
        "name": "action_session_start",
        "policy": None,
        "confidence": 1.0,
    }
    async with store.turn("ann", "next") as turn:
        assert turn.state == fold(State(), events)


async def test_nothing_is_answered_on_what_was_said_before_lunch(tea_engine: Engine, store: Store) -> None:
    """A pronoun, an ellipsis, a number, "again" and "more" find nothing to point at."""
    for text in (
        "and black tea?",
        "when was it introduced?",
        "2",
        "say that again",
        "tell me more",
        "how do they differ?",
    ):
        talked, fresh = Conversation(store, lambda: tea_engine), Bot(tea_engine)
        name = f"visitor who says {text}"
        for number, said in enumerate(("what is green tea?", "what is black tea?")):
            await talked.hear(Utterance(said, name, "test", str(number), BEGIN + number))
        late = await talked.hear(Utterance(text, name, "test", "late", BEGIN + LUNCH + 1))
        assert late.messages == (await fresh.say(text)).messages, text


async def test_an_answer_given_before_lunch_is_given_whole_again(tea_engine: Engine, store: Store) -> None:
    """A moment later the short form is enough; after an hour nobody remembers the long one."""
    bot = Conversation(store, lambda: tea_engine)
    whole = await say(bot, "what is green tea?", 0)

    assert await say(bot, "what is green tea?", MINUTE) != whole
    assert await say(bot, "what is green tea?", MINUTE + LUNCH) == whole


async def test_a_visitor_may_go_back_to_what_was_spoken_of(engine: Engine, store: Store) -> None:
    """Asked where we were, the bot names it; a description is enough; wordings go on taking turns."""
    bot = Conversation(store, lambda: engine)
    declined = await say(bot, "who won the cup?", 0)
    await say(bot, "what is a VAE?", MINUTE)
    await say(bot, "what is ELIZA?", 2 * MINUTE)

    assert await say(bot, "who won the cup?", 2 * MINUTE + LUNCH) != declined
    assert "ELIZA and VAE" in await say(bot, "where were we?", 3 * MINUTE + LUNCH)
    await say(bot, "what is a GAN?", 4 * MINUTE + LUNCH)
    assert "ELIZA" in await say(bot, "what was that chatbot called?", 5 * MINUTE + LUNCH)
    first = await say(bot, "what did I ask at first?", 6 * MINUTE + 2 * LUNCH)
    assert "who won the cup?" in first, "the first message of the whole conversation"


async def test_a_form_does_not_outlive_its_session(bot: Bot) -> None:
    """Who was being advised yesterday is not asked on, and what was told then decides nothing today."""
    await bot.say("help me choose")
    await bot.say("pictures")
    assert bot.state().form

    late = await bot.say("what is a VAE?", after=20 * HOUR)
    assert bot.state().form == ""
    assert late.text.startswith("A variational autoencoder")
    assert "pictures" not in (await bot.say("what have I told you so far?")).text


@pytest.mark.parametrize("minutes", [0, 100_000])
async def test_sessions_can_be_long_or_endless(tea_engine: Engine, store: Store, minutes: float) -> None:
    """With another time-out, or none, the dialogue goes on a day later."""
    bot = Conversation(store, lambda: tea_engine, session_timeout=minutes)
    await say(bot, "what is green tea?", 0)

    assert "Black tea" in await say(bot, "and black tea?", 24 * HOUR)
    assert kinds(await bot.events("ann")).count("session_started") == 1


async def test_a_message_delivered_again_after_the_session_begins_none(tea_engine: Engine, store: Store) -> None:
    """It gets its first answer, and nothing is added; a message sent before the last one begins none either."""
    bot = Conversation(store, lambda: tea_engine)
    first = await say(bot, "what is green tea?", HOUR, "m1")
    await say(bot, "what is black tea?", HOUR - LUNCH)
    before = await bot.events("ann")

    assert await say(bot, "what is green tea?", 3 * HOUR, "m1") == first
    assert await bot.events("ann") == before
    assert kinds(before).count("session_started") == 1


def test_a_conversation_from_before_there_were_sessions_goes_on(tea_engine: Engine) -> None:
    """A state that knows no time is read, and is not taken for a long silence."""
    old: dict[str, Any] = {**State(turns=3, trail=(("green_tea", "what is green tea?"),)).as_dict()}
    del old["time"], old["earlier"]

    read = State.from_dict(old)
    assert (read.time, read.earlier, read.turns) == (0.0, (), 3)
    again = fold(read, [{"event": "user", "text": "hello", "timestamp": BEGIN}])
    assert again.time == BEGIN


async def test_what_was_left_open_before_lunch_stays_a_gap(tea_engine: Engine, store: Store) -> None:
    """An answer in a later session resolves no question back of an earlier one; each exchange tells its session."""
    bot = Conversation(store, lambda: tea_engine)
    await say(bot, "limits?", 0)
    await say(bot, "what is green tea?", LUNCH)
    held = exchanges(await bot.events("ann"))

    assert [(one.message, one.session) for one in held] == [("limits?", 1), ("what is green tea?", 2)]
    assert [part.fate for one in held for part in one.parts] == ["asked back", "answered"]
    assert [(gap.text, gap.how) for gap in unanswered(held)] == [("limits?", "asked back")]
