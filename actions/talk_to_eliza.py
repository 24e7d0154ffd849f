"""A visit to ELIZA: asked for, she takes over as in 1966, with a script of our own, until the visitor says stop."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.action import PackAction
from actions.eliza.machine import State, hear
from actions.eliza.reading import read
from actions.eliza.script import Script
from actions.reading import Reading
from actions.reply import Reply
from knowledge.loader import HERE

SLOT = "eliza"
"""Holds what she remembers, while she is there."""
HEARD = 500
"""Characters of a message that she listens to."""
KEPT = 20
"""Memories she keeps."""
_LEAVING = re.compile(
    r"\W*(?:(?:please|ok|okay|no|oh)\W+)*(?:stop|quit|exit|leave|end|enough|goodbye|bye|back|start over)\b"
    r"(?:\W+(?:it|this|now|please|eliza|talking|that|here|to (?:doolittle|the bot|you)))*\W*",
    re.IGNORECASE,
)
STOP = ("Stop talking to ELIZA", "stop")


class ActionTalkToEliza(PackAction):
    """Her greeting, her replies, and the way back."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_talk_to_eliza"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Say it, and remember what she remembers."""
        reading = Reading.of(tracker.latest_message, tracker.slots)
        remembered, reply = self._spoken(reading)
        self._utter(dispatcher, reply)
        return [SlotSet(SLOT, remembered)]

    def reply(self, reading: Reading) -> Reply:
        """What is said to a message."""
        return self._spoken(reading)[1]

    def _spoken(self, reading: Reading) -> tuple[dict[str, Any] | None, Reply]:
        path = HERE / self.pack.card.language / "eliza.script"
        if not path.is_file():
            return None, Reply(response="utter_fallback", values={"title": self.pack.card.title}, missed=True)
        script, before = _script(path), reading.slots.get(SLOT)
        if before is None:
            return State().as_dict(), Reply(
                response="utter_eliza_comes", values={"greeting": script.greeting}, buttons=(STOP,)
            )
        if _LEAVING.fullmatch(reading.message):
            return None, Reply(response="utter_eliza_leaves", values={"title": self.pack.card.title})
        state, said = hear(script, State.from_dict(before), reading.message[:HEARD])
        kept = State(state.limit, state.counters, state.memories[-KEPT:])
        return kept.as_dict(), Reply(said or "...", buttons=(STOP,), verbatim=True)


@lru_cache(maxsize=8)
def _script(path: Path) -> Script:
    return read(path)
