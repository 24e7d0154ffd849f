"""Runs rasa-sdk actions: safely, each on its own fresh copy of what it may see.

rasa-sdk's own executor shares its caller's lists, blocks the loop on synchronous actions, lets exceptions through and
knows no time-out; so the actions, registered by instance, are called here as it would call them.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.decision import Decision
from bot.tracker import Event, State, told

log = logging.getLogger(__name__)

_SEEN = ("event", "timestamp", "text", "name", "value", "message_id", "input_channel")
"""What an action sees of a past event."""
RECENT = 12
"""Events of the log an action is shown."""
APOLOGY = {"response": "utter_apology", "custom": {"missed": True}}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did: Rasa's events and responses, or an apology and the reason."""

    events: tuple[Mapping[str, Any], ...]
    responses: tuple[Mapping[str, Any], ...]
    failure: str = ""


class Executor(Protocol):
    """Whoever can run an action by name."""

    async def run(self, decision: Decision, conversation: str, state: State, recent: Sequence[Event]) -> Outcome:
        """Run the action of a decision; a failure is an Outcome too."""


class InProcessExecutor:
    """Runs actions in this process."""

    def __init__(self, actions: Iterable[Action], digest: str, timeout: float) -> None:
        self._actions = {action.name(): action for action in sorted(actions, key=lambda action: action.name())}
        self._timeout = timeout
        self._digest = digest

    @property
    def actions(self) -> frozenset[str]:
        """The names of the actions it can run."""
        return frozenset(self._actions)

    async def run(self, decision: Decision, conversation: str, state: State, recent: Sequence[Event]) -> Outcome:
        """Run an action within the time-out; whatever it raises becomes an apology and a logged error."""
        dispatcher, seen = CollectingDispatcher(), projection(decision, conversation, state, recent)
        try:
            async with asyncio.timeout(self._timeout):
                # rasa-sdk's type asks for keys that it has defaults for.
                tracker = Tracker.from_dict(seen)  # type: ignore[arg-type]
                events = await self._called(decision.action, dispatcher, tracker)
            # What JSON can not carry would only fail when the turn is stored.
            json.dumps((events, dispatcher.messages))
        except TimeoutError:
            log.error("Action %s took longer than %s s", decision.action, self._timeout)
            return Outcome((), (APOLOGY,), "timeout")
        except Exception as error:
            log.exception("Action %s failed", decision.action)
            return Outcome((), (APOLOGY,), f"{type(error).__name__}: {error}")
        return Outcome(tuple(events), tuple(dispatcher.messages))

    async def _called(self, name: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """The events an action returns; its responses are with the dispatcher."""
        run: Callable[..., Any] = self._actions[name].run
        if inspect.iscoroutinefunction(run):
            events = await run(dispatcher, tracker, self._domain())
        else:
            events = await asyncio.to_thread(run, dispatcher, tracker, self._domain())
        if dispatcher.is_streaming_active:
            await dispatcher.stream_end()
        if unfit := [event for event in events or () if not (isinstance(event, dict) and event.get("event"))]:
            raise TypeError(f"{unfit[0]!r} is no event: use the helpers in rasa_sdk.events")
        return list(events or ())

    def _domain(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"intents": [], "entities": [], "slots": {}, "responses": {}}
        return {**empty, "actions": [*self._actions], "pack": self._digest}


def projection(decision: Decision, conversation: str, state: State, recent: Sequence[Event]) -> dict[str, Any]:
    """The tracker an action sees: slots, the latest message and the last few events; all of it its own copy."""
    slots = {
        **state.slots,
        "answered": list(state.answered),
        "answer_text": state.text,
        "cited": list(state.cited),
        "first_text": state.first_text,
        "told": told(state),
        "misses": state.misses,
        "unfinished": [matter["line"] for matter in state.unfinished],
        "message_time": next((e["timestamp"] for e in reversed(recent) if e.get("event") == "user"), None),
    }
    return {
        "sender_id": conversation,
        "slots": _copied(slots),
        "latest_message": _copied(decision.parse_data),
        "events": [_seen(event) for event in recent[-RECENT:]],
        "paused": False,
        "followup_action": None,
        "active_loop": {"name": state.form} if state.form else {},
        "latest_action_name": "action_listen",
    }


def _seen(event: Event) -> dict[str, Any]:
    """What an action sees of an event: all but what a slot was set to can not change."""
    seen = {key: event[key] for key in _SEEN if key in event}
    return seen | {"value": _copied(seen["value"])} if "value" in seen else seen


def _copied(data: Any) -> Any:
    """A deep copy of plain data: dicts, lists, tuples and what can not change; ten times faster than deepcopy."""
    if isinstance(data, dict):
        return {key: _copied(value) if isinstance(value, _HOLDING) else value for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_copied(value) if isinstance(value, _HOLDING) else value for value in data]
    return data


_HOLDING = (dict, list, tuple)
"""What holds other data and is copied; looked up first, for a call costs more than what most values are."""
