"""An answer as Telegram's Bot API takes it: HTML of the few tags it knows, in messages that are short enough.

Telegram knows no table and no list: a table is set in `<pre>`, lists are lines. What is escaped counts as it is shown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.channels.parts import cited, parts
from bot.channels.pieces import pieces
from bot.messages import Answer, Button, Message

LONGEST = 4096
"""Characters of the longest message, as UTF-16 counts them."""
MOST_DATA = 64
"""Bytes of what a button sends."""
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_WEB = re.compile(r"https?://[^\s<>\"]+")
Call = tuple[str, dict[str, Any]]
"""A method of the Bot API and its parameters."""


def calls(answer: Answer) -> Iterator[Call]:
    """The calls that show an answer, in order; its buttons are below the last message."""
    made = [call for message in answer.messages for call in _message(message)]
    keyboard = list(_keyboard(answer.buttons))
    for number, (method, given) in enumerate(made, 1):
        last = number == len(made) and bool(keyboard)
        yield method, {**given, **({"reply_markup": {"inline_keyboard": keyboard}} if last else {})}


def _message(message: Message) -> Iterator[Call]:
    for text in _joined(_blocks(message)):
        quiet = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        yield "sendMessage", {"text": text, **quiet}
    if _WEB.fullmatch(message.image):
        yield "sendPhoto", {"photo": message.image}


def _blocks(message: Message) -> Iterator[tuple[str, str]]:
    """The parts of a message, each as it is shown and in HTML, none of them too long."""
    for part in parts(replace(message, image="")):
        if part["type"] == "table":
            yield from _table(part)
        else:
            yield from _texts(part["text"] if part["type"] == "text" else "\n".join(_lines(part)))
    sources = [_source(source) for source in cited(message)]
    if sources:
        yield (
            "Sources:" + "".join(f"\n• {shown}" for shown, _ in sources),
            "Sources:" + "".join(f"\n• {marked}" for _, marked in sources),
        )


def _texts(text: str) -> Iterator[tuple[str, str]]:
    for piece in pieces(text, LONGEST if _size(text) == len(text) else LONGEST // 2):
        yield piece, _BOLD.sub(r"<b>\1</b>", html.escape(piece, quote=False))


def _table(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rows = [[" ".join(str(cell).split()) for cell in row] for row in (part["columns"], *part["rows"])]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    shown = "\n".join(" | ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    if _size(shown) > LONGEST:
        yield from _texts(shown)
    else:
        yield shown, f"<pre>{html.escape(shown, quote=False)}</pre>"


def _lines(part: Mapping[str, Any]) -> Iterator[str]:
    for item in part["items"]:
        if part["type"] == "timeline":
            yield f"• {item['on']}: {item['name']}, {item['event']}"
        else:
            yield f"• {item['name']} ({item['year']})" if item.get("year") else f"• {item['name']}"


def _source(source: Mapping[str, Any]) -> tuple[str, str]:
    who = str(source.get("authors") or source.get("publisher") or "")
    when = f" ({source['year']})" if source.get("year") else ""
    shown, url = f"{who}{when}: {source['title']}".removeprefix(": "), str(source.get("url") or "")
    title = html.escape(shown, quote=False)
    return shown, f'<a href="{html.escape(url)}">{title}</a>' if _WEB.fullmatch(url) else title


def _joined(blocks: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Blocks together in as few messages as hold them."""
    held: list[str] = []
    size = 0
    for shown, marked in blocks:
        if held and size + 2 + _size(shown) > LONGEST:
            yield "\n\n".join(held)
            held, size = [], 0
        size += _size(shown) + (2 if held else 0)
        held.append(marked)
    if held:
        yield "\n\n".join(held)


def _keyboard(buttons: Sequence[Button]) -> Iterator[list[dict[str, str]]]:
    """A row for each button. What it sends is its payload, or its number where that is too long."""
    for number, button in enumerate(buttons, 1):
        fits = len(button.payload.encode()) <= MOST_DATA
        title = " ".join(button.title.split())
        yield [{"text": title, "callback_data": button.payload if fits else str(number)}]


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
