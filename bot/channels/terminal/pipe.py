"""Plain lines: for pipes, files and screens without a prompt."""

from __future__ import annotations

import asyncio
import io
import os
import sys

from bot.channels.terminal.view import Branch, printable
from bot.channels.terminal.visit import Visit
from bot.messages import Answer


class Plain:
    """Shows everything as lines of text, an empty line after each answer."""

    def answer(self, answer: Answer) -> None:
        """The complete text, then the buttons."""
        buttons = [f"  {number}. {button.title}" for number, button in enumerate(answer.buttons, 1)]
        _print("\n".join([answer.text, *buttons]), end="\n\n")

    def outline(self, outline: Branch) -> None:
        """Indented by two spaces a level."""
        _print("\n".join(outline.lines()), end="\n\n")

    def note(self, text: str) -> None:
        """A line by itself."""
        _print(text, end="\n\n")

    def picked(self, title: str) -> None:
        """Nothing: the answer says it."""


def _print(text: str, end: str) -> None:
    print(printable(text), end=end, flush=True)


async def read_on(visit: Visit) -> None:
    """Answer line by line until input ends or nobody reads the answers; the event loop runs on meanwhile."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            if not await visit.hear(line.decode("utf-8", "replace").lstrip("\ufeff")):
                return
    except BrokenPipeError:
        # Python flushes standard output once more at exit and would complain there again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
