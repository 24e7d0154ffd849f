"""The contract of those who run rasa-sdk actions, and what an action sees and says, wherever it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.decision import Decision
from bot.tracker import Event, State, told

_SEEN = ("event", "timestamp", "text", "name", "value", "message_id", "input_channel")
"""What an action sees of a past event."""
RECENT = 12
"""Events of the log an action is shown."""
APOLOGY = "utter_apology"
"""Says that an action failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did: Rasa's events and responses, or an apology and the reason."""

    events: tuple[Mapping[str, Any], ...]
    responses: tuple[Mapping[str, Any], ...]
    failure: str = ""
    repeatable: bool = False
    """Whether the same would be done again for the same decision and state, whoever's and whenever that is."""


class Executor(Protocol):
    """Whoever can run an action by name."""

    @property
    def problem(self) -> str:
        """Why no action can be run at the moment; empty while they can."""

    async def run(self, decision: Decision, conversation: str, state: State, recent: Sequence[Event]) -> Outcome:
        """Run the action of a decision; a failure is an Outcome too."""


def failed(response: str, failure: str, state: State) -> Outcome:
    """A failure as the visitor meets it: a response, and what was offered before, so that it can be tried again."""
    # That actions can not be reached is no gap in what is known: nobody needs to write an answer for it.
    custom = {"missed": response == APOLOGY}
    return Outcome((), ({"response": response, "custom": custom, "buttons": [*map(dict, state.offered)]},), failure)


def domain(actions: Iterable[str], digest: str) -> dict[str, Any]:
    """The domain an action is given: the names of the actions, and the pack that the bot answers from."""
    empty: dict[str, Any] = {"intents": [], "entities": [], "slots": {}, "responses": {}}
    return {**empty, "actions": [*actions], "pack": digest}


def projection(decision: Decision, conversation: str, state: State, recent: Sequence[Event]) -> dict[str, Any]:
    """The tracker an action sees: slots, the latest message and the last few events; all of it its own copy."""
    slots = {
        **_copied(dict(state.slots)),
        "answered": list(state.answered),
        "answer_text": state.text,
        "cited": list(state.cited),
        "first_text": state.first_text,
        "trail": [list(step) for step in state.trail],
        "last_text": last_text(state.message, recent),
        "told": told(state),
        "introduced": list(state.introduced),
        "earlier": [topic for topic, _ in state.earlier],
        "misses": state.misses,
        "unfinished": [matter["line"] for matter in state.unfinished],
        "message_time": next((e["timestamp"] for e in reversed(recent) if e.get("event") == "user"), None),
    }
    return {
        "sender_id": conversation,
        "slots": slots,
        "latest_message": _copied(dict(decision.parse_data)),
        "events": [_seen(event) for event in recent[-RECENT:]],
        "paused": state.paused,
        "followup_action": None,
        "active_loop": {"name": state.form} if state.form else {},
        "latest_action_name": "action_listen",
    }


def last_text(message: str, recent: Sequence[Event]) -> str:
    """What the visitor said before a message; empty if nothing."""
    users = (event for event in reversed(recent) if event.get("event") == "user")
    return next((str(user["text"]) for user in users if user.get("message_id") != message), "")


def _seen(event: Event) -> dict[str, Any]:
    """What an action sees of an event: all but what a slot was set to can not change."""
    seen = {key: event[key] for key in _SEEN if key in event}
    if type(seen.get("value")) in _HOLDING:
        seen["value"] = _copied(seen["value"])
    return seen


def _copied(data: Any) -> Any:
    """A deep copy of plain data: dicts, lists, tuples and what can not change; ten times faster than deepcopy."""
    if isinstance(data, dict):
        copy = data.copy()
        for key, value in copy.items():
            if type(value) in _HOLDING:
                copy[key] = _copied(value)
        return copy
    return [_copied(value) if type(value) in _HOLDING else value for value in data]


_HOLDING = frozenset({dict, list, tuple})
"""What holds other data and is copied; looked up first, for a call costs more than what most values are."""
