"""Turns as a conversation takes them, for the tests of every store."""

from __future__ import annotations

from bot.messages import Answer, Button, Message
from bot.stores.store import Store
from bot.tracker import Event, fold


async def take(store: Store, text: str, conversation: str = "ann", message_id: str = "", at: float = 1.0) -> Answer:
    """One turn: the visitor says a text, the bot repeats it; a message heard before gets its first answer."""
    async with store.turn(conversation, message_id or text) as turn:
        if turn.answer is not None:
            return turn.answer
        events: list[Event] = [
            {"event": "user", "text": text, "timestamp": at},
            {"event": "slot", "name": "said", "value": text, "timestamp": at},
        ]
        answer = Answer(
            conversation, (Message(text, (Button("More", "/more"),), custom={"blocks": []}),), {"why": text}
        )
        await turn.commit(events, fold(turn.state, events), answer)
        return turn.answer or answer


async def said(store: Store, conversation: str = "ann") -> list[str]:
    """What the visitor said, in order."""
    return [event["text"] for event in await store.events(conversation) if event["event"] == "user"]
