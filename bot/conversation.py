"""The story: hear an utterance, understand it, decide, act, word the answer, remember, answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot import form
from bot.decision import Decision, decide
from bot.engine import Engine
from bot.guard.admission import Admission
from bot.messages import Answer, Judgement, Past, Utterance
from bot.reading import understood
from bot.redaction import concealed, redacted
from bot.session import TIMEOUT, opening
from bot.stores.memory import MemoryStore
from bot.stores.store import Store, Turn
from bot.telemetry.turn import Observer
from bot.telemetry.watch import Watch
from bot.tracker import Event, State, fold
from bot.trackers import Trackers
from bot.wording import Worded


class Conversation:
    """Takes turns, and lets observers know how each went. Holds no conversation itself: the store does."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], Engine],
        observers: Sequence[Observer] = (),
        admission: Admission | None = None,
        *,
        session_timeout: float = TIMEOUT,
        redact: bool = False,
    ) -> None:
        """`session_timeout` is in minutes, 0 for sessions that never end; `redact` is whether to redact messages."""
        self._store = store
        self._engine = engine
        self._observers = observers
        self._admission = admission or Admission()
        self._session_timeout = session_timeout
        self._redact = redact

    async def hear(self, utterance: Utterance) -> Answer:
        """Take one turn; a message delivered again gets its first answer and no second turn."""
        await self._admission.hear(utterance)
        utterance = concealed(utterance) if self._redact else utterance  # From here on nobody sees more.
        with Watch(utterance, self._observers) as watch:
            async with self._store.turn(utterance.conversation, utterance.message_id) as turn:
                watch.ended("hold")
                return watch.repeats(turn.answer) or await self._take(turn, utterance, watch)

    async def _take(self, turn: Turn, utterance: Utterance, watch: Watch) -> Answer:
        engine = self._engine()
        state, recent = await self._before(turn, utterance)
        telling = _Telling(engine, utterance, state, recent)
        telling.begin(opening(state, utterance.time, self._session_timeout))
        understanding = understood(engine, utterance.text, telling.state)
        decisions = decide(understanding, engine.pack, telling.state)
        watch.ended("understand")
        for decision in decisions:
            await telling.tell(decision)
        await telling.go_on()
        answer = telling.answer(understanding.as_dict())
        watch.ended("act")
        await turn.commit(telling.events, telling.state, answer)
        watch.ended("commit")
        return watch.answered(turn.answer or answer, telling.events)

    async def _before(self, turn: Turn, utterance: Utterance) -> tuple[State, tuple[Event, ...]]:
        """What a turn goes on from: what is kept, or where a client's past is another, what that comes to."""
        past = utterance.past
        if past is None or _agree(past, turn.state):
            return turn.state, tuple(turn.events)
        store, _ = await self._relived(utterance, past.said)
        async with store.turn(utterance.conversation, utterance.message_id) as relived:
            return relived.state, tuple(relived.events)

    async def aside(self, utterance: Utterance) -> Answer:
        """What an utterance would be answered after its past; nothing of it is kept or counted."""
        self._admission.see(utterance.conversation)
        before = utterance.past.said if utterance.past else ()
        return (await self._relived(utterance, (*before, utterance.text)))[1]

    async def _relived(self, utterance: Utterance, said: Sequence[str]) -> tuple[MemoryStore, Answer]:
        store, engine = MemoryStore(), self._engine()
        aside = Conversation(store, lambda: engine, session_timeout=0.0, redact=self._redact)
        answer = Answer(utterance.conversation, ())
        for number, text in enumerate(said):
            answer = await aside.hear(replace(utterance, text=text, message_id=str(number), past=None))
            await asyncio.sleep(0)  # A long past holds up nobody else.
        return store, answer

    async def forget(self, conversation: str) -> bool:
        """Delete all that is kept of a conversation; False if there was nothing."""
        self._admission.see(conversation)
        return await self._store.delete(conversation)

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation, oldest first."""
        self._admission.see(conversation)
        return await self._store.events(conversation)

    async def judge(self, judgement: Judgement) -> bool:
        """Keep what a visitor thinks of an answer beside it in the log; False where that message was never heard."""
        log = await self.events(judgement.conversation)
        if not any(e.get("event") == "user" and e.get("message_id") == judgement.message_id for e in log):
            return False
        judgement = replace(judgement, reason=redacted(judgement.reason)) if self._redact else judgement
        name = f"feedback {judgement.time} {judgement.message_id}"
        async with self._store.turn(judgement.conversation, name) as turn:
            if turn.answer is None:
                await turn.commit([judgement.as_event()], turn.state, Answer(judgement.conversation, ()))
        return True

    @property
    def engine(self) -> Engine:
        """The engine in force."""
        return self._engine()

    @property
    def trackers(self) -> Trackers:
        """The conversations as trackers, to be added to and replaced from outside."""
        return Trackers(self._store, self._engine, self._admission, self._session_timeout, self._redact)

    async def ready(self) -> bool:
        """Whether a turn could be taken now."""
        return await self._store.ready()


@dataclass
class _Telling:
    """One turn in the making: each decision adds its events and messages."""

    engine: Engine
    utterance: Utterance
    state: State
    recent: tuple[Event, ...]
    events: list[Event] = field(default_factory=list)
    said: list[Worded] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

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

    def answer(self, understood: dict[str, Any]) -> Answer:
        """The answer so far, with the trace of how it was found."""
        trace = {"understanding": understood, "decisions": self.told, "pack": self.engine.pack.digest}
        messages = tuple(worded.message for worded in self.said)
        if len(messages) > 1:
            # Buttons of an earlier clause would be pushed out of sight: the last message carries them.
            messages = (*(replace(m, buttons=()) for m in messages[:-1]), messages[-1])
        return Answer(self.utterance.conversation, messages, trace)

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


def _agree(past: Past, state: State) -> bool:
    """Whether what is kept is the conversation that the client has."""
    return state.message.startswith(past.mark) if past.said else not state.turns
