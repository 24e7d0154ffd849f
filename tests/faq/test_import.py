"""`doolittle import`: a CSV list, a Markdown FAQ and a Rasa project become packs that answer."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from visitor import Bot

from bot import assembly
from bot.cli import app
from knowledge.check import examine
from knowledge.loader import load
from knowledge.yamlfile import read

DATA = Path(__file__).parent / "data"
TODAY = datetime.date(2026, 11, 23)
CASES: list[dict[str, Any]] = read(DATA / "imports.yaml").data


def run(*arguments: str | Path, status: int = 0) -> tuple[str, str]:
    """Run the import; what it printed, and what it complained of."""
    result = CliRunner().invoke(app, ["import", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result.stdout, result.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["source"]))
async def test_an_imported_bot_answers(tmp_path: Path, case: dict[str, Any]) -> None:
    """It passes the check and is talked to: in the words of the source, in others, and on what it does not hold."""
    run(DATA / case["source"], tmp_path / "pack")

    assert examine(tmp_path / "pack", TODAY) == ()
    engine = assembly.engine(load(tmp_path / "pack"))
    for turn in case["turns"]:
        answer = (await Bot(engine).say(turn["say"])).text
        assert all(re.search(must, answer) for must in turn["must"]), (turn["say"], answer)
    for said in case["declined"]:
        answer = (await Bot(engine).say(said)).text
        assert re.search("don't have an answer|outside what I know|can't", answer), (said, answer)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["source"]))
def test_what_is_left_out_is_told_line_by_line(tmp_path: Path, case: dict[str, Any]) -> None:
    """Each with the file, the line and what it is, and nothing that is not expected."""
    printed, _ = run(DATA / case["source"], tmp_path / "pack")

    told = [line.removeprefix(f"{DATA}/") for line in printed.splitlines() if ": left out: " in line]
    left = [line for line in told if not any(line.startswith(start) for start in case["left_out"])]
    missing = [start for start in case["left_out"] if not any(line.startswith(start) for line in told)]
    assert (left, missing) == ([], [])
    assert all(line.endswith((".", "?")) and line.count(". ") >= 1 for line in told), "a cure follows"


async def test_answers_that_take_turns_and_buttons_come_along(tmp_path: Path) -> None:
    """Variations are wordings of one answer, and a button to an intent is a question offered next."""
    run(DATA / "rasa", tmp_path / "pack")
    bot = Bot(assembly.engine(load(tmp_path / "pack")))

    assert [(await bot.say("hello")).text[:5] for _ in range(3)] == ["Hello", "Good ", "Once "]
    dogs = await bot.say("may I bring my dog?")
    assert [button.title for button in dogs.buttons] == ["How many bags may I take?"]
    assert (await bot.say(dogs.buttons[0].payload)).text == "Two bags each."


def test_one_file_of_a_project_is_read_alone(tmp_path: Path) -> None:
    """A file that holds all that is needed is enough."""
    file = tmp_path / "all.yml"
    parts = [DATA / "rasa/domain/domain.yml", DATA / "rasa/data/nlu.yml", DATA / "rasa/data/stories.yml"]
    file.write_text("\n".join(part.read_text("utf-8").replace('version: "3.1"', "") for part in parts), "utf-8")

    run(file, tmp_path / "pack")

    assert set(load(tmp_path / "pack").entries) == {"luggage", "goodbye"}


def test_words_that_yaml_once_took_for_yes_and_no_stay_words(tmp_path: Path) -> None:
    """`on`, `no` and `yes` are names of intents like any other."""
    file = tmp_path / "switch.yml"
    rule = "- rule: x\n  steps:\n  - intent: on\n  - action: utter_on\n"
    nlu = "- intent: on\n  examples:\n  - switch it on\n  - no\n"
    file.write_text(f"nlu:\n{nlu}rules:\n{rule}responses:\n  utter_on:\n  - text: yes\n", "utf-8")

    run(file, tmp_path / "pack")

    entry = load(tmp_path / "pack").entries["on"]
    assert (entry.asks, entry.answers) == (("switch it on", "no"), ("yes",))


def test_the_kind_can_be_given(tmp_path: Path) -> None:
    """A file whose name does not tell is read as what `--from` says."""
    file = tmp_path / "faq.txt"
    file.write_text("# Is it open?\n\nYes.\n", "utf-8")

    _, told = run(file, tmp_path / "pack", status=1)
    assert f"{file}:1: error: the name does not tell what kind of source it is. Give one with --from: csv" in told
    _, told = run(file, tmp_path / "pack", "--from", "pdf", status=1)
    assert "'pdf' is no kind of source. Give one with --from: csv, markdown, rasa." in told
    assert "Read 1 answers to 1 questions" in run(file, tmp_path / "pack", "--from", "markdown")[0]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder with something in it, or a file, is left alone."""
    (tmp_path / "mine.txt").write_text("mine")

    _, told = run(DATA / "museum.csv", tmp_path, status=1)
    assert told == f"{tmp_path}:1: error: exists and is not empty. Name another folder.\n"
    run(DATA / "museum.csv", tmp_path / "mine.txt", status=1)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


BROKEN = {
    "faq.csv": [
        ("question,answer\nA?,B.\nC?,\n", 3, "the row has no answer. Write one"),
        ("", 1, "the file is empty. Write `question,answer`"),
        ("ask;reply\nA?;B.\n", 1, "the header 'ask, reply' names no column 'question'. Write `question,answer`"),
    ],
    "faq.md": [
        ("", 1, "there is no question with an answer. End each question with a question mark"),
        ("# Tea\n\nIt is wet.\n", 1, "there is no question with an answer. End each"),
    ],
    "rasa.yml": [
        ("", 1, "holds none of Rasa's keys (nlu, responses, rules, stories). Name the project's folder."),
        ("nlu:\n- intent: [a\n", 3, "is not valid YAML"),
        ("nlu: []\n", 1, "there is no question with an answer. An intent is read that a rule"),
    ],
    "rasa": [(None, 1, "holds none of Rasa's keys")],
    "nowhere.csv": [(None, 1, "there is no such file or folder. Check the path.")],
}


@pytest.mark.parametrize(("name", "broken"), [(name, broken) for name, all_ in BROKEN.items() for broken in all_])
def test_a_source_that_can_not_be_read_is_told(tmp_path: Path, name: str, broken: tuple[str | None, int, str]) -> None:
    """File, line and cure on standard error, status 1, and no pack."""
    text, line, said = broken
    source = tmp_path / name
    if text is not None:
        source.write_text(text, "utf-8")
    elif name == "rasa":
        source.mkdir()

    _, told = run(source, tmp_path / "pack", status=1)

    [complaint] = [complaint for complaint in told.splitlines() if said in complaint]
    assert complaint.startswith(f"{source}:{line}: error: ")
    assert not (tmp_path / "pack").exists()
