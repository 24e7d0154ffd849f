"""A conversation as the widget shows it again after a reload: from the log, in the events of the stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.channels.turns import Logged, Turn, turns
from bot.channels.web.events import events
from bot.channels.web.steps import Called, logged


def history(conversation: str, log: Iterable[Logged], last: int, called: Called) -> dict[str, Any]:
    """The last turns, each `id`, `said` (a button's title), `time`, `events`, `feedback`; whether there are more."""
    taken = turns(log)
    shown = [_shown(conversation, turn, called) for turn in taken[-last:]]
    return {"conversation": conversation, "turns": shown, "more": len(taken) > last}


def _shown(conversation: str, turn: Turn, called: Called) -> dict[str, Any]:
    steps = logged([turn.first, *turn.log], called)
    return {
        "id": turn.id,
        "said": turn.said,
        "time": turn.time,
        "events": events(turn.answer(conversation), turn.id, steps),
        "feedback": turn.feedback.get("value") or "none",
    }
