"""Conversations as whoever steers a bot from outside sees them: trackers, which are added to and replaced by events.

After the routes below `/conversations/{id}` of Rasa 3.6's HTTP API. Each change is one turn, in which the bot says
nothing: what a visitor says next is understood and answered after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.decision import decide
from bot.engine import Engine
from bot.guard.admission import Admission
from bot.letters import STEERED
from bot.messages import Answer, Utterance, readable
from bot.reading import understood
from bot.redaction import concealed, redacted, veiled
from bot.session import BEGIN, opening
from bot.stores.store import Store
from bot.tracker import Event, State, fold

ParseData = Mapping[str, Any]
"""Rasa's: `text`, `intent`, `entities`, `intent_ranking`."""


@dataclass(frozen=True, slots=True)
class Trackers:
    """The trackers of all conversations."""

    _store: Store
    _engine: Callable[[], Engine]
    _admission: Admission
    _session_timeout: float
    _redact: bool

    def parse(self, text: str) -> tuple[ParseData, ...]:
        """What is understood of a message that nothing came before, by clause; a Refusal (413) if it is too long."""
        self._admission.read(text)
        return self._parsed(redacted(readable(text)) if self._redact else readable(text), State())

    async def log(self, utterance: Utterance, parse_data: ParseData | None = None) -> None:
        """Hear an utterance, as what it is said to mean if that is given, and say nothing; refused as by `hear`."""
        await self._admission.hear(utterance)
        utterance = concealed(utterance) if self._redact else utterance
        async with self._store.turn(utterance.conversation, utterance.message_id) as turn:
            if turn.answer is not None:
                return
            begun = opening(turn.state, utterance.time, self._session_timeout)
            state = fold(turn.state, begun)
            parsed = (parse_data,) if parse_data else self._parsed(utterance.text, state)
            heard = [self._veiled(utterance.as_event(data)) for data in parsed]
            state = fold(state, heard)
            await turn.commit([*begun, *heard], state, _nothing(utterance.conversation, turn.state, state))

    async def add(self, conversation: str, name: str, events: Sequence[Event], time: float) -> None:
        """Add events, once under one name; the first ones of a conversation begin a session, unless they do already.

        `time`, in seconds since the epoch, is when that session began.
        """
        self._admission.see(conversation)
        async with self._store.turn(conversation, name) as turn:
            if turn.answer is not None:
                return
            known = turn.events or any(event.get("name") == BEGIN for event in events[:1])
            added = [*(() if known else opening(State(), time, 0.0)), *map(self._veiled, events)]
            state = fold(turn.state, added)
            await turn.commit(added, state, _nothing(conversation, turn.state, state))

    async def replace(self, conversation: str, name: str, events: Sequence[Event]) -> None:
        """Let a conversation be these events and nothing else, but for letters about it that wait to be sent.

        What is said meanwhile may come before them.
        """
        self._admission.see(conversation)
        async with self._store.turn(conversation, name) as turn:
            before = turn.state
        await self._store.delete(conversation, letters=not events)
        if events:
            async with self._store.turn(conversation, name) as turn:
                added = [*map(self._veiled, events)]
                state = fold(turn.state, added)
                await turn.commit(added, state, _nothing(conversation, before, state))

    def _parsed(self, text: str, state: State) -> tuple[ParseData, ...]:
        engine = self._engine()
        decisions = decide(understood(engine, text, state), engine.pack, state)
        return tuple(decision.parse_data for decision in decisions)

    def _veiled(self, event: Event) -> Event:
        return veiled(event) if self._redact else event


def _nothing(conversation: str, before: State, after: State) -> Answer:
    """What is said to a change from outside, which tells of itself what it came to, and of nothing past."""
    came = "" if before.paused == after.paused else "pause" if after.paused else "resume"
    return Answer(conversation, (), {STEERED: came})
