"""A conversation that a person has: that they were seen to take it, and giving it back, by whoever has the store."""

from __future__ import annotations

import time
from uuid import uuid4

from bot.messages import Answer
from bot.stores.store import Store
from bot.tracker import fold

TAKEN = "taken"
"""The event that a person was seen to take a conversation that was handed over; it is of our own, not Rasa's."""


async def release(store: Store, conversation: str, by: str = "") -> bool:
    """End the pause of a conversation, by Rasa's event `resume`; False if it was not paused.

    `by` names the channel that did so itself, and need not be told.
    """
    async with store.turn(conversation, f"release {uuid4()}") as turn:
        if not turn.state.paused:
            return False
        resume = {"event": "resume", "timestamp": time.time(), **({"metadata": {"by": by}} if by else {})}
        await turn.commit([resume], fold(turn.state, [resume]), Answer(conversation, ()))
    return True


async def taken(store: Store, conversation: str) -> None:
    """Keep that a person has been seen to take a conversation which waits for one."""
    async with store.turn(conversation, f"taken {uuid4()}") as turn:
        if turn.state.paused and not turn.state.taken:
            seen = {"event": TAKEN, "timestamp": time.time()}
            await turn.commit([seen], fold(turn.state, [seen]), Answer(conversation, ()))


async def returned(store: Store, conversation: str, message_id: str, by: str) -> bool:
    """Release a conversation for a message that only whoever gives it back lets through; False if it stays as it is.

    It stays for a message that was heard before, and as long as no person was seen to take it: that one may have been
    sent before the hand-over got through.
    """
    async with store.turn(conversation, message_id) as turn:
        stays = turn.answer is not None or not turn.state.taken
    return not stays and await release(store, conversation, by)
