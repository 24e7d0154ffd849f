"""Responses and their variations, as far as they can be said as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from knowledge.imports.rasa.project import Part, Project

_SLOT = re.compile(r"\{\s*[A-Za-z_]\w*\s*\}")
_SHOWN = ("image", "custom", "attachment", "elements", "quick_replies")
"""What a variation may hold beside its text and has no place here."""
_BY_HAND = "Write it as an answer by hand."


@dataclass(frozen=True, slots=True)
class Response:
    """What can be said of a response."""

    name: str
    part: Part
    texts: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Title and payload."""


def responses(project: Project) -> dict[str, Response]:
    """The responses of a project by name."""
    found: dict[str, Response] = {}
    for part in project.parts("responses"):
        name = str(part.at[-1])
        response = found.setdefault(name, Response(name, part))
        variations = part.data if isinstance(part.data, list) else [part.data]
        for place, variation in enumerate(variations):
            _take(variation, place, part, response, project)
    return found


def _take(variation: Any, place: int, part: Part, response: Response, project: Project) -> None:
    """Add a variation to a response, or tell why not."""
    at = (place,) if isinstance(part.data, list) else ()
    given = {"text": variation} if isinstance(variation, str) else variation if isinstance(variation, dict) else {}
    text = given.get("text")
    said = "\n".join(line.rstrip() for line in str(text).strip().splitlines()) if text is not None else ""
    for shown in _SHOWN:
        if shown in given:
            project.leave_out(part, f"the {shown.replace('_', ' ')} of {response.name!r}.", "Say it in words.", *at)
    for limit in ("condition", "channel"):
        if limit in given:
            what = f"a variation of {response.name!r} that depends on a {limit}."
            project.leave_out(part, what, _BY_HAND, *at)
            return
    if not said and not any(shown in given for shown in _SHOWN):
        project.leave_out(part, f"a variation of {response.name!r} without text.", _BY_HAND, *at)
    elif _SLOT.search(said):
        slots = ", ".join(dict.fromkeys(_SLOT.findall(said)))
        project.leave_out(part, f"a variation of {response.name!r} that says the slot {slots}.", _BY_HAND, *at)
    elif said:
        response.texts.append(said)
        response.buttons.extend(_buttons(given.get("buttons"), response))


def _buttons(data: Any, response: Response) -> list[tuple[str, str]]:
    buttons = [button for button in data if isinstance(button, dict)] if isinstance(data, list) else []
    found = [(str(button.get("title") or ""), str(button.get("payload") or "")) for button in buttons]
    return [button for button in dict.fromkeys(found) if button not in response.buttons]
