"""A turn as a database keeps it: plain ASCII text, so that nothing a visitor types can fail to be stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from json import JSONEncoder
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from bot.letters import Letter, Turned
from bot.messages import Answer
from bot.stores.outbox import Outbox
from bot.stores.store import Waiting, moment
from bot.tracker import Event, State, fold

_slowly = JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation as it was found, and the answer to a message if it has one."""

    version: int
    """The number of its latest turn; 0 before the first."""
    answer: str | None
    state: str | None = None
    turns: Sequence[str] = ()
    """The events of its most recent turns, oldest first; like the state not read for who knows that version."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the writing of a turn went."""

    version: int
    """The number of the turn; 0 if it was taken on another state than somebody had left meanwhile."""
    answer: str | None = None
    """The answer that somebody gave to the same message meanwhile: then nothing was written."""


@dataclass(frozen=True, slots=True)
class Written:
    """One turn, ready to be written."""

    conversation: str
    message_id: str
    version: int
    """The number of the turn whose state this one was taken on; 0 for the first."""
    events: str
    state: str
    answer: str
    at: float
    """When it was taken, in seconds since the epoch."""
    turns: int
    """Messages of the visitor so far."""
    letters: Sequence[Letter] = ()
    """What is to be sent about it."""

    @classmethod
    def of(cls, turned: Turned, version: int, state: State, outbox: Outbox) -> Written:
        """A turn of a conversation, taken on a version, with the letters that somebody writes about it."""
        texts = (_encode([*turned.events]), _encode(state.as_dict()), _encode(turned.answer.as_dict()))
        key, letters = (turned.conversation, turned.message_id), outbox.letters(turned)
        return cls(*key, version, *texts, moment(turned.events), state.turns, letters)

    def onto(self, state: str | None) -> Written:
        """The same turn on the state that somebody left meanwhile, or on none: its events are folded onto that."""
        folded = fold(read_state(state), json.loads(self.events))
        return replace(self, state=_encode(folded.as_dict()), turns=folded.turns)


def read_state(state: str | None) -> State:
    """The state in a text; a new one if there is none."""
    return State.from_dict(json.loads(state)) if state else State()


PAUSED = '"paused":true'
"""What stands in the state of a conversation that is paused; in others only where a slot is called so."""


def read_waiting(states: Iterable[tuple[str, str]]) -> Sequence[Waiting]:
    """The conversations that are paused, of those that may be: by id, with their states."""
    read = ((conversation, read_state(state)) for conversation, state in states)
    found = (Waiting(conversation, state.paused_at) for conversation, state in read if state.paused)
    return sorted(found, key=lambda one: (one.since, one.conversation))


def read_answer(answer: str | None) -> Answer | None:
    """The answer in a text, if there is one."""
    return Answer.from_dict(json.loads(answer)) if answer else None


def read_events(turn: str) -> Sequence[Event]:
    """The events of a turn."""
    return tuple(json.loads(turn))


def _encode(data: dict[str, Any] | list[Any]) -> str:
    """As JSON in ASCII: lone surrogates and NUL in a message must not keep its turn from being stored."""
    try:
        return to_json(data, ensure_ascii=True).decode("ascii")
    except PydanticSerializationError:
        return _slowly(data)  # It takes twice as long, but knows how to write a lone surrogate.
