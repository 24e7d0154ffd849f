"""Events that a client may add to a conversation, in the shapes of Rasa's `EVENTS_SCHEMA`.

What the engine reads of them later is checked, so that no event makes a conversation one that can not go on; what it
does not read is kept as it came. Rasa's `undo` and `rewind` are left out, for nothing that was said is ever unsaid
here, and `followup`, for no action is chosen but by what the visitor says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, JsonValue, TypeAdapter, ValidationError

from bot.channels.nesting import shallow
from bot.channels.rasa.errors import failure
from bot.channels.rasa.shapes import ParseData, Part, Remembered, Shown, Text, Visit, unless_null
from bot.exports.rasa.domain import SLOTS
from bot.form import REQUESTED
from bot.messages import readable

KINDS = {**SLOTS, REQUESTED: "text", "eliza": "visit"}
"""The slots that the engine reads; beside them the adviser's criteria, which are lists."""
HELD: dict[str, tuple[str, TypeAdapter[Any]]] = {
    "text": ("a text", TypeAdapter(str)),
    "list": ("a list of texts", TypeAdapter(list[str])),
    "visit": ("limit, counters and memories", TypeAdapter(Visit)),
}
"""What each kind of them holds."""
LATEST = 253_402_300_799
"""The last second of the year 9999."""


class _Event(Part):
    event: str
    timestamp: Annotated[float, Field(strict=True, ge=0, le=LATEST, allow_inf_nan=False)] | None = None
    """In seconds since the epoch; the time of the request if left out."""


class _User(_Event):
    """A visitor says something."""

    event: Literal["user"]
    text: Text = ""
    parse_data: Annotated[ParseData | None, unless_null(ParseData)] = ParseData()
    input_channel: str | None = None
    message_id: Text = ""
    metadata: Annotated[dict[str, JsonValue] | None, unless_null(dict)] = {}


class _Bot(_Event):
    """The bot, or a person in its place, says something."""

    event: Literal["bot"]
    text: Text = ""
    data: Annotated[Shown | None, unless_null(Shown)] = Shown()
    metadata: Annotated[Remembered | None, unless_null(Remembered)] = Remembered()


class _Slot(_Event):
    """A slot is set, or with null unset."""

    event: Literal["slot"]
    name: str
    value: JsonValue


class _Loop(_Event):
    """The adviser's form begins, or with null ends."""

    event: Literal["active_loop"]
    name: Literal["advisor_form"] | None


class _Action(_Event):
    """An action was run."""

    event: Literal["action"]
    name: Text = ""
    policy: str | None = None
    confidence: Annotated[float, Field(strict=True, allow_inf_nan=False)] | None = None
    metadata: Annotated[dict[str, JsonValue] | None, unless_null(dict)] = {}


class _Feedback(_Event):
    """A visitor judges an answer: an event of our own."""

    event: Literal["feedback"]
    value: Literal["up", "down", ""]
    message_id: Text = ""
    reason: Text = ""


class _Other(_Event):
    """Whatever has nothing that would have to be read: it changes the state, or is only kept."""

    event: Literal[
        "restart",
        "session_started",
        "reset_slots",
        "pause",
        "resume",
        "agent",
        "entities",
        "user_featurization",
        "action_execution_rejected",
        "loop_interrupted",
        "form",
        "form_validation",
        "reminder",
        "cancel_reminder",
        "export",
        "session_ended",
        "taken",  # Our own, as `bot/handover.py` writes it: what was read here can be put back.
    ]


Event = Annotated[_User | _Bot | _Slot | _Loop | _Action | _Feedback | _Other, Field(discriminator="event")]


def _listed(given: Any) -> Any:
    return shallow(given if isinstance(given, list) else [given])


Events = Annotated[list[Event], BeforeValidator(_listed)]
"""Several, or one by itself."""


def logged(events: Sequence[Event], criteria: Collection[str], time: float) -> list[dict[str, Any]]:
    """The events as the log keeps them, with a time each; 400 for a slot that is set to what it can not hold."""
    for at, event in enumerate(events):
        if isinstance(event, _Slot) and (wanted := _wanted(event, criteria)):
            told = f"Failed to validate the events format: the slot {event.name!r} holds {wanted}, or null."
            raise failure(400, "BadRequest", told, **{"parameter": f"{at}.value", "in": "body"})
    # As it was sent: without the defaults of what was left out.
    return [_readable({"timestamp": time} | _given(event)) for event in events]


def _given(event: Event) -> dict[str, Any]:
    given = event.model_dump(exclude_unset=True)
    return {key: value for key, value in given.items() if key != "timestamp" or value is not None}


def _wanted(slot: _Slot, criteria: Collection[str]) -> str:
    """What a slot has to be set to, where it is set to something else."""
    kind = "list" if slot.name in criteria else KINDS.get(slot.name)
    if slot.value is None or kind is None:
        return ""
    wanted, shape = HELD[kind]
    try:
        shape.validate_python(slot.value, strict=True)
    except ValidationError:
        return wanted
    return ""


def _readable(data: Any) -> Any:
    """The same with all text as UTF-8 can carry it."""
    if isinstance(data, str):
        return readable(data)
    if isinstance(data, dict):
        return {readable(key): _readable(value) for key, value in data.items()}
    return [_readable(item) for item in data] if isinstance(data, list) else data
