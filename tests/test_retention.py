"""Retention: a service forgets what is older than it may be, and nothing stops it from doing so."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import DAY, run, talk

from bot import retention
from bot.conversation import Conversation
from bot.engine import Engine
from bot.messages import Utterance
from bot.rehearsal import BEGIN
from bot.retention import retaining
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from bot.stores.store import StoreError

if TYPE_CHECKING:
    from tests.conftest import Served

PATIENCE = 60.0
"""Seconds to wait for something to happen."""


def until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_service_forgets_what_is_old(
    serving: Callable[[Settings], Served], tea_engine: Engine, tiny_pack: Path, tmp_path: Path
) -> None:
    """From its start on, by the last message of each; two services over one file do no harm. Without it all stays."""
    file, now = tmp_path / "bot.db", (time.time() - BEGIN) / DAY
    talk(tea_engine, file, {"old": ["what is green tea?"], "long": ["hello"]}, days=now - 31)
    talk(tea_engine, file, {"long": ["what is green tea?"], "new": ["what is green tea?"]}, days=now - 29)

    def kept() -> set[str]:
        return {one["id"] for one in json.loads(run("conversations", "list", "--store", f"sqlite:{file}", "--json"))}

    def started(days: float) -> Served:
        return serving(Settings(knowledge=tiny_pack, store=f"sqlite:{file}", live=False, retention=days))

    assert started(0.0).say("hello", "other")
    assert kept() == {"old", "long", "new", "other"}
    one, another = started(30.0), started(30.0)
    until(lambda: kept() == {"long", "new", "other"})
    assert one.ready()["ready"]
    assert "green tea" not in another.text("say that again", "old")


class Moody(MemoryStore):
    """A store that is away, then broken, then well again."""

    def __init__(self, *moods: Exception) -> None:
        super().__init__()
        self._moods, self.well = [*moods], asyncio.Event()

    async def forget(self, before: float) -> int:
        """Not twice."""
        if self._moods:
            raise self._moods.pop(0)
        self.well.set()
        return await super().forget(before)


async def test_it_goes_on_whatever_happens(
    tea_engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that is away or broken is logged and tried again; how many were forgotten is logged, without a word."""
    store = Moody(StoreError("it is away"), ZeroDivisionError("it is broken"))
    bot = Conversation(store, lambda: tea_engine)
    await bot.hear(Utterance("what is green tea?", "ann", "test", "1", time.time() - 2 * DAY))
    await bot.hear(Utterance("what is green tea?", "bob", "test", "1", time.time()))
    monkeypatch.setattr(retention, "HOUR", 0.01)

    with caplog.at_level(logging.INFO):
        async with asyncio.timeout(PATIENCE), retaining(store, 1.0):
            await store.well.wait()

    assert not await bot.events("ann")
    assert await bot.events("bob")
    levels = [(record.levelname, record.getMessage()) for record in caplog.records if "older than" in record.message]
    assert levels == [
        ("ERROR", "Conversations older than 1 days can not be forgotten now, but in an hour: it is away"),
        ("ERROR", "Conversations older than 1 days can not be forgotten"),
        ("INFO", "Forgot 1 conversations older than 1 days"),
    ]
    assert "green tea" not in caplog.text
