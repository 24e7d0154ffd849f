"""The acceptance questions, where they are at hand beside the project."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from visitor import Bot

from bot.channels.rest import rendered
from bot.engine import Engine

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "acceptance"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the acceptance questions are not beside the project")


def judge() -> ModuleType:
    """The scorer that comes with the questions."""
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def score(engine: Engine, name: str) -> tuple[float, float, list[str]]:
    """Share of items right, share of turns right, and what was wrong."""
    check = judge().check_turn
    items = [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
    wrong: list[str] = []
    right_items = right_turns = turns = 0
    for item in items:
        bot, problems = Bot(engine), 0
        for turn in item["turns"]:
            messages: list[dict[str, Any]] = list(rendered(await bot.say(turn["say"])))
            found = check(turn, messages, item["category"])
            turns, right_turns, problems = turns + 1, right_turns + (not found), problems + bool(found)
            wrong += [f"{item['id']} {turn['say']!r}"] if found else []
        right_items += not problems
    return right_items / len(items), right_turns / turns, wrong


async def test_questions(engine: Engine) -> None:
    """At least 95 % of the questions."""
    items, _, wrong = await score(engine, "questions.jsonl")
    assert items >= 0.95, "\n".join(wrong)


async def test_conversations(engine: Engine) -> None:
    """At least 92 % of the turns and 80 % of whole conversations."""
    items, turns, wrong = await score(engine, "conversations.jsonl")
    assert turns >= 0.92, "\n".join(wrong)
    assert items >= 0.8, "\n".join(wrong)
