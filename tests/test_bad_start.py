"""A broken pack or a wrong setting is told before anything runs: file, line, cure, and a status that is not 0."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import misspelt

BROKEN = {
    "no YAML": ("topics/green_tea.yaml", "name: green tea", "name: [green tea", "is not valid YAML"),
    "a wrong field": ("topics/green_tea.yaml", "\nfacets:", "\nfacettes:", "facettes: Extra inputs are not permitted"),
    "a wrong date": ("topics/black_tea.yaml", "on: 1839-01-10", "on: tenth of May", "is not a date; write 2014"),
    "a key twice": ("sources.yaml", "iso_3720:", "iso_11287:", "the key 'iso_11287' stands twice"),
    "a wrong language": ("pack.yaml", "language: english", "language: klingon", "there is no language 'klingon'"),
}
SETTINGS = {
    "DOOLITTLE_PORT": ("tea", "valid integer"),
    "DOOLITTLE_STORE": ("redis:6379", "write memory, sqlite: and a path, or postgresql://"),
    "DOOLITTLE_LOG": ("loud", "'debug', 'info', 'warning' or 'error'"),
    "DOOLITTLE_CORS": ("https://tea.example", "JSON"),
    "DOOLITTLE_ACTION_TIMEOUT": ("0", "greater than 0"),
    "DOOLITTLE_SENDER_RATE": ("0/minute", "from 1 on"),
}


def doolittle(*arguments: str) -> tuple[int, str]:
    """Run the command in a process of its own: its status, and what it said on standard error."""
    command = [sys.executable, "-m", "bot", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stdout == ""
    return ended.returncode, ended.stderr


def within(*arguments: str) -> tuple[int, str]:
    """The same without a process, which is faster."""
    result = CliRunner().invoke(app, arguments)
    assert result.stdout == ""
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stderr


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_pack_is_told_by_file_line_and_cure(tiny_pack: Path, broken: str) -> None:
    """The one who started it reads where the mistake stands and how to mend it, without a traceback."""
    name, right, wrong, said = BROKEN[broken]
    file = tiny_pack / name
    content = file.read_text("utf-8")
    file.write_text(content.replace(right, wrong), "utf-8")

    status, told = within("ask", "what is green tea?", "--knowledge", str(tiny_pack))

    assert status == 1
    [line] = [line for line in told.splitlines() if said in line]
    place, _, what = line.partition(": error: ")
    path, _, number = place.rpartition(":")
    near = file.read_text("utf-8").splitlines()[int(number) - 2 : int(number)]
    assert path == str(file)
    assert wrong.strip() in " ".join(near)
    assert what.count(". ") >= 1, "a cure follows"


def test_serve_listens_only_with_a_whole_pack(tiny_pack: Path) -> None:
    """`serve` refuses a pattern that can not be read as `ask` does a file, and never opens its port or its store."""
    (tiny_pack / "intents").mkdir()
    intent = "intent: brew\naction: action_how\nexamples:\n  - how do I (brew|make {topic}\n"
    (tiny_pack / "intents/brew.yaml").write_text(intent, "utf-8")
    store = tiny_pack / "bot.db"

    status, told = doolittle("serve", "--knowledge", str(tiny_pack), "--port", "0", "--store", f"sqlite:{store}")

    assert status == 1
    assert f"{tiny_pack}/intents/brew.yaml:4: error: " in told
    assert "Traceback" not in told
    assert not store.exists()


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    """A wrong path is named, and how to make a pack."""
    status, told = within("ask", "hello", "--knowledge", str(tmp_path / "nowhere"))

    assert status == 1
    assert f"{tmp_path}/nowhere/pack.yaml:1" in told
    assert "doolittle new" in told


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A setting that can not be is told with its name and what it may be."""
    value, cure = SETTINGS[name]
    monkeypatch.setenv(name, value)

    status, told = within("check")

    assert status == 1
    assert name.removeprefix("DOOLITTLE_") in told.upper()
    assert cure in told


def test_a_setting_that_there_is_none_of_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the one that was likely meant; what is no setting of ours is nobody's mistake."""
    monkeypatch.setenv("DOOLITTLE_SESION_TIMEOUT", "5")
    monkeypatch.setenv("DOOLITTLE_CHAT_TOKEN", "x")
    monkeypatch.setenv("DOOLITTEL_PORT", "1")
    told = [line for line in misspelt() if "SESION" in line or "CHAT" in line or "PORT" in line]
    assert told == ["DOOLITTLE_SESION_TIMEOUT is no setting; was DOOLITTLE_SESSION_TIMEOUT meant?"]


def test_a_wrong_setting_ends_serve(tiny_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing listens."""
    monkeypatch.setenv("DOOLITTLE_PORT", "tea")

    status, told = within("serve", "--knowledge", str(tiny_pack))

    assert status == 1
    assert "setting DOOLITTLE_PORT = 'tea': Input should be a valid integer" in told


def test_a_store_that_can_not_be_is_told(tiny_pack: Path) -> None:
    """A file that is no database is refused before anything listens, and left as it is."""
    file = tiny_pack / "sources.yaml"
    before = file.read_bytes()

    status, told = doolittle("serve", "--knowledge", str(tiny_pack), "--port", "0", "--store", f"sqlite:{file}")

    assert status == 1
    assert f"DOOLITTLE_STORE: {file} can not be used: file is not a database. Name another file." in told
    assert file.read_bytes() == before
