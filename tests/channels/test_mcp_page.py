"""The page of MCP is true: the printed request gets the printed answer, the entries and the snippet work."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from test_docs import assert_excerpt, blocks, client, curl, page
from typer.testing import CliRunner

from bot.cli import app as command
from bot.settings import Settings
from knowledge.loader import DEFAULT

if TYPE_CHECKING:
    from bot.engine import Engine
    from tests.conftest import Served

PAGE = page("docs/channels/mcp.md")


def test_the_printed_request_gets_the_printed_answer(engine: Engine) -> None:
    request = curl(blocks(PAGE, "sh")[0])
    request["headers"]["Host"] = "127.0.0.1:5005"
    with client(engine) as talking:
        response = talking.post(**request)
    assert_excerpt(json.loads(blocks(PAGE, "json")[2]), response.json())


def test_the_entries_for_clients_lead_here() -> None:
    """The command is one, and the address is the channel's."""
    started, reached = (json.loads(block)["mcpServers"]["doolittle"] for block in blocks(PAGE, "json")[:2])
    assert started["command"].endswith("/.venv/bin/doolittle")
    assert CliRunner().invoke(command, [*started["args"], "--help"]).exit_code == 0
    assert reached["url"] == "http://127.0.0.1:5005/mcp"


def test_the_python_of_the_page_runs(serving: Callable[[Settings], Served], capsys: pytest.CaptureFixture[str]) -> None:
    """As printed, but for the port."""
    running = serving(Settings(knowledge=DEFAULT, store="memory", live=False, channels=("mcp",)))
    address = str(running.client.base_url).rstrip("/")
    exec(blocks(PAGE, "python")[0].replace("http://127.0.0.1:5005", address), {})
    said = capsys.readouterr().out
    assert said.startswith("No: ")
    assert "\n- " in said
