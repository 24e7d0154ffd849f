"""One contract for every store: what a turn keeps, in which order, and what it keeps when something goes wrong."""

from __future__ import annotations

import asyncio

import pytest
from turns import said, take

from bot.messages import Answer
from bot.stores.store import Store


async def test_an_unknown_conversation_is_empty(store: Store) -> None:
    """Who has said nothing has no events, an empty state and no answer."""
    assert await store.events("nobody") == ()
    async with store.turn("nobody", "1") as turn:
        assert (turn.state.turns, list(turn.events), turn.answer) == (0, [], None)
    assert await store.events("nobody") == ()


async def test_a_turn_comes_back(store: Store) -> None:
    """The next turn finds the state, the events and, for the same message, the answer."""
    given = await take(store, "hello")

    async with store.turn("ann", "hello") as turn:
        assert turn.answer == given
        assert turn.state.turns == 1
        assert turn.state.slots == {"said": "hello"}
        assert [event["event"] for event in turn.events] == ["user", "slot"]


async def test_a_message_delivered_twice_takes_one_turn(store: Store) -> None:
    """A second delivery under the same id gets the first answer, even in other words; ids are each visitor's own."""
    first = await take(store, "hello", message_id="7")
    again = await take(store, "good morning", message_id="7")
    other = await take(store, "good evening", "bob", message_id="7")

    assert again == first
    assert await said(store) == ["hello"]
    assert other.text == "good evening"


async def test_deliveries_at_once_take_one_turn(store: Store) -> None:
    """Ten deliveries of one message at the same moment are answered alike, once."""
    answers = await asyncio.gather(*(take(store, f"delivery {n}", message_id="7") for n in range(10)))

    assert len({answer.text for answer in answers}) == 1
    assert len(await said(store)) == 1


async def test_turns_of_one_conversation_keep_their_order(store: Store) -> None:
    """Twenty turns started at once are taken one after the other, as they came."""
    texts = [f"message {number}" for number in range(20)]

    await asyncio.gather(*(take(store, text) for text in texts))

    assert await said(store) == texts
    async with store.turn("ann", "next") as turn:
        assert turn.state.turns == 20


async def test_other_conversations_are_not_held_up(store: Store) -> None:
    """While one visitor's turn takes long, another's is taken."""
    async with store.turn("slow", "1"):
        await asyncio.wait_for(take(store, "quick", "bob"), timeout=5)

    assert await said(store, "bob") == ["quick"]


async def test_a_turn_that_fails_keeps_nothing(store: Store) -> None:
    """What raises before the commit leaves no trace, and the conversation is free for the next turn."""
    await take(store, "hello")
    with pytest.raises(ZeroDivisionError):
        async with store.turn("ann", "2"):
            raise ZeroDivisionError

    await take(store, "still there?", message_id="2")
    assert await said(store) == ["hello", "still there?"]


async def test_a_commit_outlives_what_follows_it(store: Store) -> None:
    """What raises after the commit, such as a channel that is gone, takes nothing back."""

    async def answer_a_visitor_who_has_gone() -> None:
        async with store.turn("ann", "1") as turn:
            await turn.commit([{"event": "user", "text": "hello"}], turn.state, Answer("ann", ()))
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await answer_a_visitor_who_has_gone()
    assert await said(store) == ["hello"]


@pytest.mark.parametrize("text", ["\ud800 alone", "a\x00b", "🫖 שלום", "x" * 100_000, "'; DROP TABLE events; --"])
async def test_any_text_is_stored_as_it_is(store: Store, text: str) -> None:
    """Lone surrogates, NUL, emoji and long texts come back unchanged."""
    await take(store, text, message_id="1")

    assert await said(store) == [text]
    async with store.turn("ann", "1") as turn:
        assert turn.state.first_text == text
        assert turn.state.slots == {"said": text}


async def test_a_conversation_longer_than_what_a_turn_is_given(store: Store) -> None:
    """A turn is given the newest events, oldest first; the log keeps all and the state counts all."""
    for number in range(60):
        await take(store, f"message {number}")

    async with store.turn("ann", "next") as turn:
        given = [event["text"] for event in turn.events if event["event"] == "user"]
        assert turn.state.turns == 60
    assert given == (await said(store))[-len(given) :]
    assert len(await said(store)) == 60


async def test_a_store_says_whether_it_is_ready(store: Store) -> None:
    """An open store can take a turn."""
    assert await store.ready()


async def test_every_history_can_be_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each conversation once, by id, with all its events in order, also while further turns are taken."""
    small_pages(monkeypatch)
    for text in ("hello", "how are you?"):
        for conversation in ("bob", "", "ann", "Zoë", "a\x00b"):
            await take(store, text, conversation)

    found: list[tuple[str, list[str]]] = []
    async for conversation, events in store.histories():
        found.append((conversation, [event["text"] for event in events if event["event"] == "user"]))
        if conversation == "ann":
            await take(store, "a word between", "ann")

    assert [conversation for conversation, _ in found] == ["", "Zoë", "a\x00b", "ann", "bob"]
    assert all(said == ["hello", "how are you?"] for _, said in found)
    assert await said(store, "ann") == ["hello", "how are you?", "a word between"]


async def test_an_empty_store_has_no_history(store: Store) -> None:
    """Nobody has said anything."""
    assert [conversation async for conversation, _ in store.histories()] == []


def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and forget two conversations at a time."""
    for place in ("sqlite", "postgres", "hold"):
        monkeypatch.setattr(f"bot.stores.{place}.PAGE", 2)
