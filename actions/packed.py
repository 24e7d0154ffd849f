"""An action over a pack: its own in process, and on an action server the edition that its caller has.

A caller names its edition in the domain, as `pack`: the digest. The answer names it back by an event, so that the
caller can tell that it is from the same facts. A Rasa names none; it gets the latest and no such event.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions import default_pack, editions
from knowledge.pack import Pack

EVENT = "pack"
"""The event that names the pack of an answer, by its `digest`."""


class Packed(Action, ABC):
    """An action over a pack; without one it takes the stand-alone server's."""

    def __init__(self, pack: Pack | None = None) -> None:
        self._own_pack = pack
        self.pack  # noqa: B018  # A broken pack ends the server at its start, not at the first question.

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrive in the worker process that rasa-sdk's server sends its actions to: it needs a pack of its own."""
        self.__dict__ |= state
        self.pack  # noqa: B018  # Read before the server listens, and not while the first visitor waits.

    @property
    def pack(self) -> Pack:
        """The pack it answers from."""
        return self._own_pack or default_pack()

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """What rasa-sdk calls an action's run, over one pack from beginning to end."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Act, over the caller's edition; raises ActionExecutionRejection, naming both, where that is not to be had."""
        named = domain.get("pack") if isinstance(domain, Mapping) else None
        if self._own_pack is not None or not named:
            return await self.act(dispatcher, tracker, domain)
        edition = await editions().of(str(named))
        if edition is None:
            message = f"The pack here is {self.pack.digest}, the caller's is {named}: give both the same files."
            raise ActionExecutionRejection(self.name(), message)
        events = await type(self)(edition).act(dispatcher, tracker, domain)
        return [*events, {"event": EVENT, "digest": edition.digest}]
