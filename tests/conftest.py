"""What every test may ask for: the engine, a bot to talk to, a small pack of one's own, a server over it."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import loopback
import pytest
import uvicorn
from visitor import Bot

from actions import action_classes
from benchmarks.imports import NEEDED
from bot import assembly
from bot.engine import Engine
from bot.guard.listening import options
from bot.service import app
from bot.settings import Settings
from knowledge.loader import DEFAULT, HERE, load
from tests import outside

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bot.action_server import ActionServer
    from knowledge.pack import Pack

for name, value in {**NEEDED, "SLACK_API": "http://127.0.0.1:9/"}.items():
    os.environ.setdefault(f"DOOLITTLE_{name}", value)  # Tests that need more say so themselves.
for kind in ("SENDER", "ADDRESS"):
    os.environ.setdefault(f"DOOLITTLE_{kind}_RATE", "")  # Tests talk faster than any visitor.

PATIENCE = 60.0
"""Seconds to wait for something to happen; on a busy machine all takes ten times as long."""
LONGEST = ("test_reach", "test_advisor", "test_questions", "test_conversations", "test_fuzz", "test_memory")
STARTER = HERE / "starter"
"""The small pack about tea that `doolittle new` copies."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests take longest come first: begun at the end, one worker would run them while others have done."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def _built_once() -> Iterator[None]:
    """An engine over a pack as it ships is built once for all that tests start over it; it is immutable."""
    build, built = assembly.engine, dict[Any, Engine]()
    shipped = {STARTER / "pack.yaml", DEFAULT / "pack.yaml"}

    def engine(
        pack: Pack, timeout: float = 5.0, cache: Path | None = None, server: ActionServer | None = None
    ) -> Engine:
        if server or pack.origins["pack"].file.path not in shipped:
            return build(pack, timeout, cache, server)
        key = pack.digest, timeout, tuple(action_classes())
        return built.get(key) or built.setdefault(key, build(pack, timeout, cache))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "engine", engine)
        yield


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine over the pack that ships, built once; what its examples taught is kept for the next run."""
    return assembly.engine(load(DEFAULT), cache=Settings().cache)


@pytest.fixture(scope="session")
def tea_engine() -> Engine:
    """The engine over the small pack, built once."""
    return assembly.engine(load(STARTER))


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """Leave the log as it was: commands set it up for the process that they usually have to themselves."""
    root = logging.getLogger()
    level, handlers = root.level, [*root.handlers]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.fixture
def bot(engine: Engine) -> Bot:
    """A bot over the pack that ships, which has talked to nobody yet."""
    return Bot(engine)


@pytest.fixture
def tea_bot(tea_engine: Engine) -> Bot:
    """A bot over the small pack, which has talked to nobody yet."""
    return Bot(tea_engine)


@pytest.fixture
def tiny_pack(tmp_path: Path) -> Path:
    """A copy of the small pack that a test may edit."""
    return Path(shutil.copytree(STARTER, tmp_path / "pack"))


class Served:
    """The service in a thread of its own on a free port, and a client that talks to it."""

    def __init__(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.service = service = app(settings)
        told = options(settings, websockets=service.state.websockets)
        config = uvicorn.Config(service, port=port, log_level="error", **told)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        self.client = loopback.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE)
        until(lambda: self._server.started)

    def post(self, body: Any, query: str = "", **headers: str) -> httpx2.Response:
        """Send a body to Rasa's REST webhook, as it is."""
        return self.client.post(f"/webhooks/rest/webhook{query}", json=body, headers=headers)

    def say(self, message: str, sender: str | int = "visitor", **more: Any) -> list[dict[str, Any]]:
        """Say something and get the messages of the answer."""
        response = self.post({"sender": sender, "message": message, **more})
        assert response.status_code == 200, response.text
        return list(response.json())

    def text(self, message: str, sender: str = "visitor") -> str:
        """Say something and get all the text of the answer."""
        return "\n".join(part["text"] for part in self.say(message, sender) if "text" in part)

    def ready(self) -> dict[str, Any]:
        """What `/ready` reports."""
        return dict(self.client.get("/ready").json())

    def stop(self) -> None:
        """Close the client and listen no more."""
        self.client.close()
        self._server.should_exit = True
        self._thread.join(PATIENCE)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service over the small pack, with conversations in a file, for all tests that change nothing."""
    database = tmp_path_factory.mktemp("served") / "conversations.db"
    running = Served(Settings(knowledge=STARTER, store=f"sqlite:{database}", live=False))
    yield running
    running.stop()


@pytest.fixture
def live(tiny_pack: Path) -> Iterator[Served]:
    """The service over the small pack that a test may edit, taking up every change."""
    running = Served(Settings(knowledge=tiny_pack, store="memory"))
    yield running
    running.stop()


@pytest.fixture
def kept(tiny_pack: Path, tmp_path: Path) -> Iterator[Served]:
    """The service over the small pack that a test may edit, with its conversations in `bot.db`."""
    running = Served(Settings(knowledge=tiny_pack, store=f"sqlite:{tmp_path / 'bot.db'}"))
    yield running
    running.stop()


@pytest.fixture
def serving() -> Iterator[Callable[[Settings], Served]]:
    """Starts the service with settings of the test's own; whatever still runs is stopped afterwards."""
    started: list[Served] = []

    def serve(settings: Settings) -> Served:
        started.append(Served(settings))
        return started[-1]

    yield serve
    for running in started:
        running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module, none of which may be async: it runs a loop of its own in their thread."""
    from playwright.sync_api import sync_playwright

    program = outside.chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(outside.FLAGS))
        yield running
        running.close()


def until(happened: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < end, f"not within {patience:.0f} s"
        time.sleep(0.02)
