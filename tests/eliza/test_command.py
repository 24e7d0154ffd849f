"""`doolittle eliza` as it is run: lines in, lines out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from exchange import SHARED
from typer.testing import CliRunner

from bot.cli import app

COMMAND = [sys.executable, "-m", "bot", "eliza"]
SCRIPT = "(WELCOME TO THE HARBOUR)\nSTART\n(BOAT ((0 BOAT 0) (BEFORE 1 AFTER 3)))\n(NONE ((0) (SO 1)))\n()\n"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A small script in a file."""
    path = tmp_path / "harbour.script"
    path.write_text(SCRIPT, "utf-8")
    return path


def typed(data: bytes, *arguments: str | Path) -> list[str]:
    """What is printed when this is typed, line by line."""
    ended = subprocess.run([*COMMAND, *arguments], input=data, capture_output=True, timeout=60, check=True)
    assert ended.stderr == b""
    return ended.stdout.decode("utf-8").split("\n")[:-1]


@contextmanager
def talking(*arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command with its ends open."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *arguments], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        yield process
        process.kill()


def test_it_greets_and_replies_line_by_line(harbour: Path) -> None:
    assert typed(b"the boat left\nhello\r\nboat", "--script", harbour) == [
        "WELCOME TO THE HARBOUR",
        "BEFORE THE AFTER LEFT",
        "SO HELLO",
        "BEFORE AFTER",
    ]


def test_without_a_script_it_speaks_the_one_that_ships() -> None:
    assert typed(b"I am worried about my exam\n") == [
        "HELLO. I AM A PATIENT LISTENER. HOW IS YOUR DAY",
        "WHEN DID YOUR EXAM BEGIN TO TROUBLE YOU",
    ]


def test_every_line_gets_one_line(harbour: Path) -> None:
    """A blank line, bytes that are no text, controls and a byte order mark: one reply each, and nothing unprintable."""
    data = b"\xef\xbb\xbfboat\n\n  \t\n\xff\xfe boat\n\x1b[2J boat \x00\n" + "é\u2028boat".encode() + b"\n"
    assert typed(data, "-s", harbour)[1:] == [
        "BEFORE AFTER",
        "SO",
        "SO",
        "BEFORE \ufffd\ufffd AFTER",
        "BEFORE [2J AFTER",
        "BEFORE É AFTER",
    ]


def test_a_reply_comes_at_once(harbour: Path) -> None:
    """Nothing waits in a buffer: whoever drives it over a pipe reads each reply before typing on."""
    with talking("-s", harbour) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"WELCOME TO THE HARBOUR\n"
        for line, reply in ((b"boat\n", b"BEFORE AFTER\n"), (b"a boat\n", b"BEFORE A AFTER\n")):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == reply


def test_an_interrupt_ends_it_without_a_word(harbour: Path) -> None:
    with talking("-s", harbour) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        for _ in range(5):  # One that comes just before it begins to read is only seen with the next.
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(3)
                break
        assert process.returncode == 0
        assert process.stderr is not None
        assert process.stdout.read() + process.stderr.read() == b""


def test_it_ends_when_nobody_reads(harbour: Path) -> None:
    with talking("-s", harbour) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"boat\nboat\n")
        process.stdin.close()
        assert process.wait(15) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("nowhere.script", None, ":1: error: cannot be read: No such file or directory. Check the path."),
        (
            "a.script",
            "(HI)\n(A ((0)\n (=B)))\n(NONE ((0) (SO)))",
            ":3: error: (= B) leads to a keyword that has no rule.",
        ),
        ("a.script", "(HI)\n(A ((0) (B))\n(NONE ((0) (SO)))", ":2: error: the list that begins here is not closed."),
    ],
)
def test_a_script_that_can_not_be_read_is_told(tmp_path: Path, name: str, content: str | None, told: str) -> None:
    """File, line and cure on standard error, and status 1; nothing is greeted."""
    path = tmp_path / name
    if content is not None:
        path.write_text(content, "utf-8")
    result = CliRunner().invoke(app, ["eliza", "--script", str(path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{path}{told}")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the conversation of 1966 is not beside the project")
def test_the_conversation_of_1966_by_the_front_door() -> None:
    rows = [json.loads(line) for line in (SHARED / "cacm-1966.jsonl").read_text("utf-8").splitlines()]
    data = "".join(f"{row['user']}\n" for row in rows).encode()
    said = typed(data, "--script", SHARED / "doctor-1966-cacm.script")
    assert said == ["HOW DO YOU DO. PLEASE TELL ME YOUR PROBLEM", *(row["eliza"] for row in rows)]
