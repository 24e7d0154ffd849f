"""Runs actions on an action server; an answer that is not made from the bot's own pack is not used.

The digest of the pack goes with every call, as `domain_digest` and as the domain's `pack`, and comes back in an event
(`actions/packed.py`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from rasa_sdk import __version__

from actions.packed import EVENT
from bot.action_server import LARGEST, ActionServer, Reply
from bot.decision import Decision
from bot.executor import APOLOGY, Outcome, domain, failed, projection
from bot.tracker import Event, State

log = logging.getLogger(__name__)

AWAY = "utter_away"
"""Says that the actions can not be reached."""
OUT_OF_STEP = "utter_out_of_step"
"""Says that the action server has other facts."""
_MEANING = {400: "rejected", 404: "no such action", 449: "the domain is asked for twice", 500: "the action failed"}
"""What rasa-sdk means by a status."""
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow")


class _Event(_Shape):
    event: str


class _Button(_Shape):
    title: str


class _Response(_Shape):
    text: str | None = None
    response: str | None = None
    image: str | None = None
    buttons: list[_Button] | None = None
    custom: dict[str, Any] | None = None


class _Result(_Shape):
    """What an action server answers: rasa-sdk's `ActionExecutorRunResult`."""

    events: list[_Event]
    responses: list[_Response]


class RemoteExecutor:
    """Runs actions on an action server, for one pack."""

    def __init__(self, server: ActionServer, actions: Iterable[str], digest: str) -> None:
        self._server = server
        self._domain = domain(actions, digest)
        self._digest = digest

    @property
    def problem(self) -> str:
        """Why the server is left alone at the moment; empty while it answers."""
        return self._server.problem

    async def run(self, decision: Decision, conversation: str, state: State, recent: Sequence[Event]) -> Outcome:
        """Run an action within the time-out; whatever goes wrong becomes an apology and a logged error."""
        call = {
            "next_action": decision.action,
            "sender_id": conversation,
            "tracker": projection(decision, conversation, state, recent),
            "version": __version__,
            "domain_digest": self._digest,
        }
        reply = await self._server.call(call, self._domain)
        if reply.away:
            return failed(AWAY, f"away: {reply.away}", state)  # The server has logged it.
        return self._outcome(decision.action, reply, state)

    def _outcome(self, action: str, reply: Reply, state: State) -> Outcome:
        result = _result(reply)
        theirs = _named(reply, result)
        if theirs and theirs != self._digest:
            log.error(
                "The action server has pack %s, this bot %s: give both the same files. %s was not answered",
                *(theirs, self._digest, action),
            )
            return failed(OUT_OF_STEP, f"out of step: the action server has pack {theirs[:12]}", state)
        if not isinstance(result, str) and not theirs:
            result = "no pack: the answer names none"
        if isinstance(result, str):
            log.error("%s failed on the action server: %s", action, result)
            return failed(APOLOGY, result, state)
        events = [event.model_dump() for event in result.events if event.event != EVENT]
        return Outcome(tuple(events), tuple(response.model_dump() for response in result.responses))


def _result(reply: Reply) -> _Result | str:
    """What the action gave, or why it gave nothing."""
    if not reply.whole:
        return f"too large: an answer of more than {LARGEST} bytes"
    if reply.status != 200:
        return f"HTTP {reply.status}: {_MEANING.get(reply.status, 'no answer of an action server')}"
    try:
        return _Result.model_validate_json(reply.body)
    except ValidationError as error:
        # Places only: what stands there may be a visitor's.
        places = {".".join(map(str, found["loc"])) or "the whole" for found in error.errors(include_input=False)}
        return f"malformed: no answer of an action server, at {', '.join(sorted(places)[:3])}"


def _named(reply: Reply, result: _Result | str) -> str:
    """The digest of the pack that the server answers from, or refuses to answer from."""
    if not isinstance(result, str):
        digest = next((getattr(event, "digest", "") for event in result.events if event.event == EVENT), "")
        return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""
    found = _DIGEST.search(reply.body.decode("utf-8", "replace")) if reply.status == 400 else None
    return found.group() if found else ""
