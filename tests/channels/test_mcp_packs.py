"""MCP over packs that are edited, or have no topics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mcp import Client
from test_mcp import settings, url

from tests.conftest import until

if TYPE_CHECKING:
    from bot.settings import Settings
    from tests.conftest import Served


async def test_an_edited_pack_is_listed_at_once(serving: Callable[[Settings], Served], tiny_pack: Path) -> None:
    """The topics, and what the tools say they are about, are those of the pack in force."""
    running = serving(settings(knowledge=tiny_pack, live=True))
    async with Client(url(running), mode="legacy") as connected:
        assert len((await connected.list_resources()).resources) == 3
        card = tiny_pack / "pack.yaml"
        card.write_text(card.read_text("utf-8").replace("title: green and black tea ", "title: all tea "), "utf-8")
        until(lambda: running.client.get("/version").json()["title"] == "all tea")
        assert "all tea" in ((await connected.list_tools()).tools[0].description or "")
    async with Client(url(running), mode="legacy") as connected:
        assert "all tea" in (connected.instructions or "")


async def test_a_pack_without_topics_has_one_tool(serving: Callable[[Settings], Served], tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("title: the tea room\ncontact: Ask at the counter.\n", "utf-8")
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "faq.csv").write_text("question,answer\nWhen do you open?,At nine.\n", "utf-8")
    async with Client(url(serving(settings(knowledge=tmp_path)))) as connected:
        [tool] = (await connected.list_tools()).tools
        assert tool.name == "ask"
        assert "For example: `When do you open?`" in (tool.description or "")  # Its own question, of no other field.
        assert (await connected.list_resources()).resources == []
        told = (await connected.call_tool("ask", {"question": "when do you open?"})).structured_content
    assert told["answer"] == "At nine."
