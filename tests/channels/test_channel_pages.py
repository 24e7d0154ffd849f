"""The pages of the channels are true: the printed request gets the printed answer, the snippets work."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from test_docs import ROOT, assert_excerpt, blocks, client, curl, page

from bot import channels
from bot.settings import Settings
from knowledge.loader import HERE

if TYPE_CHECKING:
    from bot.engine import Engine
    from tests.conftest import Served

STARTER = HERE / "starter"


PAGES = {file.stem: f"docs/channels/{file.name}" for file in (ROOT / "docs" / "channels").glob("*.md")}
PAGES["web"] = "docs/widget.md"


@pytest.mark.parametrize("name", ["deepchat", "n8n", "openai", "rasa", "rest"])  # Others have tests of their own.
def test_the_printed_request_gets_the_printed_answer(engine: Engine, name: str) -> None:
    text = page(PAGES[name])
    printed = next(block for block in blocks(text, "sh") if block.startswith("curl"))
    with client(engine) as talking:
        response = talking.post(**curl(printed))
    assert_excerpt(json.loads(blocks(text, "json")[0]), response.json())


def test_every_channel_has_its_page() -> None:
    assert PAGES.keys() == set(channels.known())


def test_the_python_of_openais_page_runs(
    serving: Callable[[Settings], Served], capsys: pytest.CaptureFixture[str]
) -> None:
    """As printed, but for the port."""
    running = serving(Settings(knowledge=STARTER, store="memory", live=False, channels=("openai",)))
    address = str(running.client.base_url).rstrip("/")
    scope: dict[str, Any] = {}
    exec(blocks(page("docs/channels/openai.md"), "python")[0].replace("http://127.0.0.1:5005", address), scope)
    scope["client"].close()
    said = capsys.readouterr().out
    assert "green and black tea" in said
    assert said.endswith("response.completed\n")
