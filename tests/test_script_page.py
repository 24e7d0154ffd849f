"""The page about scripts is true: its example works as it is printed, and its numbers are those in force."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from visitor import Bot

from bot import assembly, audition
from bot.tracker import RECENT, STALE, UNFINISHED
from bot.understanding.keywords.script import HARD
from bot.understanding.keywords.voice import GRAVE, HOPS
from bot.understanding.language.pattern import KEPT
from knowledge.check import check
from knowledge.loader import load
from knowledge.script import Fallback, Item, ScriptRule

PAGE = (Path(__file__).parents[1] / "docs" / "script.md").read_text("utf-8")
EXAMPLE = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]


async def test_the_example_is_without_fault_and_speaks(tiny_pack: Path) -> None:
    """In the pack it is meant for, as it is printed."""
    (tiny_pack / "script.yaml").write_text(EXAMPLE, "utf-8")
    pack = load(tiny_pack)

    assert not check(pack, datetime.date(2026, 11, 23))
    assert not [*audition.problems(pack, tiny_pack)]
    answer = await Bot(assembly.engine(pack)).say("Sorry, but my kettle leaks a bit")
    assert answer.text == "I can't mend your kettle, sorry. What I know about is green and black tea."


def test_every_field_is_explained() -> None:
    """Those of rules, items and the fallback."""
    fields = {*Item.model_json_schema()["properties"], *ScriptRule.model_fields, *Fallback.model_fields}

    assert {name for name in fields if f"`{name}`" not in PAGE and f"`{name}: " not in PAGE} == set()


def test_the_limits_it_names_are_those_in_force() -> None:
    """A changed number must change on the page as well."""
    assert f"below rank {GRAVE} is said" in PAGE
    assert f"From\n  {HARD} on" in PAGE
    assert (KEPT, HOPS, UNFINISHED, STALE, RECENT) == (12, 10, 3, 20, 10)
