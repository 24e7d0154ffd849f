"""What people tell a bot, and who speaks to it: the script's rules, one by one, and nobody where a question stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from visitor import Bot
from written import written

TOLD = written(Path(__file__).parent / "questions" / "told.yaml")


@pytest.mark.parametrize("item", TOLD, ids=lambda item: str(item["say"]))
async def test_the_right_rule_speaks(tea_bot: Bot, item: dict[str, Any]) -> None:
    """Over a pack that has nothing on it: to feelings, complaints, requests, emergencies; to no open question."""
    answer = await tea_bot.say(item["say"])
    [clause] = answer.trace["understanding"]["clauses"]
    spoken = clause.get("script", {}).get("response", "")

    assert spoken.split("/")[1:2] == ([item["rule"]] if "rule" in item else []), answer.text
    assert answer.text


async def test_every_rule_is_heard(tea_bot: Bot) -> None:
    """Each rule of the shared script that says something speaks to one line at least."""
    told = {item.get("rule") for item in TOLD} | {"banter", "onwards", "hello", "bye", "laugh"}

    speaking = {rule.name for rule in tea_bot.engine.pack.script.rules if any(item.say for item in rule.when)}
    assert speaking - told == set()


@pytest.mark.parametrize(("said", "rule"), [("you win", "banter"), ("hahaha", "laugh"), ("hey", ""), ("farewell", "")])
async def test_what_a_pack_has_small_talk_for_is_left_to_it(tea_bot: Bot, said: str, rule: str) -> None:
    """The pack's own greeting is its greeting; where it has none, the script has."""
    answer = await tea_bot.say(said)

    assert (f"script/{rule}/" in str(answer.trace["decisions"][0]["wordings"])) == bool(rule)


async def test_nothing_that_is_told_is_taken_for_a_missed_question(bot: Bot) -> None:
    """Over the pack that ships, a line that the script has a rule for never gets the bare decline."""
    declined = []
    for item in TOLD:
        answer = await Bot(bot.engine).say(item["say"])
        if "rule" in item and "utter_fallback #1" in answer.trace["decisions"][0]["wordings"]:
            declined.append(item["say"])

    assert declined == []
