"""The terminal as a client of a running server: the same answers, drawn alike."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import jwt
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.channels.terminal.local import Local
from bot.channels.terminal.partner import Partner
from bot.channels.terminal.prompt import converse
from bot.channels.terminal.remote import met
from bot.channels.terminal.screen import Screen
from bot.channels.terminal.visit import Visit
from bot.cli import app
from tests.serving import Serving

if TYPE_CHECKING:
    from prompt_toolkit.input import PipeInput

    from bot.conversation import Conversation

    Serve = Callable[..., str]
    Typed = Callable[..., str]

TALK = (
    "what is a kettle?\r1\rlist all teas\rwhen was the kettle introduced?\rwhat did I ask at first?\r"
    "/help\rwhat is the price of tea?\r"
)
KEY = "a key that is as long as a key of HS256 should be"


@pytest.fixture
def typed(keyboard: PipeInput) -> Typed:
    """Types keys at the prompt of a partner, leaves, and gives back what the screen showed."""

    def press(partner: Partner | str, keys: str, conversation: str = "", token: str = "") -> str:
        shown = io.StringIO()
        screen = Screen(Console(file=shown, width=90, highlight=False, markup=False, emoji=False))
        keyboard.send_text(keys + "\x04")

        async def talk() -> None:
            if not isinstance(partner, str):
                await converse(Visit(partner, screen, conversation))
                return
            async with met(partner, token, 5.0) as remote:
                await converse(Visit(remote, screen, conversation))

        asyncio.run(talk())
        return "\n".join(line.rstrip() for line in shown.getvalue().splitlines())

    return press


def chat(url: str, lines: str, *options: str, **environment: str) -> Result:
    """`doolittle chat --url`, with lines from a pipe."""
    ended = CliRunner().invoke(app, ["chat", "--url", url, *options], input=lines, env=environment)
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return ended


@pytest.mark.parametrize("channel", ["web", "rest"])
def test_it_is_drawn_as_the_local_one_is(serve: Serve, typed: Typed, conversation: Conversation, channel: str) -> None:
    """Text, tables, lists, timelines, sources, numbered questions: to the letter, whichever channel is on."""
    here, there = (typed(who, TALK) for who in (Local(conversation), serve(channels=(channel,))))
    greeting, _, rest = there.partition("Ctrl-D: leave.")
    answers, _, farewell = rest.partition("\n To go on later: --conversation ")
    assert "making tea" in greeting
    assert "Three minutes." in answers
    assert answers.rstrip() == here.partition("Ctrl-D: leave.")[2].rstrip()
    assert len(farewell.strip()) == 32


@pytest.mark.parametrize("channel", ["web", "rest"])
def test_who_answers_is_told_where_the_bot_is_silent(serve: Serve, typed: Typed, channel: str) -> None:
    there = serve(channels=(channel,), person=("*",))
    shown = typed(there, "can I talk to a human?\rwhat is a kettle?\r")
    assert shown.count("A person has this conversation.") == 1
    assert "vessel" not in shown


def test_a_process_of_its_own_answers_lines_from_a_pipe(pack_folder: Path, tmp_path: Path) -> None:
    """Two real processes: numbers pick buttons, `/why` tells what the server tells, nothing is coloured."""
    with Serving(tmp_path, pack_folder, f"sqlite:{tmp_path / 'bot.db'}").up() as running:
        command = [sys.executable, "-m", "bot", "chat", "--url", running.url]
        said = "what is a kettle?\n1\n/why\n/topics\n/wy\n/quit\nwhat is green tea?\n"
        done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("A kettle is a **vessel** that boils water. It has a spout.\n\nSource: A. Twining")
    assert (
        "\n  1. How do kettle and teapot differ?\n  2. What are the limits of a kettle?\n\nA kettle boils"
        in done.stdout
    )
    assert "- Speed — kettle: Three minutes. | teapot: Four minutes.\n" in done.stdout
    assert "Why this answer, as far as the server tells\n  “" in done.stdout
    assert "    Read as compare (kettle, teapot), " in done.stdout
    assert "The server does not tell its topics" in done.stdout
    assert "There is no command /wy. Did you mean /why?" in done.stdout
    assert "Green tea is" not in done.stdout
    assert "\x1b" not in done.stdout


def test_a_conversation_goes_on(serve: Serve, typed: Typed) -> None:
    """Who comes back sees what was said last and picks its buttons by number; over REST, that it is not told."""
    url = serve()
    left = typed(url, "what is a kettle?\r")
    name = left.split("--conversation ")[1].strip()
    back = typed(url, "1\rwhat did I ask at first?\r", name)
    assert "  what is a kettle?\n\n A kettle is a vessel" in back
    assert "Three minutes." in back
    assert 'You began with: "what is a kettle?"' in back
    assert "Nothing has been said in this conversation yet." in typed(url, "/new\r", "another")
    over_rest = typed(serve(channels=("rest",)), "", "another")
    assert "The conversation goes on; what was said in it is not told here." in over_rest


def test_why_is_not_told_by_every_channel(serve: Serve, typed: Typed) -> None:
    assert "The server does not tell how this answer was found." in typed(
        serve(channels=("rest",)), "what is a kettle?\r/why\r"
    )


def test_a_pipe_ends_with_a_status_where_something_was_not_answered(serve: Serve) -> None:
    url = serve(auth_token="secret", sender_rate="1/hour", channels=("rest",))
    done = chat(url, "what is oolong?\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"{url} wants a token: give it with --token.\n"
    wrong = chat(url, "what is oolong?\n", "--token", "wrong")
    assert wrong.stderr == f"{url} does not accept this token: give it with --token.\n"
    done = chat(url, "what is oolong?\nwhat is green tea?\n", DOOLITTLE_CHAT_TOKEN="secret")
    assert done.exit_code == 1
    assert done.stdout.startswith("Oolong is a kind of tea.")
    assert "Too many messages" in done.stderr
    both = chat(url, "", "--knowledge", "x")
    assert both.exit_code == 2
    assert "the server at --url has its own" in both.stderr


def test_a_token_that_is_for_one_conversation(serve: Serve, typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    """The web channel goes on in it; REST says for whom the token is not."""
    ann = jwt.encode({"user": {"username": "ann", "role": "user"}}, KEY, "HS256")
    url = serve(jwt_key=KEY)
    first = typed(url, "what is oolong?\r/new\r", token=ann)
    assert "The token is for this conversation alone: it goes on." in first
    assert "  what is oolong?\n\n Oolong is a kind of tea." in typed(url, "", token=ann)
    rest = serve(jwt_key=KEY, channels=("rest",))
    assert "Oolong is" in typed(rest, "what is oolong?\r", "ann", ann)
    refused = typed(rest, "what is oolong?\r", "bob", ann)
    assert "This token is for another conversation. Name the conversation that" in refused
