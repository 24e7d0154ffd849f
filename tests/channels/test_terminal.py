"""The terminal: what a person at the prompt and a program at a pipe see."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import PipeInput
from rich.console import Console

from bot.channels.channel import Channel
from bot.channels.terminal import talk
from bot.channels.terminal.drawn import drawn
from bot.channels.terminal.local import Local
from bot.channels.terminal.pipe import Plain, read_on
from bot.channels.terminal.prompt import TopicCompleter, converse, history
from bot.channels.terminal.screen import Screen
from bot.channels.terminal.view import Branch
from bot.channels.terminal.visit import Visit
from bot.channels.terminal.why import why
from bot.conversation import Conversation
from bot.messages import Answer, Message

Piped = Callable[[bytes], str]
Typed = Callable[[str], str]


@pytest.fixture
def piped(conversation: Conversation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Piped:
    """Sends lines through a pipe and gives back what was printed."""

    def send(lines: bytes) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        asyncio.run(talk(conversation))
        return capsys.readouterr().out

    return send


@pytest.fixture
def typed(conversation: Conversation, keyboard: PipeInput) -> Typed:
    """Types keys at the prompt, leaves, and gives back what the screen showed."""

    def press(keys: str) -> str:
        shown = io.StringIO()
        screen = Screen(Console(file=shown, width=90, highlight=False, markup=False, emoji=False))
        keyboard.send_text(keys + "\x04")
        asyncio.run(converse(Visit(Local(conversation), screen)))
        return shown.getvalue()

    return press


def test_pipe_in_a_process_of_its_own(pack_folder: Path) -> None:
    """Lines in, plain answers out: no prompt, no colours, no greeting, and no byte that crashes it."""
    lines = b"what is a kettle?\n1\n\xff\xfe \x1b[31m\n\n/why\n/quit\nwhat is green tea?\n"
    command = [sys.executable, "-m", "bot", "chat", "--knowledge", str(pack_folder)]
    done = subprocess.run(command, input=lines, capture_output=True, timeout=60, check=False)

    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert out.startswith("A kettle is a **vessel** that boils water. It has a spout.\n\nSource: ")
    assert "\n  1. How do kettle and teapot differ?\n  2. What are the limits of a kettle?\n\nA kettle boils" in out
    assert "- Speed — kettle: Three minutes | teapot: Four minutes\n" in out
    assert "\nWhy this answer\n" in out
    assert "green tea" not in out
    assert "\x1b" not in out


def test_pipe_number_chooses_a_button(piped: Piped) -> None:
    assert "A kettle brews nothing, [red] or green." in piped(b"what is a kettle?\n2\n")


def test_pipe_number_without_button_is_a_message(piped: Piped) -> None:
    assert "making tea" in piped(b"7\n")


def test_pipe_payload_goes_to_the_bot(piped: Piped) -> None:
    assert piped(b'/define{"topic": "green_tea"}\n').startswith("Green tea is a kind of tea.")


def test_pipe_why_tells_the_reading_in_words(piped: Piped) -> None:
    told = piped(b"what is a kettel?\n/why\n").split("Why this answer\n")[1]
    assert "  Spelling: kettel → kettle\n" in told
    assert "    Read as define (kettle), " in told
    assert " % likely\n" in told
    assert "  Action: action_define\n" in told
    assert "  Answered from pack " in told


def test_pipe_why_before_any_answer(piped: Piped) -> None:
    assert piped(b"/why\n") == "Nothing has been answered yet.\n\n"


def test_pipe_new_forgets(piped: Piped) -> None:
    out = piped(b"what is a kettle?\n/new\n/why\nwhat did I ask at first?\n")
    assert "Nothing has been answered yet." in out
    assert 'You began with: "what is a kettle?"' not in out


def test_pipe_topics_by_kind(piped: Piped) -> None:
    out = piped(b"/topics\n")
    assert out.startswith("6 topics about making tea\n  teas (4)\n    black tea · green tea · oolong · white tea\n")
    assert "\n  things (2)\n    china teapot · kettle\n" in out


def test_pipe_mistyped_command_is_named(piped: Piped) -> None:
    assert piped(b"/wy\n") == "There is no command /wy. Did you mean /why? /help lists them.\n\n"


def test_pipe_too_long(conversation: Conversation, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(Visit(Local(conversation, longest=5), Plain()).hear("what is a kettle?"))
    assert capsys.readouterr().out == "The message is longer than 5 characters; please shorten it.\n\n"


async def test_pipe_waits_beside_the_event_loop(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While no line comes, other tasks run."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as lines, os.fdopen(writing, "wb", buffering=0) as pipe:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(lines))
        task = asyncio.create_task(read_on(Visit(Local(conversation), Plain())))
        for _ in range(5):
            await asyncio.sleep(0.01)
        assert not task.done()
        pipe.write(b"what is oolong?\n/quit\n")
        await asyncio.wait_for(task, 10)
    assert capsys.readouterr().out.startswith("Oolong is a kind of tea.")


def test_prompt_greets_answers_and_leaves(typed: Typed) -> None:
    shown = typed("what is a kettle?\r")
    assert "Polly answers questions about making tea." in shown
    assert "A kettle is a vessel that boils water." in shown
    assert "A. Twining (1905): The Tea Book https://tea.example/book" in shown
    assert "Source:" not in shown
    assert " 1 How do kettle and teapot differ?" in shown


def test_prompt_draws_a_comparison_instead_of_its_lines(typed: Typed) -> None:
    shown = typed("what is a kettle?\r1\r")
    assert "  How do kettle and teapot differ?" in shown
    lines = [line.split() for line in shown.splitlines()]
    assert ["kettle", "teapot"] in lines
    assert ["Speed", "Three", "minutes.", "Four", "minutes."] in lines
    assert "Speed —" not in shown
    assert "Choose a kettle when you need hot water." in shown


def test_prompt_draws_lists_and_timelines(typed: Typed) -> None:
    shown = typed("list all teas\rwhen was the kettle introduced?\r")
    assert "Teas, of those I know: " in shown
    assert "green tea (1211)" not in shown
    assert "  1650  black tea" in shown
    assert "1922-05-06  ●  renamed" in shown


def test_prompt_why_is_a_tree(typed: Typed) -> None:
    shown = typed("what is a kettle?\r/why\r")
    assert "├── “what is a kettle”: understood" in shown
    assert "│   ├── Read as define (kettle), " in shown


def test_prompt_takes_no_markup_from_visitors(typed: Typed) -> None:
    """What the bot repeats of a message shows as it was typed: rich's markup, HTML and all."""
    words = "[bold red]hi[/] <b>you</b> :tea: what is xyzzy"
    shown = typed(f"{words}\rwhat did I ask at first?\r/nonsense[/bold]\r")
    assert f'You began with: "{words}"' in shown


def test_prompt_ctrl_c_clears_the_line(typed: Typed) -> None:
    shown = typed("what is green tea?\x03what is oolong?\r")
    assert "Oolong is a kind of tea." in shown
    assert "Green tea" not in shown


def test_prompt_quit_leaves(typed: Typed) -> None:
    assert "Oolong" not in typed("/quit\rwhat is oolong?\r")


def test_prompt_help_names_every_command(typed: Typed) -> None:
    shown = typed("/help\r")
    for command in ("/help", "/why", "/topics", "/new", "/quit"):
        assert command in shown


def test_prompt_remembers_lines_between_visits(typed: Typed, tmp_path: Path) -> None:
    typed("what is oolong?\r")
    kept = tmp_path / "doolittle" / "chat_history"
    assert "+what is oolong?" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert isinstance(history(), FileHistory)
    assert "Oolong is a kind of tea." in typed("\x1b[A\r"), "the arrow up brings the last line back"


def test_history_stays_in_memory_where_it_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert isinstance(history(), InMemoryHistory)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("what is a ke", ["kettle"]),
        ("KE", ["kettle"]),
        ("compare kettle and chi", ["china teapot"]),
        ("china te", ["china teapot", "teapot"]),
        ("is green t", ["green tea"]),
        ("k", []),
        ("what is a ", []),
        ("/w", ["/why"]),
        ("bonket", []),
    ],
)
def test_completion(conversation: Conversation, before: str, expected: list[str]) -> None:
    """Names complete from the second letter on, across words, in any letter case; commands from the first."""
    found = list(TopicCompleter(Local(conversation)).get_completions(Document(before), CompleteEvent()))
    assert [completion.text for completion in found] == expected
    assert all(before[completion.start_position :].casefold() in completion.text for completion in found)


def test_sources_of_several_messages_stand_once_at_the_end() -> None:
    paper, book = {"id": "paper", "title": "A paper"}, {"id": "book", "title": "A book"}
    messages = [
        Message(f"One.\n\n{'Source' if len(cited) == 1 else 'Sources'}: …", custom={"blocks": [block(cited)]})
        for cited in ([paper], [book, paper])
    ]
    *texts, sources = drawn(Answer("id", tuple(messages)))
    assert [part["text"] for part in texts] == ["One.", "One."]
    assert sources == {"type": "sources", "items": [paper, book]}


def block(cited: list[dict[str, str]]) -> dict[str, object]:
    return {"type": "sources", "items": cited}


def test_why_of_an_action_that_failed() -> None:
    trace = {
        "decisions": [{"action": "action_define", "reason": "define: a rule", "failure": "timeout"}],
        "pack": "f" * 64,
    }
    assert why(trace, str).below == (
        Branch("Action: action_define (define: a rule)", (Branch("It failed: timeout"),)),
        Branch("Answered from pack ffffffffffff"),
    )


def test_terminal_is_no_http_channel() -> None:
    import bot.channels.terminal

    assert not isinstance(getattr(bot.channels.terminal, "channel", None), Channel)
