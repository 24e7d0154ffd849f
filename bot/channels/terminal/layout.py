"""What of an answer is drawn and what is said: a message in parts, so that nothing is shown twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.messages import Message

Block = Mapping[str, Any]
Part = str | Block
"""Prose, or a block to draw in its place."""

LISTED = 4
"""Items from which a list is easier to read than a sentence."""
DATED = 3
"""Events from which a timeline is easier to read than a sentence."""
_AFTER_LIST = re.compile(r"(?: …)?\.?")


def parts(message: Message) -> Iterator[Part]:
    """The parts of a message in reading order."""
    blocks: dict[str, Block] = {str(block.get("type")): block for block in message.custom.get("blocks") or ()}
    sources = blocks.get("sources")
    text = _without_sources(message.text) if sources else message.text
    drawn: list[Part] = [text]
    if "table" in blocks:
        drawn = _tabled(text, blocks["table"])
    elif "list" in blocks:
        drawn = _listed(text, blocks["list"])
    elif len(blocks.get("timeline", {}).get("items") or ()) >= DATED:
        drawn = [text, blocks["timeline"]]
    if sources:
        drawn.append(sources)
    for part in drawn:
        shown = part.strip() if isinstance(part, str) else part
        if shown:
            yield shown


def _without_sources(text: str) -> str:
    """The text without its last paragraph, if that names the sources."""
    before, _, last = text.rpartition("\n\n")
    return before if before and re.match(r"Sources?: ", last) else text


def _tabled(text: str, table: Block) -> list[Part]:
    """The table in place of the lines that say the same; after the text if there are none."""
    lines = text.split("\n")
    told = [place for place, line in enumerate(lines) if _tells(line, table)]
    if not told:
        return [text, table]
    after = [line for line in lines[told[0] :] if not _tells(line, table)]
    return ["\n".join(lines[: told[0]]), table, "\n".join(after)]


def _tells(line: str, table: Block) -> bool:
    """Whether a line is a row: `- Aspect — A: … | B: …`, or `Aspect: A: … B: …`."""
    column = table["columns"][1] if len(table["columns"]) > 1 else ""
    return any(line.startswith((f"- {row[0]} — ", f"{row[0]}: {column}: ")) for row in table["rows"])


def _listed(text: str, listing: Block) -> list[Part]:
    """The list in place of the sentence's enumeration of it; after the text if the text does not enumerate."""
    names = [str(item["name"]) for item in listing.get("items") or ()]
    found = _enumeration(text, names)
    if found is None:
        return [text, listing] if not any(name in text for name in names) else [text]
    if len(names) < LISTED:
        return [text]
    lead = text[: found[0]].rstrip()
    return [lead if lead.endswith(":") else f"{lead}:", listing, text[found[1] :]]


def _enumeration(text: str, names: list[str]) -> tuple[int, int] | None:
    """Where a text enumerates all the names, or the first of them before an ellipsis."""
    for first in re.finditer(rf"(?<!\w){re.escape(names[0])}", text) if names else ():
        end, told = first.start(), 0
        for link, name in zip(("", *[r"(?:, | and )"] * len(names)), names, strict=False):
            found = re.compile(rf"{link}{re.escape(name)}(?: \([^)]*\))?(?!\w)").match(text, end)
            if found is None:
                break
            end, told = found.end(), told + 1
        rest = _AFTER_LIST.match(text, end)
        if rest and (told == len(names) or "…" in rest[0]):
            return first.start(), rest.end()
    return None
