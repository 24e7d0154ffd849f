"""What the page on FAQ packs shows works as it is printed."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from visitor import Bot

from bot import assembly
from knowledge.check import examine
from knowledge.csvfile import COLUMNS
from knowledge.imports.origin import READERS
from knowledge.loader import load

TODAY = datetime.date(2026, 11, 23)
PAGE = (Path(__file__).parents[2] / "docs/faq-packs.md").read_text("utf-8")


def block(language: str, number: int = 0) -> str:
    """A fenced block of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[number]


@pytest.mark.parametrize(("name", "text"), [("faq.csv", block("csv")), ("faq.yaml", block("yaml", 1))])
async def test_the_lists_it_shows_are_packs(tmp_path: Path, name: str, text: str) -> None:
    """Either list under the two lines is without fault and answers its questions."""
    (tmp_path / "faq").mkdir()
    (tmp_path / "pack.yaml").write_text(block("yaml"), "utf-8")
    (tmp_path / "faq" / name).write_text(text, "utf-8")

    assert examine(tmp_path, TODAY) == ()
    engine = assembly.engine(load(tmp_path))
    for asked in ("How do I join?", "where can I sign up", "where do I sign up"):
        assert (await Bot(engine).say(asked)).text.startswith("Fill in the form at the counter"), asked
    assert "don't" in (await Bot(engine).say("do you lend violins?")).text


def test_it_names_every_column() -> None:
    """The columns of a list are explained."""
    assert all(f"`{column}`" in PAGE for column in COLUMNS)


def test_it_names_every_kind_of_source() -> None:
    """What can be imported is listed with the option that says so."""
    assert set(re.findall(r"`--from (\w+)`", PAGE)) == set(READERS)
