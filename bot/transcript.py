"""A conversation as it is handed out: whole, in the shape in which Rasa 3.6 gives a tracker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.session import LISTEN
from bot.tracker import Event, State, fold


def tracker(conversation: str, events: Sequence[Event]) -> dict[str, Any]:
    """All events of a conversation and what they add up to, as Rasa's `GET /conversations/{id}/tracker` has them."""
    state = fold(State(), events)
    heard: Event = next((event for event in reversed(events) if event.get("event") == "user"), {})
    parsed = {"intent": {}, "entities": [], "intent_ranking": [], **(heard.get("parse_data") or {})}
    latest = {"text": heard.get("text"), "message_id": heard.get("message_id"), "metadata": heard.get("metadata") or {}}
    return {
        "sender_id": conversation,
        "slots": dict(state.slots),
        "latest_message": {**parsed, **latest},
        "latest_event_time": events[-1].get("timestamp") if events else None,
        "followup_action": None,
        "paused": state.paused,
        "events": list(events),
        "latest_input_channel": heard.get("input_channel"),
        "active_loop": {"name": state.form} if state.form else {},
        "latest_action": {"action_name": LISTEN},
        "latest_action_name": LISTEN,
    }
