"""An answer as Markdown (CommonMark with GitHub's tables), for clients that show such text and nothing else.

Blocks are drawn where their words stand in the text; sources are links below; buttons are a numbered list, since a
button can be picked by its number. Only our own marks count as markup: bold, and the lists at the beginning of lines.
Whatever else could be read as markup, in words of the visitor that are said again for instance, is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.channels.parts import cited, parts
from bot.messages import Answer, Button, Message

PICK = "Reply with a number, or ask something else:"
"""Introduces the buttons."""
REMEMBERED = 1000
"""Texts whose Markdown is remembered: what is said was mostly said before, from the same pack."""
MESSAGES = 200
"""The same of whole messages: those with which conversations begin."""
_URL = r"https?://[^\s<>]*[^\s<>.,;:!?\"')\]]"
_OPENS = re.compile(r"https?://[^\s<>]+")
_WITHIN = re.compile(
    rf"{_URL}"
    r"|[\\`<\[$]"  # code, HTML and autolinks, links, formulas
    r"|\*(?<!\*\*)(?!\*)|\*{3,}"  # emphasis, but for our bold
    r"|_(?<!\w_)|_(?!\w)|~(?=~)"
    r"|&(?=#?\w+;)"
)
_BEGINNING = re.compile(r"^[ \t]*(?:[#>=|+]|[-*](?=[-* \t\\]*$)|~)", re.MULTILINE)
"""Headings, quotes, tables, rules and other lists. As one pattern the two would take three times as long."""


def markdown(answer: Answer) -> str:
    """All of an answer."""
    return "\n\n".join([*filter(None, map(unpicked, answer.messages)), *picks(answer.buttons)])


@lru_cache(maxsize=MESSAGES)
def unpicked(message: Message) -> str:
    """A message without its buttons, for clients that have such."""
    return "\n\n".join(_message(message))


@lru_cache(maxsize=REMEMBERED)
def escaped(text: str) -> str:
    """Text with nothing in it that is markup but bold and lists; addresses stay as they are."""
    within = _WITHIN.sub(lambda found: found[0] if found[0].startswith("http") else _behind(found[0]), text)
    return _BEGINNING.sub(lambda found: _behind(found[0]), within)


@lru_cache(maxsize=REMEMBERED)
def link(title: str, url: str) -> str:
    """A link; without an address that a page may open, its title alone."""
    shown = _line(title)
    return f"[{shown.replace(']', chr(92) + ']')}](<{url}>)" if _OPENS.fullmatch(url) else shown


def picks(buttons: Sequence[Button]) -> Iterator[str]:
    """Buttons as a numbered list under its introduction; nothing for none."""
    if buttons:
        rows = (f"{number}. {_line(button.title)}" for number, button in enumerate(buttons, 1))
        yield "\n".join((f"{PICK}\n", *rows))


def _message(message: Message) -> Iterator[str]:
    for part in parts(replace(message, image="") if message.image else message):
        yield _DRAWN[part["type"]](part)
    if _OPENS.fullmatch(message.image):
        yield f"![](<{message.image}>)"
    if sources := cited(message):
        yield "\n".join(("Sources:\n", *(f"- {_source(source)}" for source in sources)))


def _text(part: Mapping[str, Any]) -> str:
    return escaped(part["text"])


def _table(part: Mapping[str, Any]) -> str:
    head, *rows = ([_cell(cell) for cell in row] for row in (part["columns"], *part["rows"]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _list(part: Mapping[str, Any]) -> str:
    return _bullets(f"{item['name']} ({item['year']})" if item.get("year") else item["name"] for item in part["items"])


def _timeline(part: Mapping[str, Any]) -> str:
    return _bullets(f"{item['on']}: {item['name']}, {item['event']}" for item in part["items"])


_DRAWN = {"text": _text, "table": _table, "list": _list, "timeline": _timeline}


def _bullets(rows: Iterable[str]) -> str:
    return "\n".join(f"- {_line(row)}" for row in rows)


def _source(source: Mapping[str, Any]) -> str:
    who = str(source.get("authors") or source.get("publisher") or "")
    when = f" ({source['year']})" if source.get("year") else ""
    return link(f"{who}{when}: {source['title']}".removeprefix(": "), str(source.get("url") or ""))


@lru_cache(maxsize=REMEMBERED)
def _line(text: str) -> str:
    return escaped(" ".join(text.split()))


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _behind(mark: str) -> str:
    """A mark behind a backslash, which stands after the blanks that lead it."""
    blank = len(mark) - len(mark.lstrip(" \t"))
    return mark[:blank] + "".join(f"\\{sign}" for sign in mark[blank:])
