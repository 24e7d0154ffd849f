"""A message in the order in which it is shown: its text in paragraphs, its blocks where they belong.

The text of a message is complete by itself, so it also says in words what a block draws. Where a block is shown, those
words are left out: the lines of a table, the enumeration of a list or of a timeline, the line of sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.messages import Message

Part = Mapping[str, Any]
"""`type` and what belongs to it: `text`, `table`, `list`, `timeline`; `sources` are the ids it rests on."""

SHORTEST = 4
"""Items from which a list is drawn; fewer read better within their sentence."""
MOMENTS = 3
"""The same of a timeline."""
_BLANK = re.compile(r"\n\s*\n")
_SOURCES = re.compile(r"\n\nSources?: [^\n]*$")


def parts(message: Message) -> Iterator[Part]:
    """A message's parts, in order; the last paragraph bears the sources that no block in place of text bears."""
    blocks = {str(block.get("type")): block for block in message.custom.get("blocks") or ()}
    text = unsourced(message)
    shown = list(_shown(text, blocks))
    if message.image:
        shown.append({"type": "text", "text": message.image})
    left = [str(item["id"]) for item in cited(message)]
    if len(blocks) > 1 and left:
        alone = [part for part in shown if part["type"] != "timeline" or _listed(text, part) != (text, "")]
        borne = {source for part in alone for source in _borne(part)}
        left = [source for source in left if source not in borne]
    last = max((at for at, part in enumerate(shown) if part["type"] == "text"), default=-1)
    for at, part in enumerate(shown):
        yield {**part, "sources": left} if at == last and left else part


def unsourced(message: Message) -> str:
    """A message's text without the line of sources, where they are a block as well."""
    return _SOURCES.sub("", message.text) if cited(message) else message.text


def cited(message: Message) -> Sequence[Mapping[str, Any]]:
    """The sources of a message, as its block of sources lists them."""
    for block in message.custom.get("blocks") or ():
        if block.get("type") == "sources":
            return tuple(block["items"])
    return ()


def _shown(text: str, blocks: Mapping[str, Mapping[str, Any]]) -> Iterator[Part]:
    timeline = blocks.get("timeline", {})
    moments = len(timeline.get("items", ())) >= MOMENTS
    if "table" in blocks:
        yield from _around(*_tabled(text, blocks["table"]), blocks["table"])
    elif len(blocks.get("list", {}).get("items", ())) >= SHORTEST:
        yield from _around(*_listed(text, blocks["list"]), blocks["list"])
    elif moments:
        yield from _around(*_listed(text, timeline), timeline)
        return
    else:
        yield from _paragraphs(text)
    if moments:
        yield dict(timeline)


def _around(before: str, after: str, block: Mapping[str, Any]) -> Iterator[Part]:
    yield from _paragraphs(before)
    yield dict(block)
    yield from _paragraphs(after)


def _paragraphs(text: str) -> Iterator[Part]:
    yield from ({"type": "text", "text": part.strip()} for part in _BLANK.split(text) if part.strip())


def _tabled(text: str, table: Mapping[str, Any]) -> tuple[str, str]:
    """The text before and after the lines that say the rows: "- Aspect — A: … | B: …"."""
    starts = tuple(opening for row in table["rows"] for opening in (f"- {row[0]} — ", f"{row[0]}: "))
    lines = text.split("\n")
    said = [at for at, line in enumerate(lines) if line.startswith(starts)]
    if not said:
        return text, ""
    after = [line for at, line in enumerate(lines) if at > said[0] and at not in said]
    return "\n".join(lines[: said[0]]), "\n".join(after)


def _listed(text: str, block: Mapping[str, Any]) -> tuple[str, str]:
    """The text before and after the sentence's enumeration of the items: "A (2014), B and C"."""
    names = [str(item["name"]) for item in block["items"]]
    longest, start, after = 0, 0, ""
    at = text.find(names[0])
    while at >= 0:
        said, end = _enumerated(text, names, at)
        whole = said == len(names)
        if said > longest and (whole or (said >= SHORTEST and text.startswith(" …", end))):
            longest, start, after = said, at, text[end:] if whole else text[end + 2 :]
        at = text.find(names[0], at + 1)
    if not longest:
        return text, ""
    return text[:start].rstrip().removesuffix(":") + ":", after.removeprefix(".")


def _enumerated(text: str, names: Sequence[str], start: int) -> tuple[int, int]:
    """How many of the names are enumerated from a place on, and where that ends."""
    end = at = start
    for said, name in enumerate(names):
        if not text.startswith(name, at):
            return said, end
        end = at + len(name)
        if text.startswith(" (", end) and (closed := text.find(")", end)) >= 0:
            end = closed + 1
        between = next((each for each in (", ", " and ") if text.startswith(each, end)), "")
        if not between:
            return said + 1, end
        at = end + len(between)
    return len(names), end


def _borne(part: Part) -> Iterator[str]:
    for item in part.get("items") or ():
        yield from item.get("sources") or ()
    for sources in part.get("sources") or ():
        yield from sources
