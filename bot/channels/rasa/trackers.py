"""A conversation's tracker in the extent that a client asks for: Rasa's `include_events` and `until`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

from bot.exports.rasa.domain import SLOTS
from bot.session import opening
from bot.tracker import Event, State
from bot.transcript import tracker

Verbosity = Literal["ALL", "APPLIED", "AFTER_RESTART", "NONE"]
"""All events, those since the session began or was restarted, those since the last restart, or none."""
_ENDING: dict[str, tuple[str, ...]] = {"APPLIED": ("restart", "session_started"), "AFTER_RESTART": ("restart",)}


def shown(conversation: str, events: Sequence[Event], verbosity: Verbosity, until: float | None = None) -> Any:
    """The tracker as it is, or was at a time; one that nobody has spoken in yet has just begun its session."""
    known = events or opening(State(), time.time(), 0.0)
    told = [event for event in known if until is None or float(event.get("timestamp") or 0.0) <= until]
    whole = tracker(conversation, told)
    slots = {**dict.fromkeys(SLOTS), **whole["slots"]}
    return {
        **whole,
        "slots": slots,
        "events": None if verbosity == "NONE" else since(told, *_ENDING.get(verbosity, ())),
    }


def since(events: Sequence[Event], *kinds: str) -> list[Event]:
    """The events after the last of some kinds; all of them without one."""
    begin = max((at + 1 for at, event in enumerate(events) if event.get("event") in kinds), default=0)
    return list(events[begin:])


def latest_channel(events: Sequence[Event]) -> str:
    """Where the visitor spoke last; empty if they never did."""
    return next((str(e.get("input_channel") or "") for e in reversed(events) if e.get("event") == "user"), "")
