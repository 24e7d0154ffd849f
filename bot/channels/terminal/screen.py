"""The coloured screen: answers drawn with rich.

Text is given to rich as Text, never as its markup, and read for a little Markdown only (bold, code, list items,
addresses): an answer may repeat what the visitor typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from bot.channels.terminal.partner import Part
from bot.channels.terminal.view import Branch, printable
from bot.messages import Button

WIDEST = 100
"""Columns; longer lines are hard to read."""
CITED = 4
"""Sources shown below an answer."""
_BOLD_OR_CODE = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*|`([^`\n]+)`")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)']")


class Screen:
    """Shows answers in colour, tables as tables."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, markup=False, emoji=False)

    def part(self, part: Part) -> None:
        """As it comes, an empty line before it."""
        self._show(_DRAWERS[part["type"]](part), below=0)

    def end(self, buttons: Sequence[Button]) -> None:
        """The numbered buttons."""
        if buttons:
            self._show(_choices([button.title for button in buttons]))
        else:
            self._console.print()

    def outline(self, outline: Branch) -> None:
        """As a tree."""
        tree = Tree(_text(outline.text, "bold"), guide_style="dim")
        _grow(tree, outline.below)
        self._show(tree)

    def note(self, text: str) -> None:
        """Dimmed."""
        self._show(_text(text, "dim"))

    def failed(self, text: str) -> None:
        """In a colour of warning."""
        self._show(_text(text, "yellow"))

    def picked(self, title: str) -> None:
        """The button's title, as if the visitor had typed it."""
        self._console.print(_text(f"  {title}", "cyan"))

    def _show(self, shown: RenderableType, below: int = 1) -> None:
        width = min(self._console.width, WIDEST)
        self._console.print(Padding(shown, (1, 1, below, 1)), width=width)


def _text(text: str, style: str = "") -> Text:
    return Text(printable(text), style)


def _grow(tree: Tree, branches: tuple[Branch, ...]) -> None:
    for branch in branches:
        _grow(tree.add(_text(branch.text)), branch.below)


def _choices(titles: list[str]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for number, title in enumerate(titles, 1):
        grid.add_row(Text(f" {number}", "bold cyan"), _text(title, "cyan"))
    return grid


def prose(text: str) -> Text:
    """Text with bold, code, list items and addresses made visible."""
    bulleted = re.sub(r"^[-*] ", "• ", printable(text), flags=re.MULTILINE)
    shown, end = Text(overflow="fold"), 0
    for found in _BOLD_OR_CODE.finditer(bulleted):
        shown.append(bulleted[end : found.start()])
        shown.append(found[1] or found[2], "bold" if found[1] else "cyan")
        end = found.end()
    shown.append(bulleted[end:])
    for found in _ADDRESS.finditer(shown.plain):
        shown.stylize(Style(underline=True, link=found[0]), found.start(), found.end())
    return shown


def _table(block: Part) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", show_lines=False)
    for place, column in enumerate(block["columns"]):
        table.add_column(_text(str(column)), style="" if place else "dim", ratio=3 if place else 1)
    for place, row in enumerate(block["rows"]):
        if place:
            table.add_row()
        table.add_row(*(prose(str(cell)) for cell in row))
    return table


def _list(block: Part) -> Table:
    grid = Table.grid(padding=(0, 2))
    for item in block["items"]:
        status = str(item.get("status") or "").replace("_", " ")
        shown = "" if status == "available" else status
        grid.add_row(Text(f"{item.get('year') or '':>6}", "dim"), _text(str(item["name"])), _text(shown, "dim"))
    return grid


def _timeline(block: Part) -> Table:
    items = block["items"]
    several = len({item["name"] for item in items}) > 1
    grid = Table.grid(padding=(0, 2))
    for item in items:
        name = f"{item['name']} " if several else ""
        grid.add_row(_text(f"  {item['on']}", "dim"), Text("●", "cyan"), _text(f"{name}{item['event']}"))
    return grid


def _sources(block: Part) -> Table:
    items: list[Mapping[str, object]] = list(block["items"])
    grid = Table.grid(padding=(0, 1))
    for item in items[:CITED]:
        grid.add_row(Text("·", "dim"), _source(item))
    if len(items) > CITED:
        grid.add_row("", Text(f"and {len(items) - CITED} more", "dim"))
    return grid


def _source(item: Mapping[str, object]) -> Text:
    by = str(item.get("authors") or item.get("publisher") or "")
    year = f" ({item['year']})" if item.get("year") else ""
    section = f", {item['section']}" if item.get("section") else ""
    line = prose(f"{by}{year}: {item.get('title', '')}{section} {item.get('url') or ''}".lstrip(": ").rstrip())
    line.stylize("dim")
    return line


_DRAWERS: dict[str, Callable[[Part], RenderableType]] = {
    "text": lambda part: prose(part["text"]),
    "table": _table,
    "list": _list,
    "timeline": _timeline,
    "sources": _sources,
}
