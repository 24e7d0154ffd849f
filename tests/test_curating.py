"""The page for curators is true: what it says is typed and pasted, and what it shows is printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from command import run, talk

from bot.engine import Engine

PAGE = (Path(__file__).resolve().parents[1] / "docs/curating.md").read_text("utf-8")
SESSIONS = re.findall(r"^```text\n\$ doolittle (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
YAML = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ASKED = re.search(r"^Say that since .*?\n\n", PAGE, re.MULTILINE | re.DOTALL)


def test_the_story_goes_as_it_is_told(tea_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first command to the last, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    run("new", "tea")
    shutil.copytree("tea", "before")
    assert ASKED
    questions = re.findall(r'"(.*?)"', ASKED[0])
    talk(tea_engine, Path("doolittle.db"), {f"visitor {n}": [text] for n, text in enumerate(questions)})
    (gaps, open_gaps), (none, no_gaps), (test, tested), (compare, compared) = SESSIONS
    entry, dialogue = YAML

    # How near the nearest is moves a little with every question the language learns.
    assert _near(run(*gaps.split())) == _near(open_gaps)
    faq, visitors = Path("tea/faq/faq.yaml"), Path("tea/faq/visitors.yaml")
    assert f"{faq} below line 3\n    - is rooibos a tea?\n" in open_gaps
    lines = faq.read_text("utf-8").splitlines(keepends=True)
    faq.write_text("".join([*lines[:3], "    - is rooibos a tea?\n", *lines[3:]]), "utf-8")
    assert f"{visitors} as a new file\n{entry.partition('  answers')[0]}" in open_gaps
    visitors.write_text(entry, "utf-8")
    assert run("check", "-k", "tea").endswith("0 errors, 0 warnings\n")
    assert run(*none.split()) == no_gaps

    assert "`tea/dialogues/oolong.yaml`" in PAGE
    Path("tea/dialogues/oolong.yaml").write_text(dialogue, "utf-8")
    assert run(*test.split()) == tested
    assert run(*compare.split()) == compared


def _near(told: str) -> str:
    return re.sub(r"\d+%", "?%", told)
