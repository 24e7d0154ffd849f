"""Sessions: after a time of silence a conversation goes on as a new one, by the rules and events of Rasa 3.6.

Rasa's rules: the first message of all begins a session, unless one was begun before it, and so does one that comes
later than the time-out after the visitor's last. Unlike Rasa by default, no slot is carried over: the slots hold what
the dialogue is about.
"""

from __future__ import annotations

from bot.tracker import Event, State

TIMEOUT = 60.0
"""Minutes of silence after which a session is over; Rasa's default."""
BEGIN = "action_session_start"
LISTEN = "action_listen"
BOOKKEEPING = frozenset({BEGIN, LISTEN})
"""Actions that answer nobody."""


def opening(state: State, time: float, timeout: float) -> tuple[Event, ...]:
    """The events to add before a message: those that begin a session, or none.

    `time` is the message's, in seconds since the epoch, `timeout` is in minutes; 0 is for sessions that never end.
    """
    over = 0 < timeout < (time - state.time) / 60 and state.time > 0
    if (state.turns or state.time) and not over:
        return ()
    begin = {"event": "action", "timestamp": time, "name": BEGIN, "policy": None, "confidence": 1.0}
    listen = {"event": "action", "timestamp": time, "name": LISTEN, "policy": None, "confidence": None}
    return begin, {"event": "session_started", "timestamp": time}, listen
