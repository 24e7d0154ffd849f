"""One turn in the making: what is decided is done and worded, event by event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot import form
from bot.decision import Decision
from bot.engine import Engine
from bot.messages import Answer, Utterance
from bot.session import LISTEN
from bot.taken import Taken
from bot.tracker import Event, State, fold
from bot.wording import Worded


@dataclass
class Telling:
    """One turn in the making: each decision adds its events and messages."""

    engine: Engine
    utterance: Utterance
    state: State
    recent: tuple[Event, ...]
    events: list[Event] = field(default_factory=list)
    said: list[Worded] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    repeatable: bool = True

    def begin(self, opening: Iterable[Event]) -> None:
        """Take what comes before the message."""
        for event in opening:
            self._add(event)

    async def tell(self, decision: Decision) -> None:
        """Take one clause: what was heard, and what is done about it."""
        self._add(self.utterance.as_event(decision.parse_data))
        for event in decision.before:
            self._add({**event, "timestamp": self.utterance.time})
        self._last = decision
        if decision.action == LISTEN:
            self.told.append({"action": LISTEN, "reason": decision.reason, "failure": "", "wordings": []})
        else:
            await self._act(decision)

    async def go_on(self) -> None:
        """What the form does next, if one is active."""
        for action in form.following([told["action"] for told in self.told], self.state):
            await self._act(replace(self._last, action=action, reason="the form goes on"))

    async def _act(self, decision: Decision) -> None:
        """Run one decision's action and word what it says."""
        outcome = await self.engine.executor.run(
            decision, self.utterance.conversation, self.state, (*self.recent, *self.events)
        )
        self.repeatable &= outcome.repeatable
        self._add(self._action(decision))
        for event in outcome.events:
            self._add({**event, "timestamp": event.get("timestamp") or self.utterance.time})
        wordings, missed = [], False
        again = outcome.failure and any(told["failure"] for told in self.told)  # Sorry is said once.
        for response in () if again else outcome.responses:
            worded = self.engine.wording.word(response, self.state)
            if worded.whole and any(worded.whole == earlier.message.text for earlier in self.said):
                continue  # Two clauses that have one answer get it once.
            self.said.append(worded)
            self._add(self._bot(decision, worded))
            missed |= worded.missed
            wordings += [f"{worded.response} #{worded.turn}"] if worded.turn else []
        told = {"action": decision.action, "reason": decision.reason, "failure": outcome.failure}
        self.told.append({**told, "wordings": wordings, **({"missed": True} if missed else {})})

    def taken(self, understood: dict[str, Any]) -> Taken:
        """The turn as it is now; what hands over to a person, or has a time or an id of its own, is not repeatable."""
        own = self.state.paused or any(event["timestamp"] != self.utterance.time for event in self.events)
        own |= (self.state.message, self.state.time) != (self.utterance.message_id, self.utterance.time)
        return Taken(tuple(self.events), self.state, self._answer(understood), self.repeatable and not own)

    def _answer(self, understood: dict[str, Any]) -> Answer:
        """The answer, with the trace of how it was found."""
        trace = {"understanding": understood, "decisions": self.told, "pack": self.engine.pack.digest}
        messages = tuple(worded.message for worded in self.said)
        if len(messages) > 1:
            # Buttons of an earlier clause would be pushed out of sight: the last message carries them.
            messages = (*(replace(m, buttons=()) for m in messages[:-1]), messages[-1])
        paused = any(event["event"] == "pause" for event in self.events)
        return Answer(self.utterance.conversation, messages, trace, handover=paused and self.state.paused)

    def _add(self, event: Event) -> None:
        self.events.append(event)
        self.state = fold(self.state, (event,))

    def _action(self, decision: Decision) -> dict[str, Any]:
        confidence = decision.parse_data.get("intent", {}).get("confidence", 0.0)
        return {
            "event": "action",
            "timestamp": self.utterance.time,
            "name": decision.action,
            "policy": decision.reason,
            "confidence": confidence,
        }

    def _bot(self, decision: Decision, worded: Worded) -> dict[str, Any]:
        message = worded.message
        understood = {key: decision.parse_data.get(key) for key in ("intent", "entities")}
        metadata: dict[str, Any] = {
            "pack": self.engine.pack.digest,
            "utter_action": worded.response,
            "answers": list(worded.answers),
            "cited": list(worded.cited),
            "missed": worded.missed,
            "social": understood["intent"]["name"] == "small_talk" if understood["intent"] else False,
            "parse_data": understood,
            "expecting": understood if worded.expecting else {},
            "whole": worded.whole,
            "remember": dict(worded.remember),
            "recalled": worded.recalled,
        }
        return {
            "event": "bot",
            "timestamp": self.utterance.time,
            "text": message.text,
            "data": {
                "buttons": [{"title": b.title, "payload": b.payload} for b in message.buttons],
                "custom": dict(message.custom),
                **({"image": message.image} if message.image else {}),
            },
            "metadata": {key: value for key, value in metadata.items() if value},
        }
