"""What a conversation reports of its turns to whoever observes them."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.conversation import Conversation
from bot.messages import Utterance
from bot.stores.memory import MemoryStore
from bot.telemetry.tally import Tally
from bot.telemetry.turn import TurnReport
from tests.conftest import STARTER

if TYPE_CHECKING:
    from bot.engine import Engine

HOUSE = Path(__file__).resolve().parents[2]
OUTCOMES = {
    "hello": "small_talk",
    "hello, what is green tea?": "answered",
    "compare": "asked_back",
    "what is green tea? when was tea introduced?": "declined",
}
"""How a turn of several clauses ended is how the weightiest did."""


class Kept:
    """Keeps every report."""

    def __init__(self) -> None:
        self.reports: list[TurnReport] = []

    def began(self) -> None:
        """Wait for the end."""

    def ended(self, report: TurnReport) -> None:
        self.reports.append(report)


class Broken(Kept):
    """Fails at every turn."""

    def ended(self, report: TurnReport) -> None:
        raise OSError("the disk is full")


def utterance(text: str, number: int = 1) -> Utterance:
    """What a visitor says, at a time of its own."""
    return Utterance(text, "visitor", "test", f"message {number}", 1_700_000_000.0 + number)


@pytest.mark.parametrize("text", OUTCOMES)
async def test_a_turn_reports_how_it_ended(tea_engine: Engine, text: str) -> None:
    """One report a turn, with the answer, the actions and the time of each stage."""
    kept = Kept()
    answer = await Conversation(MemoryStore(), lambda: tea_engine, [kept]).hear(utterance(text))

    [report] = kept.reports
    assert report.outcome == OUTCOMES[text]
    assert report.answer is answer
    assert [each.action for each in report.ran] == [told["action"] for told in answer.trace["decisions"]]
    assert report.pack == tea_engine.pack.digest
    assert list(report.seconds) == ["hold", "understand", "act", "commit"]
    assert text not in repr(report)


async def test_turns_outside_of_a_request_have_ids_of_their_own(tea_engine: Engine) -> None:
    """Taken one after the other in one task, as in the terminal, no two share one."""
    kept = Kept()
    bot = Conversation(MemoryStore(), lambda: tea_engine, [kept])
    for number in range(3):
        await bot.hear(utterance("hello", number))

    assert len({report.trace for report in kept.reports}) == 3
    assert all(report.trace for report in kept.reports)


async def test_an_observer_that_fails_costs_no_answer(tea_engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """The answer comes, the turn is stored, and the log says what failed."""
    store = MemoryStore()
    answer = await Conversation(store, lambda: tea_engine, [Broken()]).hear(utterance("hello"))

    assert answer.text
    assert await store.events("visitor")
    [line] = caplog.records
    assert (line.levelno, line.exc_text and "the disk is full" in line.exc_text) == (logging.ERROR, True)


async def test_a_turn_that_is_given_up_is_reported(tea_engine: Engine) -> None:
    """While it waits for its conversation it is in flight; given up, it has failed in that stage."""
    kept, tally, store = Kept(), Tally(), MemoryStore()
    bot = Conversation(store, lambda: tea_engine, [kept, tally])
    async with store.turn("visitor", "message 1"):
        waiting = asyncio.create_task(bot.hear(utterance("hello", 2)))
        await asyncio.sleep(0)
        assert (tally.in_flight, tally.turns) == (1, 0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    [report] = kept.reports
    assert (report.outcome, report.error, list(report.seconds)) == ("failed", asyncio.CancelledError, ["hold"])
    assert (tally.in_flight, tally.turns) == (0, 1)


def test_commands_wait_for_none_of_it() -> None:
    """`doolittle ask` imports neither structlog nor prometheus_client, nor does a service that does not count."""
    code = """
import sys
from typer.testing import CliRunner
from bot.cli import app
assert CliRunner().invoke(app, ["ask", "hello"]).exit_code == 0
assert "fastapi" not in sys.modules
from bot.service import app
from bot.settings import Settings
app(Settings())
print(*{"structlog", "prometheus_client"} & sys.modules.keys())
"""
    around = os.environ | {"DOOLITTLE_KNOWLEDGE": str(STARTER), "DOOLITTLE_STORE": "memory"}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, cwd=HOUSE, env=around, capture_output=True, text=True, timeout=60, check=True)

    assert ended.stdout.split() == []
