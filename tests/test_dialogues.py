"""`doolittle test`: a pack's dialogues run and are reported as pytest reports tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import refused, run

MILK = """\
persona: takes milk
turns:
  - say: which tea goes with milk?
    must: [black tea]
  - say: what is green tea?
    must: [heated, withered]
    must_not: ["camellia|oolong"]
  - say: how is it made?
    must: [steamed]
"""
TWO = """\
# Two visitors.
turns:
  - {say: what is black tea?, must: [oxidise]}
---
persona: comes from Japan
turns:
  - say: when was green tea introduced?
    must: ["1191"]
---
"""
BROKEN = {
    "no YAML": ("turns:\n  - say: what: is this\n", 2, "is not valid YAML"),
    "no list of turns": ("persona: nobody\nturns:\n  say: hello\n", 2, "turns: Input should be a valid tuple"),
    "no turn": ("persona: nobody\nturns: []\n", 2, "turns: a dialogue has at least one turn"),
    "a wrong field": ("turns:\n  - say: hello\n    most: [hello]\n", 3, "turns.0.most: Extra inputs are not permitted"),
    "nothing said": ("turns:\n  - must: [hello]\n", 2, "turns.0.say: Field required"),
    "one pattern alone": ("turns:\n  - say: hi\n    must: hello\n", 3, "turns.0.must: Input should be a valid tuple"),
    "no pattern": ("turns:\n  - say: hi\n    must: ['(']\n", 3, "'(' is no regular expression"),
    "a list": ("- turns: []\n", 1, "the file: Input should be a valid dictionary"),
    "the second": ("turns:\n  - {say: hi}\n---\nturns:\n  - {}\n", 5, "turns.0.say: Field required"),
}


def test_a_new_pack_brings_a_dialogue_and_passes(tmp_path: Path) -> None:
    """A dot for each dialogue and each test of the pack's files, then how many passed."""
    run("new", tmp_path / "tea")

    assert run("test", tmp_path / "tea").split("\n") == [
        "........",
        "",
        "========================= 8 passed (11 turns) ==========================",
        "",
    ]


def test_a_failure_shows_the_dialogue_and_what_was_wrong(tiny_pack: Path) -> None:
    """File and line of the turn, all that was said up to it, what the answer lacks and holds; status 1."""
    milk = tiny_pack / "dialogues" / "milk.yaml"
    milk.write_text(MILK, "utf-8")

    told = run("test", tiny_pack, status=1)

    marks, failures, name, *transcript = filter(None, told.splitlines())
    assert (marks, failures.strip("= "), name.strip("_ ")) == (".......F", "FAILURES", "takes milk")
    assert [line for line in transcript if line.startswith(("> ", "E  ", str(milk)))] == [
        "> which tea goes with milk?",
        "> what is green tea?",
        "E   lacks 'withered'",
        "E   holds 'camellia|oolong'",
        f"{milk}:5: not as demanded",
    ]
    assert "Take black tea." in told
    assert "1 failed, 7 passed (10 turns)" in told


def test_the_pack_in_the_settings_is_tested(tiny_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder it is the one that the other commands take."""
    monkeypatch.setenv("DOOLITTLE_KNOWLEDGE", str(tiny_pack))

    assert "8 passed" in run("test")


def test_dialogues_elsewhere_are_run_as_well(tiny_pack: Path, tmp_path: Path) -> None:
    """A file or a folder, and a file may hold several dialogues."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "two.yaml").write_text(TWO, "utf-8")

    named = run("test", tiny_pack, "--dialogues", elsewhere, "-v").splitlines()
    assert named[-4:-2] == [
        f"{elsewhere}/two.yaml:3 what is black tea? PASSED",
        f"{elsewhere}/two.yaml:7 comes from Japan PASSED",
    ]
    assert f"{tiny_pack}/topics/tea.yaml" not in "".join(named), "it has no tests"
    assert f"{tiny_pack}/advice/milk.yaml:15 advice/milk: which tea goes with milk? PASSED" in named
    both = run("test", tiny_pack, "--dialogues", elsewhere / "two.yaml", "--dialogues", elsewhere / "two.yaml")
    assert "12 passed" in both


def test_a_word_selects(tiny_pack: Path) -> None:
    """By what is said, by name or by the file's; the others are counted as deselected."""
    assert "1 passed, 7 deselected" in run("test", tiny_pack, "-k", "is green tea a TEA")
    assert "1 passed, 7 deselected" in run("test", tiny_pack, "-k", "takes milk")
    assert "2 passed, 6 deselected" in run("test", tiny_pack, "-k", "milk.yaml")
    told = refused("test", tiny_pack, "-k", "coffee")
    assert told.startswith("No dialogue has 'coffee' in it.")


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_told_by_file_line_and_cure(tiny_pack: Path, broken: str) -> None:
    """Nothing is run, and a curator reads where the mistake stands and how to mend it."""
    content, line, said = BROKEN[broken]
    file = tiny_pack / "dialogues" / "broken.yaml"
    file.write_text(content, "utf-8")

    [told] = refused("test", tiny_pack).splitlines()

    place, _, what = told.partition(": error: ")
    assert place == f"{file}:{line}"
    assert what.startswith(said)
    assert what.count(". ") >= 1, "a cure follows"


def test_every_broken_file_is_told_at_once(tiny_pack: Path) -> None:
    """Two files with mistakes, one of them with two."""
    (tiny_pack / "dialogues/one.yaml").write_text("turns: [{say: hi, must: ['[']}, {say: ho, must: ['[']}]\n", "utf-8")
    (tiny_pack / "dialogues/two.yaml").write_text("turn: []\n", "utf-8")

    assert len(refused("test", tiny_pack).splitlines()) == 4


def test_a_broken_test_of_a_topic_is_told(tiny_pack: Path) -> None:
    """Of the tests in the pack's own files as well."""
    topic = tiny_pack / "topics/black_tea.yaml"
    topic.write_text(topic.read_text("utf-8").replace("must: [oxidise]", 'must: ["(oxidise"]'), "utf-8")

    assert f"{topic}:69: error: '(oxidise' is no regular expression" in refused("test", tiny_pack)


def test_a_pack_without_dialogues_says_where_to_write_one(tmp_path: Path) -> None:
    """A plain list of questions is a pack, and has none yet; a path that leads nowhere is told."""
    (tmp_path / "pack.yaml").write_text("title: the pool\ncontact: Ask at the desk.\n", "utf-8")
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq/faq.csv").write_text("question,answer\nHow warm is the water?,26 degrees.\n", "utf-8")

    assert f"Write one in {tmp_path}/dialogues" in refused("test", tmp_path)
    assert f"{tmp_path}/pool.yaml:1: error: cannot be read" in refused(
        "test", tmp_path, "--dialogues", tmp_path / "pool.yaml"
    )
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "dialogues/pool.yaml").write_text("turns: [{say: how warm is the water, must: ['26']}]\n", "utf-8")
    assert "1 passed (1 turn)" in run("test", tmp_path)
