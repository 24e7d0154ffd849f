"""The conversation so far: events in Rasa's shapes, and the state folded from them.

Events are only ever appended; the state is what they add up to and is stored beside them, so that a turn folds
its own few events and never the whole log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.messages import readable

_WORDS = re.compile(r"[^\W_]+")
Event = Mapping[str, Any]
"""An event as Rasa writes it: `event`, `timestamp` and what belongs to its kind."""

TRAIL = 12
"""Topics kept that were spoken of."""
INTRODUCED = 3
"""Sentences of a visitor on who they are that are kept."""
FADES = 12
"""Turns after which what was told in passing no longer counts."""
SPOKEN = 12
"""Last answers kept in the state, so that none is repeated unawares."""
RECENT = 10
"""Turns after which something may be said again word for word."""
UNFINISHED = 3
"""Matters that are kept to come back to."""
STALE = 20
"""Turns after which nobody wants to come back to a matter."""
NEUTRAL = "script/"
"""What the responses of the script begin with: they answer nothing, and miss nothing unless they say so."""
_EMPTY: Mapping[str, Any] = MappingProxyType({})


ADVICE = "advice/"
"""What a reference to advice that was given begins with."""
LATELY = 5
"""Answers back to which advice is still the matter."""


class State(NamedTuple):
    """What a conversation's events add up to.

    A tuple, because each event makes a new one: a frozen dataclass of so many fields takes four times as long.
    """

    slots: Mapping[str, Any] = _EMPTY
    turns: int = 0
    """Messages of the visitor so far."""
    misses: int = 0
    """Messages in a row that were not answered."""
    said: Mapping[str, int] = _EMPTY
    """How often each response was given: its wordings take turns."""
    message: str = ""
    """The id of the message last heard; a message of several clauses is heard once for each."""
    time: float = 0.0
    """When it was sent, or the session began if that was later, in seconds since the epoch; 0 where not known."""
    spoken: Mapping[str, int] = _EMPTY
    """The turn in which each of the bot's last texts was said, by its fingerprint."""
    unfinished: tuple[Mapping[str, Any], ...] = ()
    """Matters to come back to, oldest first: `line`, what it is `about`, and the `turn` it came up in."""
    latest: Mapping[str, Any] = _EMPTY
    """The parse data of the message last answered about the subject."""
    answered: tuple[str, ...] = ()
    """References of the last answers, newest last: `vae.define`."""
    text: str = ""
    """The text last said by the bot about the subject."""
    cited: tuple[str, ...] = ()
    """The sources of that text."""
    first_text: str = ""
    """The visitor's first message."""
    heard: str = ""
    """The visitor's last message that asked something new."""
    repaired: tuple[str, ...] = ()
    """The words of it that were read as others."""
    insisted: tuple[str, ...] = ()
    """Words that the visitor wants read as they are."""
    offered: tuple[Mapping[str, str], ...] = ()
    """Buttons last shown."""
    expecting: Mapping[str, Any] = _EMPTY
    """What was asked back: intent and entities so far; empty when nothing was."""
    trail: tuple[tuple[str, str], ...] = ()
    """The topics spoken of, newest last, each with the visitor's message that led to it."""
    earlier: tuple[tuple[str, str], ...] = ()
    """The same of earlier sessions: nothing points there by itself, but a visitor may ask to go back."""
    form: str = ""
    """The form that is active."""
    told: Mapping[str, Any] = _EMPTY
    """What the visitor told in passing, by criterion: the turn and the answers."""
    introduced: tuple[str, ...] = ()
    """What the visitor last said of who they are, oldest first."""
    paused: bool = False
    """Whether a person has the conversation: the bot hears and says nothing."""
    paused_at: float = 0.0
    """Since when, in seconds since the epoch."""
    taken: bool = False
    """Whether a person was seen to take it since."""

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for a store."""
        return {name: _plain(value) for name, value in zip(self._fields, self, strict=True)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> State:
        """The state that `as_dict` wrote, here or in a newer version: what that keeps besides is passed over."""
        return cls(**{name: _kept(data[name]) for name in cls._fields if name in data})


def _plain(value: Any) -> Any:
    """A field as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def _kept(value: Any) -> Any:
    """A field as it was: a list of lists were steps of a trail."""
    return (
        tuple(tuple(each) if isinstance(each, list) else each for each in value) if isinstance(value, list) else value
    )


def told(state: State) -> dict[str, list[str]]:
    """What the visitor told in passing, and not long ago, by criterion."""
    return {name: list(answers) for name, (turn, answers) in state.told.items() if state.turns - turn <= FADES}


def advising(state: State) -> bool:
    """Whether advice was given not long ago."""
    return any(reference.startswith(ADVICE) for reference in state.answered[-LATELY:])


def fold(state: State, events: Iterable[Event]) -> State:
    """The state after some more events; events of unknown kinds change nothing."""
    for event in events:
        folder = _FOLDERS.get(str(event.get("event")))
        if folder is not None:
            state = folder(state, event)
    return state


def fingerprint(text: str) -> str:
    """By what a text said before is known again."""
    return blake2b(readable(text).encode(), digest_size=8).hexdigest()


def _user(state: State, event: Event) -> State:
    text, meta = str(event.get("text", "")), event.get("parse_data", {}).get("metadata", {})
    insisted, message = tuple(meta.get("insisted", ())), str(event.get("message_id") or "")
    turns = state.turns + (not message or message != state.message)
    return state._replace(
        trail=_behind(state.trail, *((topic, text) for topic in meta.get("named", ()))),
        turns=turns,
        message=message,
        time=float(event.get("timestamp") or 0.0),
        spoken={text: turn for text, turn in state.spoken.items() if turn >= turns - RECENT},
        first_text=state.first_text or text,
        heard=state.heard if insisted else text,
        repaired=tuple(meta.get("repaired", ())),
        insisted=tuple(dict.fromkeys((*state.insisted, *insisted))),
        expecting={},
        introduced=tuple(dict.fromkeys((*state.introduced, *meta.get("introduced", ()))))[-INTRODUCED:],
        told={**state.told, **{key: [turns, list(told)] for key, told in meta.get("told", {}).items()}},
    )


def _bot(state: State, event: Event) -> State:
    meta: Mapping[str, Any] = event.get("metadata", {})
    text, response = str(event.get("text") or ""), str(meta.get("utter_action") or "")
    misses = state.misses if response.startswith(NEUTRAL) else 0
    changed: dict[str, Any] = {
        "offered": tuple(event.get("data", {}).get("buttons", ())),
        "misses": state.misses + 1 if meta.get("missed") else misses,
        "spoken": {**state.spoken, fingerprint(text): state.turns},
        "unfinished": tuple(_unfinished(state, meta)),
    }
    if response:
        changed["said"] = {**state.said, response: state.said.get(response, 0) + 1}
    if meta.get("expecting"):
        changed["expecting"] = meta["expecting"]
    if meta.get("answers"):
        changed["answered"] = (*state.answered, *meta["answers"])[-SPOKEN:]
    if meta.get("answers") and not meta.get("social") and not meta.get("expecting"):
        changed["text"] = str(meta.get("whole") or text)
        changed["cited"] = tuple(meta.get("cited", ()))
        changed["latest"] = meta.get("parse_data", {})
    return state._replace(**changed)


def _unfinished(state: State, meta: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is left to come back to: not what was answered since, nor what was recalled, nor what is old."""
    answered = bool(meta.get("answers")) and not meta.get("social") and not meta.get("missed")
    entities = meta.get("parse_data", {}).get("entities") or ()
    answered_about = {str(e.get("value")) for e in entities} | set(_WORDS.findall(state.heard.lower()))
    left = [
        matter
        for matter in state.unfinished
        if matter["line"] != meta.get("recalled")
        and matter["turn"] > state.turns - STALE
        and not (answered and answered_about.intersection(matter["about"]))
    ]
    if remember := meta.get("remember"):
        left = [matter for matter in left if matter["line"] != remember["line"]]
        left.append({**remember, "turn": state.turns})
    return left[-UNFINISHED:]


def _slot(state: State, event: Event) -> State:
    slots = {key: value for key, value in state.slots.items() if key != event["name"]}
    value = event.get("value")
    trail = state.trail
    if event["name"] == "topic" and value:
        trail = _behind(trail, (str(value), state.heard))
    return state._replace(trail=trail, slots=slots if value is None else {**slots, event["name"]: value})


def _behind(trail: tuple[tuple[str, str], ...], *steps: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """A trail with further steps; each topic once, where it was spoken of last."""
    newer = {topic for topic, _ in steps}
    return (*(step for step in trail if step[0] not in newer), *steps)[-TRAIL:]


def _active_loop(state: State, event: Event) -> State:
    return state._replace(form=str(event.get("name") or ""))


def _reset_slots(state: State, event: Event) -> State:
    return state._replace(slots={})


def _restart(state: State, event: Event) -> State:
    kept = ("said", "spoken", "first_text", "turns", "message", "time")
    return State(**{name: getattr(state, name) for name in kept})


def _session_started(state: State, event: Event) -> State:
    """What is still so after a long silence; what was said before it counts as said long ago.

    Unlike in Rasa a person keeps the conversation, who may only answer tomorrow.
    """
    kept = ("said", "first_text", "turns", "message", "paused", "paused_at", "taken")
    time = float(event.get("timestamp") or state.time)
    return State(
        **{name: getattr(state, name) for name in kept}, time=time, earlier=_behind(state.earlier, *state.trail)
    )


def _pause(state: State, event: Event) -> State:
    return state if state.paused else state._replace(paused=True, paused_at=float(event.get("timestamp") or 0.0))


def _resume(state: State, event: Event) -> State:
    """What was missed before is with the person now."""
    return state._replace(paused=False, paused_at=0.0, taken=False, misses=0 if state.paused else state.misses)


def _taken(state: State, event: Event) -> State:
    return state._replace(taken=state.paused)


_FOLDERS = {
    "user": _user,
    "bot": _bot,
    "slot": _slot,
    "active_loop": _active_loop,
    "reset_slots": _reset_slots,
    "restart": _restart,
    "session_started": _session_started,
    "pause": _pause,
    "resume": _resume,
    "taken": _taken,
}
