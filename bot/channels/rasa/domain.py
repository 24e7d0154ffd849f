"""The domain of the pack in force, made when it is first asked for and kept until the pack changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.conversation import Conversation
from bot.exports.rasa.described import Described, described


@dataclass(frozen=True, slots=True)
class _Made:
    digest: str
    domain: Described


class Domains:
    """Makes it aside, one at a time: it takes some seconds where a pack is large."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._making = asyncio.Lock()
        self._made: _Made | None = None

    async def now(self) -> Described:
        """That of the pack in force."""
        async with self._making:
            pack = self._conversation.engine.pack
            if self._made is None or self._made.digest != pack.digest:
                self._made = _Made(pack.digest, await asyncio.to_thread(described, pack))
            return self._made.domain
