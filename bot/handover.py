"""Giving a conversation that a person has back to the bot, by whoever has the store."""

from __future__ import annotations

import time
from uuid import uuid4

from bot.messages import Answer
from bot.stores.store import Store
from bot.tracker import fold


async def release(store: Store, conversation: str) -> bool:
    """End the pause of a conversation, by Rasa's event `resume`; False if it was not paused."""
    async with store.turn(conversation, f"release {uuid4()}") as turn:
        if not turn.state.paused:
            return False
        resume = {"event": "resume", "timestamp": time.time()}
        await turn.commit([resume], fold(turn.state, [resume]), Answer(conversation, ()))
    return True
