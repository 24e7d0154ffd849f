"""A visitor's side of a conversation: say something, get the answer."""

from __future__ import annotations

from bot.conversation import Conversation
from bot.engine import Engine
from bot.messages import Answer, Utterance
from bot.rehearsal import APART, BEGIN
from bot.stores.memory import MemoryStore
from bot.tracker import State, fold


class Bot:
    """One fresh conversation; its messages come a minute apart."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.store = MemoryStore()
        self._conversation = Conversation(self.store, lambda: engine)
        self._said, self._time = 0, BEGIN

    async def say(self, text: str, after: float = APART) -> Answer:
        """Say something and get the answer, so many seconds after the last message."""
        self._said += 1
        self._time += after
        time = self._time
        return await self._conversation.hear(Utterance(text, "visitor", "test", f"message {self._said}", time))

    def state(self) -> State:
        """What the conversation adds up to so far, folded from its events."""
        kept = self.store.conversations.get("visitor")
        return fold(State(), kept.events if kept else ())
