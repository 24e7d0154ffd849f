"""A conversation as the widget shows it again after a reload: from the log, in the events of the stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.web.events import events
from bot.channels.web.steps import Called, logged
from bot.messages import Answer, Button, Message

Logged = Mapping[str, Any]
"""An event of the log, in Rasa's shape."""


@dataclass
class _Turn:
    """One message of the visitor and all that followed."""

    first: Logged
    log: list[Logged] = field(default_factory=list)
    feedback: Logged = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.first.get("message_id") or "")


def turns(conversation: str, log: Iterable[Logged], last: int, called: Called) -> dict[str, Any]:
    """The last turns, each `id`, `said` (a button's title), `time`, `events`, `feedback`; whether there are more."""
    heard = _heard(log)
    titles: dict[str, str] = {}
    shown = []
    for turn in heard:
        text = str(turn.first.get("text") or "")
        answer = _answer(conversation, turn.log)
        shown.append(
            {
                "id": turn.id,
                "said": titles.get(text, text),
                "time": float(turn.first.get("timestamp") or 0.0),
                "events": events(answer, turn.id, logged([turn.first, *turn.log], called)),
                "feedback": turn.feedback.get("value") or "none",
            }
        )
        titles |= {button.payload: button.title for button in answer.buttons}
    return {"conversation": conversation, "turns": shown[-last:], "more": len(shown) > last}


def _heard(log: Iterable[Logged]) -> Sequence[_Turn]:
    found: list[_Turn] = []
    for event in log:
        kind = event.get("event")
        if kind == "user" and not (found and found[-1].id and event.get("message_id") == found[-1].id):
            found.append(_Turn(event))
        elif kind == "feedback":
            for turn in found:
                if turn.id == event.get("message_id"):
                    turn.feedback = event
        elif found:
            found[-1].log.append(event)
    return found


def _answer(conversation: str, log: Sequence[Logged]) -> Answer:
    messages = [_message(event) for event in log if event.get("event") == "bot"]
    # As when it was given: buttons stand at the end alone.
    silent = [Message(m.text, (), m.image, m.custom) for m in messages[:-1]]
    handover = any(event.get("event") == "pause" for event in log)
    return Answer(conversation, (*silent, *messages[-1:]), handover=handover)


def _message(event: Logged) -> Message:
    data = event.get("data") or {}
    buttons = tuple(Button(b["title"], b["payload"]) for b in data.get("buttons") or ())
    return Message(str(event.get("text") or ""), buttons, str(data.get("image") or ""), data.get("custom") or {})
