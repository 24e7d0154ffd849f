"""The service with Rasa's HTTP API on, over the small pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from steering import settings

from bot import assembly
from bot.live import LivePack
from bot.service import app


@pytest.fixture(scope="module")
def source() -> LivePack:
    return assembly.live(settings())


@pytest.fixture
def start(source: LivePack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Starts the service with these settings, each time over the same small pack."""
    monkeypatch.setattr(assembly, "live", lambda *_: source)
    running = []

    def started(opened: bool = True, **given: Any) -> TestClient:
        client = TestClient(app(settings(**given)), raise_server_exceptions=False)
        if opened:
            running.append(client.__enter__())
        return client

    yield started
    for client in running:
        client.__exit__(None, None, None)


@pytest.fixture(scope="module")
def refusing(source: LivePack) -> Iterator[TestClient]:
    """One service for all tests that leave nothing in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "live", lambda *_: source)
        service = app(settings())
    with TestClient(service, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(start: Any) -> TestClient:
    return start()  # type: ignore[no-any-return]
