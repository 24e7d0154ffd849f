"""Plain lines: for pipes, files and screens without a prompt."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.channels.terminal.partner import Part
from bot.channels.terminal.view import Branch, printable
from bot.channels.terminal.visit import Visit
from bot.messages import Button


class Plain:
    """Shows everything as lines of text, an empty line after each answer."""

    def __init__(self) -> None:
        self._begun = False

    def part(self, part: Part) -> None:
        """Its text, or a block in words, in a paragraph of its own."""
        _print(("\n\n" if self._begun else "") + _WORDS[part["type"]](part), end="")
        self._begun = True

    def end(self, buttons: Sequence[Button]) -> None:
        """The buttons right below."""
        rows = [f"  {number}. {button.title}" for number, button in enumerate(buttons, 1)]
        _print("\n".join([""] * self._begun + rows) if rows else "", end="\n\n")
        self._begun = False

    def outline(self, outline: Branch) -> None:
        """Indented by two spaces a level."""
        _print("\n".join(outline.lines()), end="\n\n")

    def note(self, text: str) -> None:
        """A line by itself."""
        _print(text, end="\n\n")

    def failed(self, text: str) -> None:
        """To standard error: who reads the answers shall not take it for one."""
        _print("\n\n" if self._begun else "", end="")
        self._begun = False
        print(printable(text), file=sys.stderr, flush=True)

    def picked(self, title: str) -> None:
        """Nothing: the answer says it."""


def _print(text: str, end: str) -> None:
    print(printable(text), end=end, flush=True)


def _table(part: Part) -> str:
    rows = []
    for aspect, *cells in part["rows"]:
        told = zip(part["columns"][1:], cells, strict=False)
        rows.append(f"- {aspect} — {' | '.join(f'{column}: {cell}' for column, cell in told)}")
    return "\n".join(rows)


def _list(part: Part) -> str:
    return "\n".join(f"- {item['name']}{_year(item)}" for item in part["items"])


def _timeline(part: Part) -> str:
    return "\n".join(f"- {item['on']}: {item['name']}, {item['event']}" for item in part["items"])


def _sources(part: Part) -> str:
    told = []
    for item in part["items"]:
        who = str(item.get("authors") or item.get("publisher") or "")
        where = f", {item['url']}" if item.get("url") else ""
        told.append(f"{who}{_year(item)}: {item['title']}{where}".removeprefix(": "))
    return f"{'Source' if len(told) == 1 else 'Sources'}: {'; '.join(told)}"


def _year(item: Mapping[str, Any]) -> str:
    return f" ({item['year']})" if item.get("year") else ""


_WORDS: dict[str, Callable[[Part], str]] = {
    "text": lambda part: str(part["text"]),
    "table": _table,
    "list": _list,
    "timeline": _timeline,
    "sources": _sources,
}


async def read_on(visit: Visit) -> bool:
    """Answer line by line until input ends or nobody reads the answers; whether all were answered."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            if not await visit.hear(line.decode("utf-8", "replace").lstrip("\ufeff")):
                break
    except BrokenPipeError:
        # Python flushes standard output once more at exit and would complain there again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return not visit.failures
