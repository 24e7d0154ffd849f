"""One contract for every store: what a turn keeps, in which order, and what it keeps when something goes wrong."""

from __future__ import annotations

import asyncio

import pytest
from turns import said, take

from bot.messages import Answer
from bot.stores.store import Store, Summary, Waiting
from bot.tracker import Event, fold


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


async def test_conversations_at_a_glance(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each conversation once, the most recent first, with the times of its first and last message and their number."""
    small_pages(monkeypatch)
    for at, conversation in ((1.0, "ann"), (2.5, "bob"), (3.0, "a\x00b"), (4.0, "ann"), (2.5, "Zoë"), (2.5, "")):
        await take(store, f"at {at}", conversation, at=at)

    assert [summary async for summary in store.summaries()] == [
        Summary("ann", 1.0, 4.0, 2),
        Summary("a\x00b", 3.0, 3.0, 1),
        Summary("", 2.5, 2.5, 1),
        Summary("Zoë", 2.5, 2.5, 1),
        Summary("bob", 2.5, 2.5, 1),
    ]


async def test_the_paused_wait_for_a_person(store: Store) -> None:
    """Since when, the longest in front, whatever others have said; no longer once released or deleted."""
    for at, conversation in ((9.0, "ann"), (2.0, "b\x00b"), (3.0, "Zoë"), (4.0, "carl")):
        await take(store, 'not "paused":true', conversation, at=at)
    for at, conversation in ((10.0, "ann"), (5.0, "b\x00b"), (6.0, "Zoë")):
        await pause(store, conversation, {"event": "pause", "timestamp": at})

    assert await store.waiting() == [Waiting("b\x00b", 5.0), Waiting("Zoë", 6.0), Waiting("ann", 10.0)]
    await pause(store, "ann", {"event": "resume", "timestamp": 11.0})
    await store.delete("b\x00b")
    assert await store.waiting() == [Waiting("Zoë", 6.0)]


async def pause(store: Store, conversation: str, event: Event) -> None:
    """A turn of one event."""
    async with store.turn(conversation, f"{event}") as turn:
        await turn.commit([event], fold(turn.state, [event]), Answer(conversation, ()))


async def test_a_deleted_conversation_is_gone(store: Store) -> None:
    """State, events and answers are gone, others' are not, and the same messages are heard as new ones."""
    await take(store, "hello", message_id="1")
    await take(store, "hello", "bob")

    assert await store.delete("ann")
    assert not await store.delete("ann")
    assert not await store.delete("nobody")

    assert [conversation async for conversation, _ in store.histories()] == ["bob"]
    assert (await take(store, "good morning", message_id="1")).text == "good morning"
    assert await said(store) == ["good morning"]
    async with store.turn("ann", "next") as turn:
        assert (turn.state.turns, turn.state.first_text) == (1, "good morning")
        assert [event["text"] for event in turn.events if event["event"] == "user"] == ["good morning"]


async def test_a_conversation_is_deleted_between_turns(store: Store) -> None:
    """Who deletes a conversation waits for the turn that is being taken, and it goes as well."""
    await take(store, "hello")
    async with store.turn("ann", "2") as turn:
        deleting = asyncio.create_task(store.delete("ann"))
        await asyncio.sleep(0.05)
        assert not deleting.done()
        await turn.commit([{"event": "user", "text": "still there?"}], turn.state, Answer("ann", ()))

    assert await deleting
    assert await said(store) == []


async def test_what_is_old_is_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Conversations whose last message is older go whole, all others stay whole, and turns are taken meanwhile."""
    small_pages(monkeypatch)
    for at in range(10):
        await take(store, "hello", f"visitor {at}", at=float(at))
    await take(store, "back again", "visitor 0", at=20.0)

    forgotten, _ = await asyncio.gather(store.forget(6.0), take(store, "hello", "new", at=21.0))

    assert forgotten == 5
    assert await store.forget(6.0) == 0
    left = [summary.conversation async for summary in store.summaries()]
    assert left == ["new", "visitor 0", "visitor 9", "visitor 8", "visitor 7", "visitor 6"]
    assert await said(store, "visitor 0") == ["hello", "back again"]
    assert await said(store, "visitor 3") == []


async def test_who_hangs_up_while_waiting_frees_the_conversation(store: Store) -> None:
    """A visitor who gives up before it is his turn holds nothing up, and neither does one in the middle of his."""
    async with store.turn("ann", "1"):
        waiting = asyncio.create_task(take(store, "never mind"))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    async def dawdle() -> None:
        async with store.turn("ann", "2"):
            await asyncio.sleep(60)

    dawdling = asyncio.create_task(dawdle())
    await asyncio.sleep(0.05)
    dawdling.cancel()
    await asyncio.gather(dawdling, return_exceptions=True)
    await asyncio.wait_for(take(store, "hello"), timeout=10)
    assert await said(store) == ["hello"]


async def test_a_turn_cut_short_is_whole_or_absent(store: Store) -> None:
    """A visitor who hangs up at any moment of his turn leaves the store usable, and the turn whole or absent."""
    for tenths in range(30):
        turn = asyncio.create_task(take(store, f"cut after {tenths} tenths of a millisecond"))
        await asyncio.sleep(tenths / 10_000)
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)

    await take(store, "hello", "bob")
    assert await said(store, "bob") == ["hello"]
    async with store.turn("ann", "next") as next_turn:
        assert next_turn.state.turns == len(await said(store))


async def test_who_hangs_up_while_the_turn_is_written_has_it_written(store: Store) -> None:
    """Once a commit has begun, the turn is kept, and only then the conversation is free for the next."""
    committing = asyncio.Event()

    async def hang_up() -> None:
        async with store.turn("ann", "1") as turn:
            committing.set()
            await turn.commit([{"event": "user", "text": "hello"}], turn.state, Answer("ann", ()))
            await asyncio.sleep(60)

    turn = asyncio.create_task(hang_up())
    await committing.wait()
    turn.cancel()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)

    async with store.turn("ann", "1") as again:
        assert again.answer is not None
    assert await said(store) == ["hello"]
