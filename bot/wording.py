"""Action responses → messages: worded responses take turns, by the counts in the conversation's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages import Button, Message
from bot.tracker import State
from knowledge.pack import Pack

_NOT_FOR_CHANNELS = ("answers", "missed", "expecting")


@dataclass(frozen=True, slots=True)
class Worded:
    """A message, and what the conversation should remember of it."""

    message: Message
    response: str = ""
    """The worded response it came from, if it did."""
    answers: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    missed: bool = False
    expecting: bool = False


class Wording:
    """Words what actions say, from the responses of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def word(self, response: Mapping[str, Any], state: State) -> Worded:
        """One response of an action as a message; Rasa's rule: what the action gives overrides what it names."""
        name = str(response.get("response") or "")
        text = str(response.get("text") or "") or self._varied(name, response, state)
        custom: Mapping[str, Any] = response.get("custom") or {}
        shown = {key: value for key, value in custom.items() if key not in _NOT_FOR_CHANNELS and value}
        buttons = tuple(
            Button(str(b["title"]), str(b.get("payload") or b["title"])) for b in response.get("buttons") or ()
        )
        cited = tuple(
            item["id"] for b in custom.get("blocks") or () if b.get("type") == "sources" for item in b["items"]
        )
        return Worded(
            Message(text, buttons, str(response.get("image") or ""), shown),
            name,
            tuple(custom.get("answers") or ()),
            cited,
            bool(custom.get("missed")),
            bool(custom.get("expecting")),
        )

    def _varied(self, name: str, response: Mapping[str, Any], state: State) -> str:
        wordings = self._pack.responses.get(name)
        if not wordings:
            return ""
        chosen = wordings[state.said.get(name, 0) % len(wordings)]
        known = {"title": self._pack.card.title, "provenance": self._pack.card.provenance}
        return _filled(chosen, {**known, **{k: v for k, v in response.items() if isinstance(v, str)}})


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
