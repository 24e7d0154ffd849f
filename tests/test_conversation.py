"""A conversation remembers what was said, in Rasa's events, and would go the same way again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.tracker import State

if TYPE_CHECKING:
    from bot.engine import Engine
    from tests.conftest import Bot

TALK = (
    "hello",
    "what is green tea?",
    "and black tea?",
    "when was it introduced?",
    "how do they differ?",
    "hello",
    "what is coffee?",
    "what is cocoa?",
    "list all teas",
    "the first one",
    "asdf",
    "say that again",
    "start over",
    "when was it introduced?",
)
"""A talk with pronouns, lists, misses, repeated greetings and a new start."""


async def test_the_state_is_what_the_events_add_up_to(tea_bot: Bot) -> None:
    """After every turn, the state kept beside the log is the log folded from its beginning."""
    for text in TALK:
        await tea_bot.say(text)
        assert tea_bot.store.conversations["visitor"].state == tea_bot.state()

    assert tea_bot.state().turns >= len(TALK)
    assert tea_bot.state().first_text == "hello"


async def test_the_same_talk_goes_the_same_way(tea_engine: Engine, tea_bot: Bot) -> None:
    """Said again at the same times, the same words get the same answers, traces and all."""
    another = type(tea_bot)(tea_engine)

    for text in TALK:
        assert await another.say(text) == await tea_bot.say(text)
    assert another.state() == tea_bot.state()


async def test_a_state_can_be_stored_and_read(tea_bot: Bot) -> None:
    """As plain data and back, a state is the same."""
    for text in TALK:
        await tea_bot.say(text)
        assert State.from_dict(tea_bot.state().as_dict()) == tea_bot.state()
    newer = {**tea_bot.state().as_dict(), "mood": "what a newer version keeps besides"}
    assert State.from_dict(newer) == tea_bot.state()


async def test_a_turn_leaves_rasas_events(tea_bot: Bot) -> None:
    """What was said, what was understood, which action ran and what it answered, each with the message's time."""
    answer = await tea_bot.say("what is green tea?")

    events = await tea_bot.store.events("visitor")
    user, action, *slots, said = events[3:]
    assert (user["event"], user["text"], user["message_id"]) == ("user", "what is green tea?", "message 1")
    assert user["parse_data"]["intent"]["name"] == "define"
    assert user["parse_data"]["entities"][0]["value"] == "green_tea"
    assert (action["event"], action["name"]) == ("action", "action_define")
    assert [(slot["event"], slot["name"], slot["value"]) for slot in slots] == [("slot", "topic", "green_tea")]
    assert (said["event"], said["text"]) == ("bot", answer.messages[0].text)
    assert said["metadata"]["pack"] == answer.trace["pack"], "the pack it was answered from"
    assert said["metadata"]["answers"] == ["green_tea.define"]
    assert len({event["timestamp"] for event in events}) == 1


async def test_wordings_take_turns(tea_bot: Bot) -> None:
    """Greeted twice, the bot does not say the same twice; the third time it says that it does."""
    first, second, third = [(await tea_bot.say("hello")).text for _ in range(3)]

    assert first != second
    assert third == f"Once more: {first}"


async def test_the_pack_that_ships_answers(bot: Bot) -> None:
    """The engine over the pack that ships answers a question, with its source, and knows what "it" is next."""
    assert "generator" in (await bot.say("what is a GAN?")).text
    assert "2014" in (await bot.say("when was it introduced?")).text
    assert bot.state().slots["topic"] == "gan"
