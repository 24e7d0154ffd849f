"""Channels are switched on by name: what is off is not imported, what can not be on is told with its cure."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot import channels
from bot.cli import app as command
from bot.service import app
from bot.settings import Settings, UnavailableError
from knowledge.loader import HERE

LIBRARIES = {
    *("socketio", "engineio", "standardwebhooks", "websockets", "wsproto", "slack_bolt", "slack_sdk", "aiohttp"),
    *("httpx2", "httpx", "mcp", "mcp_types", "sse_starlette", "telegram"),
}
"""What channels bring that are off unless they are named: python-socketio, uvicorn's WebSockets, HTTP clients."""
RUNNING = """
import asyncio, sys
import bot.cli
from bot import channels
from bot.guard import listening
from bot.service import app
from bot.settings import Settings

tokens = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "a secret"}
settings = Settings(knowledge=sys.argv[1], store="memory", live=False, channels=sys.argv[2:], **tokens)
service = app(settings)
listening.options(settings, websockets=service.state.websockets)

async def run():
    if "slack" not in sys.argv:
        async with service.router.lifespan_context(service):
            pass

assert {"openai", "slack", "mcp"} <= set(channels.known())
asyncio.run(run())
print(*sys.modules)
"""
"""A service with some channels, up and down once; prints what is loaded then."""
MOUNTED = """
from contextlib import asynccontextmanager
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from bot.channels.channel import Limits

@asynccontextmanager
async def lifespan(_):
    MountedChannel.lives.append("up")
    yield
    MountedChannel.lives.append("down")

class MountedChannel:
    name = "mounted"
    limits = Limits()
    lives = []

    def router(self, conversation, settings):
        router = APIRouter(lifespan=lifespan)
        router.mount("/mounted", PlainTextResponse("from the mounted app"))
        return router

channel = MountedChannel()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second place for channels."""
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    yield tmp_path
    for name in [name for name in sys.modules if name in ("bot.channels.mounted", "bot.channels.lacking")]:
        del sys.modules[name]


def settings(*names: str) -> Settings:
    return Settings(knowledge=HERE / "starter", store="memory", live=False, channels=names)


def test_what_is_off_is_not_there() -> None:
    with TestClient(app(settings("openai"))) as client:
        assert client.get("/v1/models").status_code == 200
        assert client.get("/webhooks/rest/").status_code == 404


def test_neither_a_channel_that_is_off_nor_its_libraries_are_loaded() -> None:
    """Nor are WebSockets and the HTTP client, in a service that runs and answers; those that are on are."""

    def loaded(*names: str) -> tuple[set[str], set[str]]:
        command = [sys.executable, "-c", RUNNING, str(HERE / "starter"), *names]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert told.returncode == 0, told.stderr
        modules = set(told.stdout.split())
        return {name for name in channels.known() if f"bot.channels.{name}" in modules}, LIBRARIES & modules

    assert loaded("rest", "web") == ({"rest", "web"}, set())
    on, libraries = loaded("socketio", "slack", "webhooks")
    assert on == {"socketio", "slack", "webhooks"}
    assert libraries >= {"socketio", "slack_bolt", "aiohttp", "standardwebhooks"}


def test_a_channel_that_is_not_there_ends_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    """By one line that names the setting and what there is; modules that are no channels are none."""
    for wrong in ("fax", "markdown"):
        monkeypatch.setenv("DOOLITTLE_CHANNELS", f'["rest", "{wrong}"]')
        ended = CliRunner().invoke(command, ["serve", "--knowledge", str(HERE / "starter"), "--store", "memory"])
        assert ended.exit_code == 1
        there = ", ".join(channels.known())
        assert ended.stderr == f"setting DOOLITTLE_CHANNELS: there is no channel '{wrong}'; there are: {there}\n"


def test_a_library_that_is_missing_is_named_with_its_extra(folder: Path) -> None:
    (folder / "lacking.py").write_text("import no_such_library.part\n\nchannel = None\n", "utf-8")
    with pytest.raises(UnavailableError) as told:
        list(channels.channels(["lacking"]))
    needed = "the channel lacking needs the package no_such_library; install the extra: pip install -e '.[lacking]'"
    assert str(told.value) == f"DOOLITTLE_CHANNELS: {needed}"
    (folder / "lacking.py").write_text("\nchannel = None\n", "utf-8")
    with pytest.raises(UnavailableError, match="lacks name, limits or router"):
        list(channels.channels(["lacking"]))


def test_a_mounted_app_and_a_lifespan_are_taken_up(folder: Path) -> None:
    (folder / "mounted.py").write_text(MOUNTED, "utf-8")
    with TestClient(app(settings("mounted"))) as client:
        assert client.get("/mounted").text == "from the mounted app"
    [channel] = channels.channels(["mounted"])
    assert channel.lives == ["up", "down"]  # type: ignore[attr-defined]
