"""The page about ELIZA is true: its script is read, and talks as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "eliza.md").read_text("utf-8")
[SCRIPT] = re.findall(r"^```lisp\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TALK, TOLD = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The script of the page, saved under the name it has there."""
    monkeypatch.chdir(tmp_path)
    path = Path("harbour.script")
    path.write_text(SCRIPT, "utf-8")
    return path


def test_the_script_talks_as_printed(harbour: Path) -> None:
    typed = re.findall(r"^> (.*)$", TALK, re.MULTILINE)
    shown = re.findall(r"^(?!> )(.+)$", TALK, re.MULTILINE)
    result = CliRunner().invoke(app, ["eliza", "--script", str(harbour)], input="\n".join(typed))
    assert result.stdout.splitlines() == ["WELCOME TO THE HARBOUR. WHAT DO YOU NEED", *shown]
    assert len(typed) >= 6


def test_a_mistake_is_told_as_printed(harbour: Path) -> None:
    harbour.write_text(SCRIPT.replace("(=BOAT)", "(=BOATS)"), "utf-8")
    result = CliRunner().invoke(app, ["eliza", "--script", str(harbour)])
    assert result.stderr == TOLD
