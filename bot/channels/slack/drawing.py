"""A message of an answer as Slack's blocks (https://docs.slack.dev/reference/block-kit/blocks), each with its words.

Text is Markdown, tables are tables, sources stand small below as links. The words are what notifications and screen
readers say, and what is posted where Slack takes no such block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels import markdown
from bot.channels.parts import cited, parts
from bot.channels.pieces import pieces
from bot.channels.slack import mrkdwn
from bot.messages import Message

Block = Mapping[str, Any]
LONGEST = 9_000
"""Characters of the longest text; Slack takes 12,000 of Markdown in a message."""
ROWS, COLUMNS, CELLS = 100, 20, 9_000
"""The largest table, and its characters."""
NOTES = 10
"""Texts side by side in small print."""
SOURCES = "Sources:"
LONGEST_TITLE, LONGEST_URL = 300, 2_000
_OPENS = re.compile(r"https?://[^\s<>]+")
_BACKSLASHED = re.compile(r"\\(\\)|\\([<>&])")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One block and what it says, escaped."""

    block: Block
    words: str


def drawn(message: Message) -> Iterator[Drawn]:
    """A message in blocks; its buttons are left out."""
    for part in parts(replace(message, image="")):
        yield from _DRAWN[part["type"]](part)
    if _openable(message.image):
        image = {"type": "image", "image_url": message.image, "alt_text": message.image[:LONGEST_URL]}
        yield Drawn(image, mrkdwn.escaped(message.image))
    yield from _sources(cited(message))


def text(said: str, longest: int = LONGEST) -> Iterator[Drawn]:
    """Text, in pieces if it is long; nothing in it calls anybody, and no markup but bold and lists."""
    for piece in pieces(said, longest):
        if len(safe := _safe(piece)) <= LONGEST:
            yield Drawn({"type": "markdown", "text": safe}, _words(piece))
        else:
            yield from text(piece, max(longest // 2, 1))


def note(*words: str) -> Block:
    """Small texts below, side by side, in Slack's own markup."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": each} for each in words]}


def _safe(said: str) -> str:
    """Escaped for Markdown, and the signs of Slack's own markup as entities, which mean nothing to either."""
    return mrkdwn.escaped(_BACKSLASHED.sub(lambda found: found[2] or found[0], markdown.escaped(said)))


def _words(said: str) -> str:
    return _BOLD.sub(r"*\1*", mrkdwn.escaped(said))


def _text(part: Mapping[str, Any]) -> Iterator[Drawn]:
    return text(part["text"])


def _table(part: Mapping[str, Any]) -> Iterator[Drawn]:
    rows = [[" ".join(str(cell).split()) for cell in row] for row in (part["columns"], *part["rows"])]
    words = "\n".join(" | ".join(cell for cell in row if cell) for row in rows)
    if len(rows) > ROWS or len(rows[0]) > COLUMNS or len(words) > CELLS:
        yield from text("\n".join(f"- {' | '.join(row)}" for row in rows))
        return
    cells = [[{"type": "raw_text", "text": cell or "\N{NO-BREAK SPACE}"} for cell in row] for row in rows]
    settings = [{"is_wrapped": True}] * len(rows[0])
    yield Drawn({"type": "table", "rows": cells, "column_settings": settings}, mrkdwn.escaped(words))


def _list(part: Mapping[str, Any]) -> Iterator[Drawn]:
    return _bullets(f"{item['name']} ({item['year']})" if item.get("year") else item["name"] for item in part["items"])


def _timeline(part: Mapping[str, Any]) -> Iterator[Drawn]:
    return _bullets(f"{item['on']}: {item['name']}, {item['event']}" for item in part["items"])


_DRAWN = {"text": _text, "table": _table, "list": _list, "timeline": _timeline}


def _bullets(rows: Iterable[str]) -> Iterator[Drawn]:
    return text("\n".join(f"- {' '.join(row.split())}" for row in rows))


def _sources(sources: Sequence[Mapping[str, Any]]) -> Iterator[Drawn]:
    shown = [_source(source) for source in sources]
    for at in range(0, len(shown), NOTES - 1):
        some = shown[at : at + NOTES - 1]
        yield Drawn(note(SOURCES, *some), f"{SOURCES} {' · '.join(some)}")


def _source(source: Mapping[str, Any]) -> str:
    who = str(source.get("authors") or source.get("publisher") or "")
    when = f" ({source['year']})" if source.get("year") else ""
    title = " ".join(f"{who}{when}: {source['title']}".removeprefix(": ").split())[:LONGEST_TITLE]
    url = str(source.get("url") or "")
    return mrkdwn.link(title, url) if _openable(url) else mrkdwn.escaped(title)


def _openable(url: str) -> bool:
    return len(url) <= LONGEST_URL and bool(_OPENS.fullmatch(url))
