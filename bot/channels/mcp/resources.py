"""The topics as resources: `topic://<id>`, listed with paging, each as Markdown with numbered sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import mcp_types as types
from mcp.shared.exceptions import MCPError

from bot.catalogue import Catalogue
from bot.channels.markdown import escaped, link
from bot.channels.mcp.desk import SCHEME
from bot.sheet import Sheet, sheet

MARKDOWN = "text/markdown"
PAGE = 100
"""Resources on a page of the list."""
COMPLETED = 100
"""Ids that are offered at once, as many as the protocol allows."""
TEMPLATE = types.ResourceTemplate(
    uri_template=f"{SCHEME}{{id}}",
    name="topic",
    title="A topic",
    description="All that is recorded of one topic: what it is, its facts and dates, each with its sources. "
    "The tool list_topics gives the ids.",
    mime_type=MARKDOWN,
)


def page(catalogue: Catalogue, cursor: str | None) -> types.ListResourcesResult:
    """The topics from a cursor on; an MCPError for a cursor that is none of ours."""
    first = 0 if cursor is None else int(cursor) if cursor.isdecimal() and len(cursor) < 10 else -1
    if not 0 <= first <= len(catalogue.cards):
        raise MCPError(types.INVALID_PARAMS, "There is no such cursor.")
    cards = list(catalogue.cards.values())
    listed = [
        types.Resource(
            uri=SCHEME + card.id, name=card.id, title=card.name, description=card.summary, mime_type=MARKDOWN
        )
        for card in cards[first : first + PAGE]
    ]
    after = first + PAGE
    return types.ListResourcesResult(resources=listed, next_cursor=str(after) if after < len(cards) else None)


def read(catalogue: Catalogue, uri: str) -> types.ReadResourceResult:
    """One topic; an MCPError with names that are like it for an address that is none."""
    identifier = uri.removeprefix(SCHEME)
    drawn = sheet(catalogue.engine.pack, identifier) if uri.startswith(SCHEME) else None
    if drawn is None:
        near = ", ".join(catalogue.like(identifier.replace("_", " ")))
        also = f" Topics that are like it: {near}." if near else ""
        raise MCPError(types.INVALID_PARAMS, f"There is no resource {uri}.{also}", {"uri": uri})
    text = "\n".join(_lines(drawn, catalogue.cards[identifier].kind))
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, text=text, mime_type=MARKDOWN)])


def completed(catalogue: Catalogue, begun: str) -> types.CompleteResult:
    """The ids that begin so."""
    found = [identifier for identifier in sorted(catalogue.cards) if identifier.startswith(begun.casefold())]
    completion = types.Completion(values=found[:COMPLETED], total=len(found), has_more=len(found) > COMPLETED)
    return types.CompleteResult(completion=completion)


def _lines(drawn: Sheet, kind: str) -> Iterator[str]:
    numbers = {str(item["id"]): number for number, item in enumerate(drawn.sources, 1)}
    yield f"# {escaped(drawn.name)}"
    yield ""
    yield escaped(f"{kind[:1].upper()}{kind[1:]}." + (f" Also: {', '.join(drawn.also)}." if drawn.also else ""))
    for section in drawn.sections:
        yield f"\n## {escaped(section.heading)}\n"
        mark = "- " if len(section.said) > 1 else ""
        yield from (f"{mark}{escaped(said.text)}{_cites(said.sources, numbers)}" for said in section.said)
    yield "\n## Sources\n"
    yield from (f"{number}. {_cited(item)}" for number, item in enumerate(drawn.sources, 1))


def _cites(sources: Sequence[str], numbers: Mapping[str, int]) -> str:
    found = sorted({numbers[source] for source in sources if source in numbers})
    return f" [{', '.join(map(str, found))}]" if found else ""


def _cited(item: Mapping[str, Any]) -> str:
    who = str(item.get("authors") or item.get("publisher") or "")
    when = f" ({item['year']})" if item.get("year") else ""
    where = f", section {item['section']}" if item.get("section") else ""
    return link(f"{who}{when}: {item['title']}{where}".removeprefix(": "), str(item.get("url") or ""))
