"""Services of every setting: in this process, on a port, in a process of their own, with a real Redis beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from guarding import KEY, TEA, TOKEN, Process, RedisServer
from starlette.testclient import TestClient

from bot.service import app
from bot.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Served


def settings(**given: Any) -> Settings:
    """Those of a service over the small pack that remembers nothing, but for what is given."""
    return Settings(**{"knowledge": TEA, "store": "memory", "live": False} | given)


@pytest.fixture
def client() -> Iterator[Callable[..., TestClient]]:
    """Starts the service with the settings it is given, and talks to it."""
    with contextlib.ExitStack() as running:

        def start(address: str = "192.0.2.1", **given: Any) -> TestClient:
            return running.enter_context(TestClient(app(settings(**given)), client=(address, 50_000)))

        yield start


@pytest.fixture(scope="module")
def guarded() -> Iterator[TestClient]:
    """The service with both kinds of token."""
    with TestClient(app(settings(auth_token=TOKEN, jwt_key=KEY))) as talking:
        yield talking


@pytest.fixture
def serve(served: Served) -> Iterator[Callable[..., Served]]:
    """Starts the service with the settings it is given on a port, as a server does."""
    with contextlib.ExitStack() as running:

        def start(**given: Any) -> Served:
            started = type(served)(settings(**given))
            running.callback(started.stop)
            return started

        yield start


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of the test's own."""
    server = RedisServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """One with short patience, for all tests of a module."""
    running = Process(tmp_path_factory.mktemp("process"), DOOLITTLE_REQUEST_TIMEOUT="2")
    yield running
    running.stop()
