"""The events of an answer as a server sends them, checked before they are shown: docs/widget.md has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.channels.terminal.partner import Part, Reply
from bot.channels.terminal.server import UnansweredError
from bot.channels.terminal.why import steps
from bot.messages import Button

Event = Mapping[str, Any]
"""`type` and what belongs to it."""
SHOWN = frozenset({"text", "table", "list", "timeline", "sources"})
CHOICES = frozenset({"buttons", "suggestions"})


class _Turn(BaseModel):
    conversation: str


class _Text(BaseModel):
    text: str


class _Table(BaseModel):
    columns: list[str]
    rows: list[list[str]]


class _Item(BaseModel):
    name: str
    year: int | str | None = None
    status: str | None = None


class _List(BaseModel):
    items: list[_Item]


class _Moment(BaseModel):
    on: int | str
    event: str
    name: str


class _Timeline(BaseModel):
    items: list[_Moment]


class _Source(BaseModel):
    title: str
    authors: str | None = None
    publisher: str | None = None
    year: int | str | None = None
    section: str | None = None
    url: str | None = None


class _Sources(BaseModel):
    items: list[_Source]


class _Choice(BaseModel):
    title: str
    payload: str


class _Choices(BaseModel):
    items: list[_Choice]


class _Step(BaseModel):
    heard: str
    read: str
    names: list[str]
    likely: float
    fate: str


class _Trace(BaseModel):
    steps: list[_Step]


class _Done(BaseModel):
    outcome: str = ""


_FORMS: dict[str, type[BaseModel]] = {
    "turn": _Turn,
    "text": _Text,
    "table": _Table,
    "list": _List,
    "timeline": _Timeline,
    "sources": _Sources,
    "buttons": _Choices,
    "suggestions": _Choices,
    "trace": _Trace,
    "done": _Done,
}


def checked(event: Any) -> Event:
    """An event that has its form, or is of a kind that a later version brought; else an UnansweredError."""
    kind = event.get("type") if isinstance(event, dict) else None
    if not isinstance(kind, str):
        raise UnansweredError("The server sends what is no event: it is no Doolittle, or one of another version.")
    form = _FORMS.get(kind)
    try:
        return {"type": kind, **(form.model_validate(event).model_dump() if form else {})}
    except ValidationError as error:
        what = f"{'.'.join(map(str, error.errors()[0]['loc']))}: {error.errors()[0]['msg']}"
        raise UnansweredError(f"The server sends a {kind} of another version ({what}).") from None


def shown(events: Iterable[Event]) -> tuple[Part, ...]:
    """Those that are parts of the answer."""
    return tuple(event for event in events if event["type"] in SHOWN)


def reply(conversation: str, events: Iterable[Event]) -> Reply:
    """What they say beside the answer's parts; `conversation` is where they do not name one."""
    buttons: tuple[Button, ...] = ()
    why = None
    for event in events:
        if event["type"] == "turn":
            conversation = event["conversation"]
        elif event["type"] in CHOICES:
            buttons = tuple(Button(item["title"], item["payload"]) for item in event["items"])
        elif event["type"] == "trace":
            why = steps(event["steps"])
    return Reply(conversation, buttons, why)
