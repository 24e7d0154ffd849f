"""Runs actions in this process: safely, each on its own fresh copy of what it may see.

rasa-sdk's own executor shares its caller's lists, blocks the loop on synchronous actions, lets exceptions through and
knows no time-out; so the actions, registered by instance, are called here as it would call them.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.decision import Decision
from bot.executor import APOLOGY, Outcome, domain, failed, projection
from bot.tracker import Event, State
from bot.trail import trail

log = logging.getLogger(__name__)


class InProcessExecutor:
    """Runs actions in this process."""

    problem = ""
    """Nothing keeps it from running them."""

    def __init__(self, actions: Iterable[Action], digest: str, timeout: float) -> None:
        self._actions = {action.name(): action for action in sorted(actions, key=lambda action: action.name())}
        self._blocking = {name for name, each in self._actions.items() if not inspect.iscoroutinefunction(each.run)}
        self._repeatable = {name for name, each in self._actions.items() if getattr(each, "repeatable", False)}
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
            if not (_plain(events) and _plain(dispatcher.messages)):
                json.dumps((events, dispatcher.messages))
        except TimeoutError:
            log.error("Action %s took longer than %s s", decision.action, self._timeout)
            return failed(APOLOGY, "timeout", state)
        except Exception as error:
            log.error("Action %s failed: %s", decision.action, trail(error))
            return failed(APOLOGY, f"{type(error).__name__}: {error}", state)
        repeatable = decision.action in self._repeatable
        return Outcome(tuple(events), tuple(dispatcher.messages), repeatable=repeatable)

    async def _called(self, name: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """The events an action returns; its responses are with the dispatcher."""
        run: Callable[..., Any] = self._actions[name].run
        if name in self._blocking:
            events = await asyncio.to_thread(run, dispatcher, tracker, domain(self._actions, self._digest))
        else:
            events = await run(dispatcher, tracker, domain(self._actions, self._digest))
        if dispatcher.is_streaming_active:
            await dispatcher.stream_end()
        if unfit := [event for event in events or () if not (isinstance(event, dict) and event.get("event"))]:
            raise TypeError(f"{unfit[0]!r} is no event: use the helpers in rasa_sdk.events")
        return list(events or ())


def _plain(data: dict[str, Any] | list[Any]) -> bool:
    """Whether JSON can carry data as it is, seen at a glance: writing it out takes longer."""
    if type(data) is dict:
        for key in data:
            if type(key) is not str:
                return False
        data = [*data.values()]
    elif type(data) is not list:
        return False
    for item in data:  # A plain loop: a generator for each level would take twice as long.
        if type(item) in _ATOMS:
            continue
        if not _plain(item):
            return False
    return True


_ATOMS = frozenset({str, int, float, bool, type(None)})
