"""`docs/widget.md` is true: its request gets its answer, its table lists the attributes that are read."""

from __future__ import annotations

import json
import re

from test_docs import ROOT, assert_excerpt, blocks, client, curl, page, section

from bot.engine import Engine

PAGE = page("docs/widget.md")


def test_the_printed_request_gets_the_printed_answer(engine: Engine) -> None:
    """As JSON and as a stream."""
    protocol = section(PAGE, "The protocol")
    request = curl(blocks(protocol, "sh")[0])
    with client(engine) as talking:
        answer = talking.post(**request)
        request["headers"].pop("Accept")
        streamed = talking.post(**request)

    assert_excerpt(json.loads(blocks(protocol, "json")[0]), answer.json())
    assert streamed.text.startswith(blocks(protocol, "text")[0].rstrip())


def test_every_attribute_that_is_read_is_in_the_table_and_no_other() -> None:
    """And every custom property."""
    scripts = "".join(file.read_text("utf-8") for file in (ROOT / "bot" / "widget").glob("*.js"))
    read = set(re.findall(r"[gh](?:et|as)Attribute\(\"([\w-]+)\"\)", scripts))
    told = re.findall(r"^\| `([\w-]+)` \| \w", section(PAGE, "Attributes"), re.MULTILINE)

    assert set(told) == read
    assert set(re.findall(r"var\((--doolittle-\w+)", scripts)) == set(re.findall(r"(--doolittle-\w+):", PAGE))


def test_every_event_that_is_sent_is_in_the_table_and_no_other() -> None:
    """Both the events of the element and those of the stream."""
    panel = (ROOT / "bot" / "widget" / "panel.js").read_text("utf-8")
    sent = set(re.findall(r"#tell\(\"(\w+)\"", panel)) | {"answered", "declined"}
    assert set(re.findall(r"`(\w+)`", _firsts(section(PAGE, "Events")))) == sent

    drawn = (ROOT / "bot" / "widget" / "blocks.js").read_text("utf-8")
    (names,) = re.findall(r"DRAWN = \{ ([\w, ]+) \}", drawn)
    streamed = {"turn", "buttons", "suggestions", "done", *names.split(", ")}
    (table,) = re.findall(r"\| event \| holds \|\n(.*?)\n\n", PAGE, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", _firsts(table))) == streamed


def _firsts(table: str) -> str:
    """The first column."""
    return "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
