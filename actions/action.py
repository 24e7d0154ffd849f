"""The contract of our actions: `reply` makes a Reply from a Reading; the rest is rasa-sdk's."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ConversationPaused, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import MOST
from actions.attributed import attributed
from actions.packed import Packed
from actions.reading import Reading
from actions.readings import others
from actions.reply import Reply, first_sentences, sourced, sources_block

log = logging.getLogger(__name__)

NOT_DONE_HERE = "utter_not_done_here"
"""Says that the bot does not do what it was asked to do, and leads on to what does."""
GUESS = "utter_guess"
"""Says that what follows is a guess."""


class PackAction(Packed, ABC):
    """An action that makes its answer from a reading of the message."""

    repeatable = True
    """Whether the same reading always gets the same reply; one that looks anywhere else must say False."""

    @abstractmethod
    def name(self) -> str:
        """The action's name, as intents give it."""

    @abstractmethod
    def reply(self, reading: Reading) -> Reply:
        """What to say; works from intent, entities and slots alone and keeps no state."""

    def said(self, reading: Reading) -> Reply:
        """The reply as the question was put: "is it wrong to say …?", "the article says …, true?"."""
        return attributed(reading, self.pack) or self.reply(reading)

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Say it, and return the slots it sets."""
        reading = Reading.of(tracker.latest_message, tracker.slots)
        reply = self._asked_back(reading) or self._so_long(self.said(reading), reading)
        reply = self._guessed(self._bidden(self._partly(reply, reading), reading), reading)
        self._utter(dispatcher, reply)
        paused = [ConversationPaused()] if reply.handover else []
        return [*(SlotSet(name, value) for name, value in _slots(reply)), *paused]

    def _asked_back(self, reading: Reading) -> Reply | None:
        """The intent's question back where nothing is named, for a Rasa, which does not judge what is missing."""
        intent = self.pack.intents.get(reading.intent)
        if intent is None or not intent.ask_back or reading.entities or "missing" in reading.metadata:
            return None
        return Reply(response=intent.ask_back, expecting=True)

    def _so_long(self, reply: Reply, reading: Reading) -> Reply:
        """An answer as long as it is wanted: its first sentence answers by itself."""
        if not reading.sentences or not reply.text or not reply.answers:
            return reply
        text = first_sentences(reply.text, reading.sentences)
        return reply if text == reply.text else replace(reply, text=text, blocks=(), wordings=())

    def _partly(self, reply: Reply, reading: Reading) -> Reply:
        """An answer to what is clear of a question, said to be no answer to the rest of it."""
        if not reading.metadata.get("partly") or not reply.text:
            return reply
        said = "\n\n".join(part for part in (reply.text, sourced(self.pack, reply.sources)) if part)
        values = {**reply.values, "unknown": " ".join(reading.metadata.get("unexplained") or ()), "said": said}
        return replace(reply, text="", response="utter_partly", values=values, missed=True)

    def _bidden(self, reply: Reply, reading: Reading) -> Reply:
        """What does a task that the bot was given, behind the word that it does not do it itself."""
        if not reading.first("bidden") or not reply.text or reading.metadata.get("guess"):
            return reply
        said = "\n\n".join(part for part in (reply.text, sourced(self.pack, reply.sources)) if part)
        return replace(reply, text="", response=NOT_DONE_HERE, values={**reply.values, "said": said}, missed=True)

    def _guessed(self, reply: Reply, reading: Reading) -> Reply:
        """An answer to what was most likely meant, said to be a guess, with what may have been meant besides."""
        if not reading.metadata.get("guess") or not reply.text:
            return reply
        said = "\n\n".join(part for part in (reply.text, sourced(self.pack, reply.sources)) if part)
        offered: dict[str, str] = {}
        for title, payload in (*others(self.pack, reading), *reply.buttons):
            offered.setdefault(title, payload)  # Two ways to the same question are one button.
        buttons = tuple(offered.items())[:MOST]
        return replace(reply, text="", response=GUESS, values={**reply.values, "said": said}, buttons=buttons)

    def _utter(self, dispatcher: CollectingDispatcher, reply: Reply) -> None:
        blocks = [dict(block) for block in reply.blocks]
        cited = sources_block(self.pack, reply.sources)
        custom: dict[str, Any] = {"blocks": [*blocks, *([dict(cited)] if cited else [])]}
        custom |= {
            "answers": list(reply.answers),
            "missed": reply.missed,
            "expecting": reply.expecting,
            "verbatim": reply.verbatim,
        }
        values: dict[str, Any] = dict(reply.values)
        line = sourced(self.pack, reply.sources)
        wordings = [f"{text}\n\n{line}" if text and line else text for text in (reply.text, *reply.wordings)]
        further = {"wordings": wordings[1:] and wordings, "remember": dict(reply.remember), "recalled": reply.recalled}
        custom |= {key: value for key, value in further.items() if value}
        dispatcher.utter_message(
            text=wordings[0] or None,
            response=reply.response or None,
            buttons=[{"title": title, "payload": payload} for title, payload in reply.buttons],
            json_message=custom,
            **values,
        )


def _slots(reply: Reply) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if reply.topic is not None:
        found.append(("topic", reply.topic or None))
    if reply.compared:
        found.append(("compared", list(reply.compared)))
    if len(reply.listed) > 1:  # One thing alone is no list to point into.
        found.append(("listed", list(reply.listed)))
        found.append(("base", list(reply.base) or None))
        if not reply.compared:
            found.append(("compared", None))
    return found
