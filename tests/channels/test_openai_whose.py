"""Which conversation a chat belongs to: found without a name, lived through again where it must, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot import assembly
from bot.channels.openai.whose import MOST, RELIVED, Places
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

Lines = list[dict[str, str]]


class Chats:
    """The service over one database, and a client that sends whole chats."""

    def __init__(self, client: TestClient, store: str) -> None:
        self._client, self._store = client, store

    def say(self, chat: Lines, text: str, named: str = "", **body: Any) -> str:
        """Go on with a chat: the answer, which is a part of it from then on."""
        chat.append({"role": "user", "content": text})
        headers = {"X-Conversation-Id": named} if named else {}
        response = self._client.post("/v1/chat/completions", json={"messages": chat, **body}, headers=headers)
        assert response.status_code == 200, response.text
        answer = str(response.json()["choices"][0]["message"]["content"])
        chat.append({"role": "assistant", "content": answer})
        return answer

    async def kept(self) -> list[list[str]]:
        """What visitors said in each conversation that is kept."""
        store = assembly.store(self._store)
        await store.open()
        found = [
            [str(event["text"]) for event in events if event["event"] == "user"]
            async for _, events in store.histories()
        ]
        await store.close()
        return sorted(found)


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    store = f"sqlite:{tmp_path / 'chats.db'}"
    about: dict[str, Any] = {"knowledge": HERE / "starter", "store": store, "live": False}
    with TestClient(app(Settings(**about, channels=("openai",)))) as client:
        yield Chats(client, store)


async def test_a_chat_is_one_conversation_and_each_message_counts_once(chats: Chats) -> None:
    chat: Lines = []
    said = ["what is black tea?", "when was it introduced?", "and green tea?", "which is older?"]
    answers = [chats.say(chat, text) for text in said]
    assert "1839" in answers[1]
    assert "1191" in answers[2]
    assert await chats.kept() == [said]


async def test_a_chat_the_store_forgot_is_lived_through_again_and_not_counted_again(chats: Chats) -> None:
    """The answer is the one that a service gives which never forgot; only the new message is kept."""
    chat: Lines = []
    chats.say(chat, "what is black tea?")
    before = list(chat)
    remembered = chats.say(chat, "when was it introduced?")
    assert chats.say(list(before), "when was it introduced?", user="a stranger to the store") == remembered
    assert await chats.kept() == [["what is black tea?", "when was it introduced?"], ["when was it introduced?"]]


async def test_an_edited_message_and_an_answer_asked_for_again(chats: Chats) -> None:
    """What the client no longer shows has no effect, and an answer that is asked for once more is the same."""
    chat: Lines = []
    chats.say(chat, "what is black tea?")
    before = list(chat)
    first = chats.say(chat, "when was it introduced?")
    chats.say(chat, "what is green tea?")
    assert chats.say(list(before), "when was it introduced?") == first
    edited: Lines = []
    chats.say(edited, "what is green tea?")
    assert "1191" in chats.say(edited, "when was it introduced?")


async def test_chats_that_begin_alike_do_not_meet(chats: Chats) -> None:
    """Each begins anew and goes on by itself, with and without the name of a person."""
    for body in ({}, {"user": "ann"}):
        ann: Lines = []
        bob: Lines = []
        assert chats.say(ann, "hello", **body) == chats.say(bob, "hello", **body)
        chats.say(ann, "what is black tea?", **body)
        chats.say(bob, "what is green tea?", **body)
        assert "1839" in chats.say(ann, "when was it introduced?", **body)
        assert "1191" in chats.say(bob, "when was it introduced?", **body)
    assert sum(map(len, await chats.kept())) == 12


async def test_a_conversation_that_is_named_goes_on_where_it_was_left(chats: Chats) -> None:
    """With one message or a window of the last ones; an edited message is no part of it."""
    chats.say([], "what is black tea?", named="ann")
    assert "1839" in chats.say([], "when was it introduced?", named="ann")
    window: Lines = [{"role": "user", "content": "when was it introduced?"}]
    assert chats.say(window, "and what is it?", named="ann").startswith("As I said: Black tea")
    other: Lines = [{"role": "user", "content": "what is green tea?"}]
    assert "1191" in chats.say(other, "when was it introduced?", named="ann")
    assert len((await chats.kept())[0]) == 4
    chats.say([], "what is black tea?", metadata={"conversation_id": "bob"})
    assert "1839" in chats.say([], "when was it introduced?", metadata={"conversation_id": "bob"})


async def test_a_placeholder_that_was_not_filled_in_names_no_conversation(chats: Chats) -> None:
    """It would be one for everybody."""
    chats.say([], "what is black tea?", named="{{LIBRECHAT_BODY_CONVERSATIONID}}", user="ann")
    chats.say([], "what is green tea?", named="{{LIBRECHAT_BODY_CONVERSATIONID}}", user="bob")
    assert await chats.kept() == [["what is black tea?"], ["what is green tea?"]]


async def test_a_long_past_is_lived_through_in_part(chats: Chats) -> None:
    """A chat of hundreds of messages that nobody knows is answered, from the last of them."""
    long: Lines = [{"role": "user", "content": "what is green tea?"}] * 300
    long.append({"role": "user", "content": "what is black tea?"})
    assert "1839" in chats.say(long, "when was it introduced?")
    assert await chats.kept() == [["when was it introduced?"]]


def test_what_is_lived_through_again_is_bounded_and_has_no_gap() -> None:
    """It is not counted, so it may cost no more than one that is; what lies behind a long message is left out."""
    places = Places(Settings())
    assert places.within(["first", "second"]) == ("first", "second")
    assert places.within(["first", "a" * RELIVED, "last"]) == ("last",)
    assert places.within(["first", "a" * (RELIVED + 1)]) == ()
    assert len(places.within([str(number) for number in range(MOST + 5)])) == MOST
