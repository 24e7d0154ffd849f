"""The command `doolittle`: ask, explain, check, new and serve, as a curator and an operator run them."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import loopback
import pytest
from typer.testing import CliRunner

from bot.cli import app

DOOLITTLE = Path(sys.executable).with_name("doolittle")
"""The command as it is installed."""


def run(*arguments: str | Path, status: int = 0) -> str:
    """Run a command; what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    return result.stdout


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack made by `doolittle new`."""
    assert "doolittle chat --knowledge" in run("new", tmp_path / "tea")
    return tmp_path / "tea"


def test_ask_prints_the_answer_and_what_to_ask_next(pack: Path) -> None:
    """The text, its sources, then the next questions by number."""
    printed = run("ask", "What is green tea?", "--knowledge", pack).splitlines()

    assert printed[0].startswith("Green tea is tea from leaves that are heated")
    assert any(line.startswith("Sources: ISO") for line in printed)
    assert printed[-1] == "  3. Which tea goes with milk?"


def test_ask_as_json_prints_all_that_is_known(pack: Path) -> None:
    """Messages, buttons and the trace, in one JSON document."""
    answer: dict[str, Any] = json.loads(run("ask", "is green tea a tea?", "--json", "-k", pack))

    assert answer["messages"][0]["text"].startswith("Yes: green tea is a kind of tea")
    assert answer["messages"][0]["buttons"][0].keys() == {"title", "payload"}
    assert answer["trace"]["decisions"][0]["action"] == "action_is_it"


@pytest.mark.parametrize("said", ["gr\udceen tea", '/define{"topic": "\\ud800"}', "", "\x00", "🫖"])
def test_ask_prints_something_for_whatever_is_typed(pack: Path, said: str) -> None:
    """Bytes of the terminal that are no text, emoji and silence are answered too, in both forms."""
    assert run("ask", said, "-k", pack)
    assert json.loads(run("ask", said, "-k", pack, "--json"))
    assert json.loads(run("explain", said, "-k", pack, "--json"))
    assert run("explain", said, "-k", pack)


def test_explain_shows_how_the_answer_was_found(pack: Path) -> None:
    """What was understood and why, the decision and its reason, and the pack it was found in."""
    told = run("explain", "when was grean tea introduced?", "-k", pack)
    assert told.startswith("Why this answer\n  Spelling: grean → green\n")
    assert "Read as when (green tea)" in told
    assert "A reading is answered from 50 % likely on" in told

    assert "Carried by the words: " in run("explain", "so tell me when somebody introduced green tea", "-k", pack)
    trace = json.loads(run("explain", "when was grean tea introduced?", "-k", pack, "--json"))

    understood = trace["understanding"]
    assert understood["repairs"], "a typing error was mended"
    clause = understood["clauses"][0]
    assert clause["outcome"] == "accepted"
    assert clause["chosen"]["intent"] == "when"
    assert "topic:green_tea" in clause["chosen"]["entities"]
    assert clause["reason"]
    decision = trace["decisions"][0]
    assert decision["action"] == "action_when"
    assert decision["reason"]
    assert len(trace["pack"]) == 64


def test_check_passes_a_whole_pack(pack: Path) -> None:
    """A pack without a fault: one line, status 0."""
    assert run("check", "-k", pack) == "tea: 3 topics, 0 errors, 0 warnings\n"


def test_check_fails_on_an_error_and_not_on_a_warning(pack: Path) -> None:
    """A warning leaves the status at 0; a reference that dangles makes it 1; both are told by file and line."""
    advice = pack / "advice/milk.yaml"
    text = advice.read_text("utf-8")
    advice.write_text(text.replace("reason: Its", "reason: Powerful. Its"), "utf-8")
    warned = run("check", "-k", pack)
    assert f"{advice}:9: warning: 'powerful' says nothing." in warned
    assert warned.endswith("0 errors, 1 warnings\n")

    advice.write_text(text.replace("about: [tea_with_milk]", "about: [tea_with_mulk]"), "utf-8")
    failed = run("check", "-k", pack, status=1)
    assert f"{advice}:3: error: " in failed
    assert "tea_with_milk" in failed.splitlines()[0], "the cure names the nearest"
    assert failed.endswith("1 errors, 0 warnings\n")


def test_new_never_overwrites(pack: Path) -> None:
    """A folder with something in it, or a file, is left alone; an empty folder is taken."""
    (pack / "mine.txt").write_text("mine")
    run("new", pack, status=1)
    run("new", pack / "mine.txt", status=1)
    assert (pack / "mine.txt").read_text() == "mine"

    (pack / "empty").mkdir()
    run("new", pack / "empty")
    assert (pack / "empty/pack.yaml").is_file()


def test_the_new_pack_answers_its_own_tests(pack: Path) -> None:
    """What the starters offer is answered, and a comment in each file says what the file is for."""
    for question, part in {
        "What is green tea?": "heated",
        "What is the difference between green tea and black tea?": "oxidised",
        "Which tea goes with milk?": "Take black tea",
        "when was black tea introduced?": "1839",
        "is green tea a tea?": "Yes",
        "hello": "Ask me about green or black tea",
        "how much is a pound of tea": "no prices",
    }.items():
        assert part in run("ask", question, "-k", pack), question
    for file in pack.rglob("*.yaml"):
        assert file.read_text("utf-8").startswith("# "), file


def test_help_names_every_command() -> None:
    """Each command has a line of help; without a command, help is printed."""
    helped = run("--help")
    commands = "chat serve ask explain check test unanswered compare new import eliza"
    for command in commands.split():
        assert f" {command} " in helped


def test_the_installed_command_serves_and_forgets_nothing_when_it_is_killed(pack: Path, tmp_path: Path) -> None:
    """`doolittle serve` as a process: it answers, is killed right after, and started again it goes on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert shutil.which(DOOLITTLE)
    store = f"sqlite:{tmp_path / 'bot.db'}"
    command = [DOOLITTLE, "serve", "--knowledge", pack, "--port", str(port), "--store", store]
    first = {"sender": "ann", "message": "what is black tea?", "metadata": {"message_id": "1"}}
    with loopback.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        with _process(command, client) as process:
            answer = client.post("/webhooks/rest/webhook", json=first).json()
            process.kill()
        with _process(command, client) as process:
            again = client.post("/webhooks/rest/webhook", json=first).json()
            when = client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "when was it introduced?"})
            process.terminate()

    assert again == answer
    assert "1839" in when.json()[0]["text"]
    assert process.returncode in (0, -15), "it ends in order when it is told to"


def _process(command: list[Any], client: httpx2.Client) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            if client.get("/ready").status_code == 200:
                return process
        except httpx2.TransportError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError("the server never came up")
