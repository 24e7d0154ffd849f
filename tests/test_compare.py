"""`doolittle compare`: two packs are told the same things, and every answer that differs is shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command import refused, run, talk

from bot.engine import Engine

EDITS = {
    "faq/faq.yaml": [
        (
            "- id: herbal",
            "- id: oolong\n  asks: [do you have oolong]\n  answers: [No.]\n  declines: true\n- id: herbal",
        ),
        ("    - how much is a pound of tea\n", ""),
        ("    - where can I buy tea\n", ""),
        ("    - what does tea cost\n", "    - what are your opening hours\n"),
    ],
    "topics/black_tea.yaml": [("four steps", "4 steps"), ("on: 1839-01-10", "on: 1840")],
    "advice/milk.yaml": [
        ("  - which tea goes with milk\n", "  - what about milk\n"),
        ("  - what should I drink with milk\n", "  - and milk\n"),
    ],
    "topics/green_tea.yaml": [
        ("  uses:\n    - what is", "  uses:\n    - what should I drink with milk\n    - what is")
    ],
}
"""An edit of the starter pack that changes answers in each of the four ways."""


@pytest.fixture
def edited(tiny_pack: Path) -> Path:
    """The small pack, edited; the pack itself is as it was."""
    folder = Path(shutil.copytree(tiny_pack, tiny_pack.with_name("edited")))
    for name, edits in EDITS.items():
        text = (folder / name).read_text("utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, "utf-8")
    return folder


def changes(*arguments: object) -> list[dict[str, Any]]:
    """What differs, as data."""
    return list(json.loads(run("compare", *arguments, "--json"))["changes"])


def test_every_way_in_which_an_answer_changes(
    tea_engine: Engine, tiny_pack: Path, edited: Path, tmp_path: Path
) -> None:
    """What is newly answered and no longer, what is read as something else, and what only its words changed in."""
    asked = ["do you have oolong", "what does tea cost", "what should I drink with milk", "how is black tea made?"]
    talk(tea_engine, tmp_path / "bot.db", {f"visitor {n}": [text] for n, text in enumerate(asked)})

    found = changes(tiny_pack, edited, "--store", f"sqlite:{tmp_path}/bot.db")

    kinds = {change["said"]: change["kind"] for change in found if change["said"] in asked}
    assert kinds == {
        "do you have oolong": "newly answered",
        "what does tea cost": "no longer answered",
        "what should I drink with milk": "read differently",
        "how is black tea made?": "worded differently",
    }
    [milk] = [change for change in found if change["kind"] == "read differently"]
    assert (milk["old"]["readings"], milk["old"]["answers"]) == (["advice/milk"], ["advice/milk"])
    assert (milk["new"]["readings"], milk["new"]["answers"]) == (["uses"], ["green_tea.uses"])


def test_what_is_printed_can_be_read(tea_engine: Engine, tiny_pack: Path, edited: Path, tmp_path: Path) -> None:
    """By kind, what was said (and what just before), lines that went and came, and what it comes to."""
    said = ["what is black tea?", "how is it made?"]
    talk(tea_engine, tmp_path / "bot.db", {"ann": ["do you have oolong"], "bob": said, "cat": [*said, "bye"]})

    told = run("compare", tiny_pack, edited, "--store", f"sqlite:{tmp_path}/bot.db")

    assert told.startswith(
        "Newly answered (1)\n\n"
        "> do you have oolong\n"
        "- I'm sorry, I don't have an answer to that. I know about green and black tea.\n"
        "+ No.\n\n"
    )
    step = "steps: the leaves are withered, crushed or rolled, left in the air to oxidise, and dried."
    assert (
        "(after 'what is black tea?')\n"
        "> how is it made?  (3 times)\n"
        f"- Black tea is made in four {step} Drying stops the oxidation.\n"
        f"+ Black tea is made in 4 {step} Drying stops the oxidation.\n"
        "\n"
        "  Source: ISO (2011)"
    ) in told, "twice here and once in the pack's own dialogue"
    last = told.splitlines()[-1]
    assert last.startswith("17 messages in 11 dialogues and conversations: 1 newly answered, ")
    assert run("compare", tiny_pack, edited, "--store", f"sqlite:{tmp_path}/bot.db") == told


def test_a_pack_differs_in_nothing_from_itself(tiny_pack: Path) -> None:
    """The pack's own dialogues and tests are said, without a store."""
    told = run("compare", tiny_pack, tiny_pack)

    assert told == "11 messages in 8 dialogues and conversations: no answer differs.\n"


def test_the_time_of_a_message_is_kept(tea_engine: Engine, tiny_pack: Path, edited: Path, tmp_path: Path) -> None:
    """What was asked in 1976 is answered as in 1976; of two who said the same, the first."""
    half_a_century = -18_262.0
    talk(tea_engine, tmp_path / "bot.db", {"bob": ["how old is black tea?"]})
    talk(tea_engine, tmp_path / "bot.db", {"ann": ["how old is black tea?"]}, days=half_a_century)

    found = changes(tiny_pack, edited, "--store", f"sqlite:{tmp_path}/bot.db")

    [age] = [change for change in found if change["said"] == "how old is black tea?"]
    assert "about 137 years ago" in age["old"]["text"]
    assert age["times"] == 1
    later = changes(tiny_pack, edited, "--store", f"sqlite:{tmp_path}/bot.db", "--since", "2026-01-01")
    [age] = [change for change in later if change["said"] == "how old is black tea?"]
    assert "about 187 years ago" in age["old"]["text"]


def test_dialogues_of_the_new_pack_and_of_other_places_are_said(tiny_pack: Path, edited: Path, tmp_path: Path) -> None:
    """Those of the pack as it was are not."""
    (tiny_pack / "dialogues/old.yaml").write_text("turns: [{say: and oolong}, {say: do you have oolong}]\n", "utf-8")
    assert not any(change["said"] == "do you have oolong" for change in changes(tiny_pack, edited))

    (tmp_path / "more.yaml").write_text("turns: [{say: hello}, {say: do you have oolong}]\n", "utf-8")
    [new] = [
        change
        for change in changes(tiny_pack, edited, "--dialogues", tmp_path / "more.yaml")
        if change["kind"] == "newly answered"
    ]
    assert (new["said"], new["before"]) == ("do you have oolong", ["hello"])


def test_what_can_not_be_compared_is_told(tiny_pack: Path, edited: Path, tmp_path: Path) -> None:
    """A broken pack, a broken dialogue, no store, nothing to say: each with its place or what to do."""
    assert f"{tmp_path}/nowhere/pack.yaml:1: error: there is no such file" in refused(
        "compare", tmp_path / "nowhere", edited
    )
    assert "there is no file" in refused("compare", tiny_pack, edited, "--store", f"sqlite:{tmp_path}/bot.db")
    assert not (tmp_path / "bot.db").exists()
    (edited / "dialogues/broken.yaml").write_text("turns: [{say: hello, must: ['(']}]\n", "utf-8")
    assert f"{edited}/dialogues/broken.yaml:1: error: '('" in refused("compare", tiny_pack, edited)

    pool = tmp_path / "pool"
    (pool / "faq").mkdir(parents=True)
    (pool / "pack.yaml").write_text("title: the pool\ncontact: Ask at the desk.\n", "utf-8")
    (pool / "faq/faq.csv").write_text("question,answer\nHow warm is the water?,26 degrees.\n", "utf-8")
    assert f"{pool} has no dialogues" in refused("compare", tiny_pack, pool)
