"""What a terminal can show: an answer, an outline, a note. Plain lines and a coloured screen each do it their way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.messages import Button

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of an outline, and what stands below it."""

    text: str
    below: tuple[Branch, ...] = ()

    def lines(self, depth: int = 0) -> list[str]:
        """As plain text, two blanks a level."""
        return ["  " * depth + self.text, *(line for below in self.below for line in below.lines(depth + 1))]


class View(Protocol):
    """Whoever shows things to the visitor."""

    def part(self, part: Mapping[str, Any]) -> None:
        """Show the next part of an answer."""

    def end(self, buttons: Sequence[Button]) -> None:
        """End the answer with its numbered buttons."""

    def outline(self, outline: Branch) -> None:
        """Show a heading and what stands below it."""

    def note(self, text: str) -> None:
        """Show a line that the terminal says by itself, not the bot."""

    def failed(self, text: str) -> None:
        """Show why there is no answer."""

    def picked(self, title: str) -> None:
        """Show which button a number meant."""


def printable(text: str) -> str:
    """The text without control characters: what a terminal would take for a command must not reach it."""
    return _CONTROLS.sub("", text)
